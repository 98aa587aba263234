using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;

namespace Baton.Engine.Dispatch;

/// <summary>
/// The machine that attempts work on: their processes, and the checks of their work. Two ways to have one: <see cref="AttemptHost"/>, and the simulated
/// one of the tests. Thread-safe; what it does may be asked for again after a kill.
/// </summary>
public interface IAttemptHost
{
    /// <summary>Where an attempt's output, instructions and logs are.</summary>
    string FolderOf(AttemptId attempt);

    /// <summary>Starts the attempt, or finds the one that was started before: it is started at most once, whatever happens to this program in between.</summary>
    Task<AttemptStart> StartAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, CancellationToken ct);

    /// <summary>Waits for the end of an attempt's process, adopted or started here, and ends what it left behind. Cancelling ends the watching, not the process.</summary>
    Task<AttemptExit> WatchAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, ProcessIdentity process, AttemptWatcher watcher, CancellationToken ct);

    /// <summary>Ends the attempt's whole process tree, politely and after the grace firmly; returns when nothing of it is left.</summary>
    /// <param name="process">Null: nobody has recorded it yet. If it has not begun, it never will.</param>
    Task StopAsync(AttemptId attempt, ProcessIdentity? process, TimeSpan grace, CancellationToken ct);

    /// <summary>Whether the machine went down since the process was at work: of what it had just written the disk may have nothing, or a part.</summary>
    bool MayHaveTorn(ProcessIdentity process) => false;

    /// <summary>Runs what the plan wants done where an attempt worked, once its work is kept. May run twice.</summary>
    /// <returns>What went wrong; the work stays what it is.</returns>
    Task<ImmutableArray<string>> CleanUpAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, CancellationToken ct) => Task.FromResult<ImmutableArray<string>>([]);

    /// <summary>Looks whether the attempt could be started now: its folder takes a file and keeps it, its program is there. Starts nothing.</summary>
    /// <returns>What is missing; null: nothing. A machine without parts that can break has nothing to look at.</returns>
    Task<string?> ProbeAsync(RunState state, AttemptId attempt, CancellationToken ct) => Task.FromResult<string?>(null);

    /// <summary>Sees to it that an attempt that has not begun never will, whoever may be about to start it.</summary>
    /// <returns>False: it has begun, so it is at work or has ended and can be adopted.</returns>
    Task<bool> TryAbandonAsync(AttemptId attempt, CancellationToken ct);

    /// <summary>Runs a task's validators in a clean checkout of the commit, with protected paths as they are in <paramref name="trusted"/>.</summary>
    Task<EvidenceRecord> JudgeAsync(RunState state, AttemptId attempt, EvidenceStage stage, string commit, string trusted, CancellationToken ct);

    /// <summary>Runs the validators of merges that build one upon the other on the tree of the last, and those of the plan once. A host that knows no better checks each for itself.</summary>
    /// <param name="onto">The integration commit below the first.</param>
    /// <param name="known">What is known already and is not judged again; gets each finding as soon as it is there.</param>
    /// <returns>A record for each; may end with the first that does not pass.</returns>
    async Task<IReadOnlyDictionary<AttemptId, EvidenceRecord>> JudgeBatchAsync(RunState state, string onto, ImmutableArray<WaitingMerge> merges, Judgements known, CancellationToken ct)
    {
        var found = new Dictionary<AttemptId, EvidenceRecord>();
        foreach (var attempt in merges.Select(m => m.Attempt))
        {
            if (known.Find(attempt) is not { } evidence)
            {
                evidence = await JudgeAsync(state, attempt, EvidenceStage.Merge, merges[^1].Merge.MergeCommit, onto, ct);
                await known.AddAsync(attempt, evidence, ct);
            }

            found[attempt] = evidence;
            if (!evidence.Passed)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>
    /// Runs the validators of every task with merged work, and those of the plan, on a merge of the integration branch with another, or on what a rollback leaves.
    /// </summary>
    /// <param name="rollback">What is known of the tree that a rollback leaves, and gets each finding; its tasks are not judged, their work goes. Null: all work stays.</param>
    /// <returns>The task and the evidence that does not pass; null when all passes.</returns>
    Task<(TaskId Task, EvidenceRecord Evidence)?> FindFailingAsync(RunState state, string commit, Judgements? rollback, CancellationToken ct) => Task.FromResult<(TaskId, EvidenceRecord)?>(null);

    /// <summary>Runs a task's validators where the work was done, for workspaces without a commit.</summary>
    Task<EvidenceRecord> JudgeInPlaceAsync(RunState state, AttemptId attempt, CancellationToken ct);
}

/// <summary>What became of a start.</summary>
/// <param name="Process">Null for work without a process (a person, a no-op), and when there is a problem.</param>
/// <param name="Problem">Why it cannot be started; null when it can.</param>
public sealed record AttemptStart(ProcessIdentity? Process, Failure? Problem = null);

/// <summary>Who is told while an attempt works. Called from any thread.</summary>
/// <param name="Shown">It printed something.</param>
/// <param name="Silent">It has printed nothing for its task's heartbeat time.</param>
public sealed record AttemptWatcher(Action<AgentProgress> Shown, Action Silent);
