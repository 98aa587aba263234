using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Baton.TestKit.Postgres;

/// <summary>A real PostgreSQL server on loopback with data in a temporary folder, started at the first use and gone with the test program.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<bool>> _started;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"baton-postgres-{Guid.NewGuid():N}");
    private int _port;

    public PostgresServer() => _started = new(StartAsync);

    /// <summary>Null when PostgreSQL is not installed; <c>./test</c> installs it.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
        : null;

    /// <summary>The address of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        await _started.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return AddressOf(name);
    }

    public string AddressOf(string database) => $"postgres://postgres:secret@127.0.0.1:{_port}/{database}?sslmode=disable";

    public async Task<object?> ExecuteAsync(string database, string sql)
    {
        await _started.Value;
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={_port};Username=postgres;Password=secret;Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends the server at once, as a crash does.</summary>
    public async Task CrashAsync()
    {
        await _started.Value;
        await ControlAsync("stop", "-m", "immediate");
    }

    public Task ReviveAsync() => ControlAsync("start", "-w", "-l", Path.Combine(_folder, "log"));

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            await ControlAsync("stop", "-m", "immediate");
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<bool> StartAsync()
    {
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", _folder);
        }

        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, "secret\n");
        await RunAsPostgresAsync("initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--locale=C");
        _port = FreePort();
        await File.AppendAllTextAsync(Path.Combine(data, "postgresql.conf"),
            $"\nport = {_port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{_folder}'\nmax_connections = 60\nshared_buffers = 32MB\n");
        await ReviveAsync();
        return true;
    }

    private Task ControlAsync(params string[] words) => RunAsPostgresAsync("pg_ctl", ["-D", Path.Combine(_folder, "data"), "-s", .. words]);

    private static Task RunAsPostgresAsync(string program, params string[] words)
    {
        var path = Path.Combine(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed."), program);
        return Environment.UserName == "root" ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. words]) : RunAsync(path, words);
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        // A server that pg_ctl starts keeps the output open, so it goes nowhere.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. words]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
