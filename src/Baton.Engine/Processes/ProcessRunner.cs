using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Baton.Engine.Processes;

/// <summary>Runs programs to their end, with bounded output, a bounded time and nothing left behind when the time is over.</summary>
public static class ProcessRunner
{
    private const string MarkName = "BATON_COMMAND";
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a program. A program that is missing or fails is a result; only cancellation throws, after its whole tree was killed.</summary>
    public static async Task<ProcessResult> RunAsync(ProcessSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var began = Stopwatch.GetTimestamp();
        var mark = Guid.NewGuid().ToString("N");
        using var process = new Process { StartInfo = ToStartInfo(spec, mark) };
        if (!TryStart(process, spec.Words[0], out var problem))
        {
            return new ProcessResult(127, "", problem, false, false, Stopwatch.GetElapsedTime(began));
        }

        using var output = new Capture(spec.MaxOutputBytes);
        using var error = spec.OutputFile is null ? new Capture(spec.MaxOutputBytes) : output;
        var reading = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), error.ReadAsync(process.StandardError.BaseStream));
        await WriteInputAsync(process, spec.Input);
        var timedOut = await WaitAsync(process, spec.Timeout, mark, ct);
        if (spec.EndSurvivors || timedOut)
        {
            KillMarked(mark);
        }

        await DrainAsync(reading);
        if (spec.OutputFile is not null)
        {
            await File.WriteAllBytesAsync(spec.OutputFile, output.ToArray(), CancellationToken.None);
        }

        return new ProcessResult(
            process.ExitCode, output.ToString(), spec.OutputFile is null ? error.ToString() : "", timedOut, output.Truncated || error.Truncated,
            Stopwatch.GetElapsedTime(began));
    }

    private static ProcessStartInfo ToStartInfo(ProcessSpec spec, string mark)
    {
        var info = new ProcessStartInfo
        {
            WorkingDirectory = spec.WorkingDirectory ?? Environment.CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (spec.Environment is not null)
        {
            info.Environment.Clear();
            foreach (var (name, value) in spec.Environment)
            {
                info.Environment[name] = value;
            }
        }

        info.Environment[MarkName] = mark;
        info.FileName = FindProgram(spec.Words[0], info.Environment.TryGetValue("PATH", out var path) ? path : null, info.WorkingDirectory);
        foreach (var word in spec.Words.Skip(1))
        {
            info.ArgumentList.Add(word);
        }

        return info;
    }

    private static string FindProgram(string name, string? path, string folder)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Path.GetFullPath(name, folder);
        }

        var folders = (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists) ?? "/nonexistent/" + name;
    }

    private static bool TryStart(Process process, string name, out string problem)
    {
        try
        {
            problem = "";
            return process.Start();
        }
        catch (Win32Exception e)
        {
            problem = $"{name} cannot be started: {e.Message}";
            return false;
        }
    }

    private static async Task WriteInputAsync(Process process, ReadOnlyMemory<byte>? input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? default);
            process.StandardInput.Close();
        }
        catch (IOException) when (process.StandardInput.BaseStream.CanWrite)
        {
            // The program did not want its input; how it ends says what that means.
            return;
        }
    }

    private static async Task<bool> WaitAsync(Process process, TimeSpan timeout, string mark, CancellationToken ct)
    {
        try
        {
            await process.WaitForExitAsync(ct).WaitAsync(timeout, TimeProvider.System, ct);
            return false;
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            KillMarked(mark);
            await process.WaitForExitAsync(CancellationToken.None);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            KillMarked(mark);
            throw;
        }
    }

    private static async Task DrainAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(DrainTime, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // A process that left the tree may hold the pipe for ever; what the program itself wrote has been read.
            return;
        }
    }

    private static void KillMarked(string mark)
    {
        var needle = Encoding.UTF8.GetBytes($"{MarkName}={mark}");
        foreach (var folder in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && ReadEnvironment(folder).AsSpan().IndexOf(needle) >= 0)
            {
                Kill(pid);
            }
        }
    }

    private static byte[] ReadEnvironment(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended by itself in between.
            return;
        }
    }

    private sealed class Capture(long limit) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly MemoryStream _kept = new();

        private bool _closed;

        public bool Truncated { get; private set; }

        public async Task ReadAsync(Stream stream)
        {
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                lock (_gate)
                {
                    if (_closed)
                    {
                        return;
                    }

                    var room = (int)Math.Min(read, limit - _kept.Length);
                    _kept.Write(buffer, 0, room);
                    Truncated |= room < read;
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _closed = true;
                _kept.Dispose();
            }
        }

        public byte[] ToArray()
        {
            lock (_gate)
            {
                return _kept.ToArray();
            }
        }

        public override string ToString() => Encoding.UTF8.GetString(ToArray());
    }
}
