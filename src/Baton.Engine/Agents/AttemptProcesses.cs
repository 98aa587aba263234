using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents;

/// <summary>
/// Starts, adopts, watches and stops the processes of attempts. They live on when this program dies; another instance adopts them from
/// their folders. Thread-safe.
/// </summary>
public sealed class AttemptProcesses(TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClaimPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Child> _children = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _stops = new(StringComparer.Ordinal);

    /// <summary>
    /// Starts the attempt under its supervisor, or finds the one that was started before: an attempt is started at most once, whatever
    /// happens to this program in between. A program that does not exist ends the attempt with exit code 127.
    /// </summary>
    /// <returns>The supervisor; one that matches no process when it has ended already.</returns>
    /// <exception cref="AttemptStartException">No supervisor can be started.</exception>
    public async Task<ProcessIdentity> StartAsync(AttemptProcessSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_children.TryGetValue(spec.Folder, out var running))
        {
            return running.Identity;
        }

        Demand(spec);
        OutputKeeper.EnsureStarted();
        Directory.CreateDirectory(spec.Folder);
        FaultPoint.Reach("attempt.output.before");
        var output = OpenOutput(spec.Folder, Libc.OExcl, out var error);
        FaultPoint.Reach("attempt.output.after");
        if (output >= 0)
        {
            return Spawn(spec, output);
        }

        return error == Libc.Eexist ? await StartAgainAsync(spec, ct) : throw new AttemptStartException(
            $"{spec.Cookie} cannot be started: {AttemptOutput.FileIn(spec.Folder)}: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>The supervisor that has begun the attempt, whatever has become of it; null: none has.</summary>
    public ProcessIdentity? Find(string folder) =>
        _children.TryGetValue(folder, out var child) ? child.Identity
        : AttemptClaim.Read(folder) is { IsAbandoned: false } claim ? claim.Holder(folder)
        : null;

    /// <summary>Takes an attempt that has not begun away from every supervisor that may still come.</summary>
    /// <returns>False: it has begun.</returns>
    public static bool TryAbandon(string folder)
    {
        Directory.CreateDirectory(folder);
        return AttemptClaim.TryAbandon(folder) || AttemptClaim.Read(folder) is { IsAbandoned: true };
    }

    /// <summary>
    /// Waits for the end of an attempt's process, keeps its output within bounds meanwhile, and kills what it left behind.
    /// Cancelling ends the watching, not the process.
    /// </summary>
    /// <param name="progress">Told of new output about four times a second, and once at the end; null: nobody listens.</param>
    public async Task<ProcessExit> WatchAsync(string folder, ProcessIdentity id, Action<OutputProgress>? progress, CancellationToken ct)
    {
        var (ended, known) = Attach(folder, id);
        var output = new OutputWatch(folder, progress, time);
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(Tick, time, ct));
            ct.ThrowIfCancellationRequested();
            if (!ended.IsCompleted)
            {
                output.Look(atEnd: false);
            }
        }

        if (_stops.TryGetValue(folder, out var stop))
        {
            await stop;
        }

        var claim = AttemptClaim.Read(folder);
        var survivors = SweepLeft(folder, id, known, claim ?? Lost(folder, id));
        var reaped = Reap(folder, id);
        var exitCode = reaped is { } own && claim?.Pid == id.Pid ? own.ExitCode : AttemptClaim.ReadExit(folder);
        output.Look(atEnd: true);
        return new ProcessExit(exitCode, survivors, output.Length);
    }

    /// <summary>Ends the whole process tree: SIGTERM to all, then after the grace SIGKILL until nothing is left. An attempt that has not begun never will.</summary>
    public async Task StopAsync(string folder, ProcessIdentity id, TimeSpan grace, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        FaultPoint.Reach("attempt.stop.before");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stops[folder] = done.Task;
        try
        {
            await EndTreeAsync(folder, id, grace, ct);
        }
        finally
        {
            _stops.TryRemove(folder, out _);
            done.SetResult();
        }

        FaultPoint.Reach("attempt.stop.after");
    }

    /// <summary>The same for an attempt whose process nobody has recorded yet: its claim tells which it is, and without one it never will start.</summary>
    public Task StopAsync(string folder, TimeSpan grace, CancellationToken ct) =>
        StopAsync(folder, AttemptClaim.Read(folder)?.Holder(folder) ?? new ProcessIdentity(0, 0, ProcessTable.BootId), grace, ct);

    private async Task EndTreeAsync(string folder, ProcessIdentity id, TimeSpan grace, CancellationToken ct)
    {
        if (!AttemptClaim.Exists(folder) && AttemptClaim.TryAbandon(folder))
        {
            return;
        }

        if (await ReadClaimAsync(folder, LastWords, ct) is not { IsAbandoned: false } claim)
        {
            return;
        }

        var (ended, known) = Attach(folder, id);
        var tree = TreeOf(folder, id, known, claim);
        tree.Signal(Libc.SigTerm, id.Pid);
        if (!await EndsWithinAsync(tree, ended, grace, ct))
        {
            tree.KillAll(tree.FindAll(), id.Pid);
            await EndsWithinAsync(tree, ended, LastWords, ct);
        }

        tree.KillAll(tree.FindAll(), 0);
    }

    private async Task<bool> EndsWithinAsync(ProcessTree tree, Task ended, TimeSpan limit, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!ended.IsCompleted || tree.FindAll().Count > 0)
        {
            if (time.GetElapsedTime(began) >= limit)
            {
                return false;
            }

            await Task.Delay(StopPoll, time, ct);
        }

        return true;
    }

    // The output file exists: this attempt was begun before. Whoever holds the claim is it; without a claim a late supervisor may still
    // come, and a second one decides it: one of the two gets the claim, the other ends without starting anything.
    private async Task<ProcessIdentity> StartAgainAsync(AttemptProcessSpec spec, CancellationToken ct)
    {
        if (!AttemptClaim.Exists(spec.Folder))
        {
            var output = OpenOutput(spec.Folder, 0, out var error);
            if (output < 0)
            {
                throw new AttemptStartException($"{spec.Cookie} cannot be started again: output.log: {Marshal.GetPInvokeErrorMessage(error)}.");
            }

            Spawn(spec, output);
        }

        var claim = await ReadClaimAsync(spec.Folder, ClaimTime, ct);
        if (_children.TryGetValue(spec.Folder, out var mine) && mine.Identity.Pid == claim?.Pid)
        {
            return mine.Identity;
        }

        await LetGoAsync(spec.Folder, ct);
        return claim?.Holder(spec.Folder) ?? new ProcessIdentity(0, 0, ProcessTable.BootId);
    }

    private async Task LetGoAsync(string folder, CancellationToken ct)
    {
        if (_children.TryRemove(folder, out var late))
        {
            await late.Ended.WaitAsync(ClaimTime, time, ct);
            _ = Libc.Reap(late.Identity.Pid, out _);
        }
    }

    private async Task<AttemptClaim?> ReadClaimAsync(string folder, TimeSpan limit, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        AttemptClaim? claim;
        while ((claim = AttemptClaim.Read(folder)) is null && time.GetElapsedTime(began) < limit)
        {
            await Task.Delay(ClaimPoll, time, ct);
        }

        return claim;
    }

    private ProcessIdentity Spawn(AttemptProcessSpec spec, int output)
    {
        int pid;
        try
        {
            FaultPoint.Reach("attempt.spawn.before");
            pid = Supervisor.Spawn(spec, output);
            FaultPoint.Reach("attempt.spawn.after");
        }
        finally
        {
            _ = Libc.Close(output);
        }

        var ticks = ProcessTable.Find(pid)?.StartTicks ?? 0;
        var child = new Child(new ProcessIdentity(pid, ticks, ProcessTable.BootId), ProcessReactor.Shared.WatchEnd(Libc.OpenProcess(pid)), spec.Cookie);
        _children[spec.Folder] = child;
        return child.Identity;
    }

    private (Task Ended, bool Known) Attach(string folder, ProcessIdentity id)
    {
        if (_children.TryGetValue(folder, out var child) && child.Identity == id)
        {
            return (child.Ended, true);
        }

        var descriptor = id.Pid > 0 ? Libc.OpenProcess(id.Pid) : -1;
        if (descriptor >= 0 && ProcessTable.IsAlive(id))
        {
            return (ProcessReactor.Shared.WatchEnd(descriptor), true);
        }

        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }

        return (Task.CompletedTask, false);
    }

    /// <summary>The claim of a supervisor that this program started, when the agent has removed or replaced its file.</summary>
    private AttemptClaim? Lost(string folder, ProcessIdentity id) =>
        _children.TryGetValue(folder, out var child) && child.Identity == id ? new AttemptClaim(id.Pid, child.Cookie, AttemptProcessSpec.DefaultMaxOutputBytes) : null;

    private static int SweepLeft(string folder, ProcessIdentity id, bool known, AttemptClaim? claim)
    {
        if (claim is null or { IsAbandoned: true })
        {
            return 0;
        }

        var tree = TreeOf(folder, id, known, claim);
        var left = tree.FindLeft();
        if (left.Count == 0)
        {
            return 0;
        }

        FaultPoint.Reach("attempt.sweep.before");
        var killed = tree.KillAll(left, 0);
        FaultPoint.Reach("attempt.sweep.after");
        return killed;
    }

    /// <summary>What the kernel says of a supervisor that this program started, which is worth more than a file that the agent could write. Null: somebody else's child.</summary>
    private Reaped? Reap(string folder, ProcessIdentity id)
    {
        if (!_children.TryGetValue(folder, out var child) || child.Identity != id || !_children.TryRemove(KeyValuePair.Create(folder, child)))
        {
            return null;
        }

        return Libc.Reap(id.Pid, out var status) > 0 ? new Reaped(ExitCodes.IsExit(status) ? ExitCodes.FromWaitStatus(status) : null) : null;
    }

    private static ProcessTree TreeOf(string folder, ProcessIdentity id, bool known, AttemptClaim claim) =>
        new(id.Pid, claim.Mark, AttemptOutput.FileIn(folder), known);

    private static int OpenOutput(string folder, int exclusive, out int error)
    {
        var descriptor = Libc.Open(
            AttemptOutput.FileIn(folder), Libc.OWronly | Libc.OCreat | Libc.OAppend | Libc.OCloexec | Libc.ONofollow | exclusive, Convert.ToUInt32("600", 8));
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor;
    }

    private static void Demand(AttemptProcessSpec spec)
    {
        var problem = spec.Words.IsEmpty ? "it has no command"
            : spec.Cookie.Any(char.IsWhiteSpace) ? "its name holds white space"
            : !Directory.Exists(spec.WorkingDirectory) ? $"there is no folder {spec.WorkingDirectory}"
            : spec.StandardInputFile is { } input && !File.Exists(input) ? $"there is no file {input} for its standard input"
            : null;
        if (problem is not null)
        {
            throw new AttemptStartException(string.Create(CultureInfo.InvariantCulture, $"{spec.Cookie} cannot be started: {problem}."));
        }
    }

    /// <param name="ExitCode">Null: a signal ended it, so the agent's own end is unknown.</param>
    private sealed record Reaped(int? ExitCode);

    private sealed record Child(ProcessIdentity Identity, Task Ended, string Cookie);
}
