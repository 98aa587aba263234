using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Engine.Processes;

/// <summary>Runs programs to their end, with bounded output, a bounded time and nothing left behind when the time is over.</summary>
public static class ProcessRunner
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(200);
    private static long _count;

    /// <summary>Runs a program. A program that is missing or fails is a result; only cancellation throws, after its whole tree was killed.</summary>
    public static Task<ProcessResult> RunAsync(ProcessSpec spec, CancellationToken ct) => RunAsync(spec, TimeProvider.System, ct);

    internal static async Task<ProcessResult> RunAsync(ProcessSpec spec, TimeProvider time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var began = time.GetTimestamp();
        var mark = NextMark();
        var environment = (spec.Environment ?? OwnEnvironment()).SetItem("BATON_COMMAND", mark);
        var folder = Path.GetFullPath(spec.WorkingDirectory ?? Environment.CurrentDirectory);
        using var output = new BoundedCapture(spec.MaxOutputBytes);
        using var error = spec.OutputFile is null ? new BoundedCapture(spec.MaxOutputBytes) : null;
        var (pid, problem) = Start(spec, environment, folder, output, error);
        if (problem is not null)
        {
            return problem with { Duration = time.GetElapsedTime(began) };
        }

        output.Start();
        error?.Start();
        var tree = new ProcessTree(pid, $"BATON_COMMAND={mark}", null);
        var ended = ProcessReactor.Shared.WatchEnd(Libc.OpenProcess(pid));
        var wait = await WaitAsync(ended, spec.Timeout, time, ct);
        if (wait != Wait.Ended)
        {
            tree.KillAll(tree.FindAll(), 0);
            await ended;
        }
        else if (spec.EndSurvivors)
        {
            tree.KillAll(tree.FindLeft(), 0);
        }

        // Reaped last: until then its pid, and with it its session, cannot be anybody else's.
        _ = Libc.Reap(pid, out var status);
        if (wait == Wait.Cancelled)
        {
            throw new OperationCanceledException(ct);
        }

        await DrainAsync(output, error, time);
        return await ToResultAsync(spec, output, error, ExitCodes.FromWaitStatus(status), wait == Wait.TimedOut, time.GetElapsedTime(began));
    }

    private static (int Pid, ProcessResult? Problem) Start(
        ProcessSpec spec, ImmutableDictionary<string, string> environment, string folder, BoundedCapture output, BoundedCapture? error)
    {
        var program = Executables.Find(spec.Words[0], environment.GetValueOrDefault("PATH"), folder);
        if (program is null)
        {
            return (0, Failed(127, $"{spec.Words[0]}: no such program. Install it or correct its name or PATH."));
        }

        if (!Directory.Exists(folder))
        {
            return (0, Failed(126, $"{spec.Words[0]} cannot be started in {folder}: there is no such folder."));
        }

        var input = spec.Input is { } bytes ? InputDescriptor(bytes.Span) : -1;
        var failure = ProcessStart.Spawn(
            new SpawnRequest(program, spec.Words, environment, folder)
            {
                InputDescriptor = input,
                OutputDescriptor = output.Writer,
                ErrorDescriptor = (error ?? output).Writer,
            },
            out var pid);
        if (input >= 0)
        {
            _ = Libc.Close(input);
        }

        return failure == 0 ? (pid, null) : (0, Failed(126, $"{program} cannot be started: {Marshal.GetPInvokeErrorMessage(failure)}."));
    }

    private static ProcessResult Failed(int code, string message) => new(code, "", message, false, false, TimeSpan.Zero);

    private static async Task<Wait> WaitAsync(Task ended, TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await ended.WaitAsync(timeout, time, ct);
            return Wait.Ended;
        }
        catch (TimeoutException)
        {
            return Wait.TimedOut;
        }
        catch (OperationCanceledException)
        {
            return Wait.Cancelled;
        }
    }

    // A process that left the tree may hold the pipe for ever; what the program itself wrote is in the pipe already.
    private static async Task DrainAsync(BoundedCapture output, BoundedCapture? error, TimeProvider time)
    {
        try
        {
            await Task.WhenAll(output.End, error?.End ?? Task.CompletedTask).WaitAsync(DrainTime, time);
        }
        catch (TimeoutException)
        {
            output.Dispose();
            error?.Dispose();
        }
    }

    private static async Task<ProcessResult> ToResultAsync(
        ProcessSpec spec, BoundedCapture output, BoundedCapture? error, int exitCode, bool timedOut, TimeSpan duration)
    {
        if (spec.OutputFile is not null)
        {
            await File.WriteAllBytesAsync(spec.OutputFile, output.Bytes.ToArray(), CancellationToken.None);
        }

        return new ProcessResult(exitCode, output.Text, error?.Text ?? "", timedOut, output.Truncated || error is { Truncated: true }, duration);
    }

    private static unsafe int InputDescriptor(ReadOnlySpan<byte> bytes)
    {
        var descriptor = Libc.CreateMemoryFile("input", 1);
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                var written = Libc.Write(descriptor, start + done, bytes.Length - done);
                if (written <= 0)
                {
                    throw new InvalidOperationException($"Cannot hold {bytes.Length} bytes of input: {Marshal.GetLastPInvokeErrorMessage()}.");
                }

                done += written;
            }
        }

        _ = Libc.Seek(descriptor, 0, 0);
        return descriptor;
    }

    private static string NextMark() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{ProcessTable.Identify(Environment.ProcessId)?.StartTicks}.{Interlocked.Increment(ref _count)}");

    private static ImmutableDictionary<string, string> OwnEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToImmutableDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

    private enum Wait
    {
        Ended,
        TimedOut,
        Cancelled,
    }
}
