using Npgsql;

namespace Baton.Engine.Journal.Postgres;

/// <summary>Which PostgreSQL database holds the journal: <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?KEY=VALUE</c>.</summary>
public sealed class StoreAddress
{
    private const string Options = "sslmode, sslrootcert, connect_timeout (seconds), host (a socket's folder) and repository (a name for this repository)";

    /// <summary>The environment variable that names the store; unset or empty: SQLite in the repository.</summary>
    public const string Variable = "BATON_STORE";

    private StoreAddress(NpgsqlConnectionStringBuilder settings) => Settings = settings;

    internal NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>The name under which the repository's runs are kept, from the option <c>repository</c>; null: this machine and the repository's folder.</summary>
    public string? Repository { get; private init; }

    /// <returns>Null when the variable is unset or empty.</returns>
    /// <exception cref="FormatException">It is no such address; the message says what is wrong and never holds the password.</exception>
    public static StoreAddress? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Parse(text) : null;

    /// <exception cref="FormatException">See <see cref="FromEnvironment"/>.</exception>
    public static StoreAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.Host.Length == 0)
        {
            throw new FormatException($"{Variable} is not the address of a PostgreSQL database. Write postgres://USER:PASSWORD@HOST:PORT/DATABASE, or unset it to keep the journal in the repository.");
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.IdnHost,
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) is { Length: > 0 } name ? name : "baton",
            ApplicationName = "baton",
            Options = "-c synchronous_commit=on",
            MaxPoolSize = 8,
            TcpKeepAlive = true,
        };
        ReadUser(uri.UserInfo, settings);
        string? repository = null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            if (parts[0] == "repository" && value.Length > 0)
            {
                repository = value;
            }
            else
            {
                ReadOption(parts[0], value, settings);
            }
        }

        return new(settings) { Repository = repository };
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"postgres://{Settings.Username}@{Settings.Host}:{Settings.Port}/{Settings.Database}";

    private static void ReadUser(string userInfo, NpgsqlConnectionStringBuilder settings)
    {
        var parts = userInfo.Split(':', 2);
        if (parts[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(parts[0]);
        }

        if (parts.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(parts[1]);
        }
    }

    private static void ReadOption(string name, string value, NpgsqlConnectionStringBuilder settings)
    {
        var key = name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "connect_timeout" => "Timeout",
            "host" => "Host",
            _ => throw new FormatException($"{Variable} has the option {name}, which is not known. Known are {Options}."),
        };
        try
        {
            settings[key] = key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException or FormatException or OverflowException)
        {
            throw new FormatException($"{Variable} has an option {name} that cannot be read. ({e.Message})", e);
        }
    }
}
