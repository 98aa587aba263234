using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Journal;
using Baton.Engine.Plans;

namespace Baton.TestKit;

/// <summary>
/// A run whose tasks have all been worked on and accepted and wait for their merge, written into a real journal beside a real repository,
/// as a session leaves it that is killed at that moment. No agent runs.
/// </summary>
public sealed class WaitingRun(string root, string? stateHome)
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Writes the run. The works are those of the plan's tasks, in their order; each becomes a commit on the base.</summary>
    /// <param name="planText">A plan whose tasks do not need each other.</param>
    public async Task<RunId> WriteAsync(string planText, IReadOnlyList<Action<FastImport>> works)
    {
        var path = Path.Combine(root, "plan.yaml");
        await File.WriteAllTextAsync(path, planText);
        var plan = PlanFile.Parse(await File.ReadAllBytesAsync(path), path).Plan ?? throw new ArgumentException("The plan has errors.", nameof(planText));
        await using var access = await RunAccess.OpenAsync(root, create: true, TimeProvider.System, None, stateHome);
        var head = await access.CreateAsync(plan, path, None);
        var lease = (LeaseOutcome.Granted)await access.TakeAsync(head.Run, None);
        var record = await access.ReadAsync(head, None);
        var captured = await CaptureAsync(access, record, works);
        var events = Decide(record.State, lease.Fence, captured);
        await access.Journal.AppendAsync(head.Run, lease.Fence, record.LastSeq, events, TimeProvider.System.GetUtcNow(), None);
        await access.Journal.ReleaseAsync(head.Run, lease.Fence, None);
        return head.Run;
    }

    /// <summary>Drives the run as far as it goes without starting anything.</summary>
    /// <param name="wishes">Commands of people that wait for it.</param>
    public async Task<WaitingEnd> DriveAsync(RunId run, params IEnumerable<RunCommand> wishes)
    {
        await using var access = await RunAccess.OpenAsync(root, create: false, TimeProvider.System, None, stateHome);
        var head = await access.Journal.FindRunAsync(run, None) ?? throw new ArgumentException($"There is no run {run}.", nameof(run));
        var lease = (LeaseOutcome.Granted)await access.TakeAsync(run, None);
        foreach (var wish in wishes)
        {
            await access.Journal.SendAsync(run, wish, TimeProvider.System.GetUtcNow(), None);
        }

        var record = await access.ReadAsync(head, None);
        var context = await access.ContextAsync(record, lease.Fence, new RunSettings(), new AttemptProcesses(TimeProvider.System), None);
        var session = new RunSession(context, record.State, lease.Fence, "test", record.LastSeq, new Blind());
        var end = await session.RunAsync(None);
        await access.Journal.ReleaseAsync(run, lease.Fence, None);
        return new WaitingEnd(end, session.State, [.. (await access.ReadAsync(head, None)).Events.Select(e => e.Event)]);
    }

    private static async Task<Dictionary<TaskId, CapturedWork>> CaptureAsync(RunAccess access, RunRecord record, IReadOnlyList<Action<FastImport>> works)
    {
        var (import, baseCommit) = (new FastImport(), record.State.Origin.BaseCommit);
        var refs = record.Plan.Tasks.Select(t => (t.Id, Ref: RefNames.Captured(record.Head.Run, new AttemptId(t.Id, 1)))).ToList();
        foreach (var ((id, name), work) in refs.Zip(works))
        {
            work(import.Commit(name, baseCommit, id.Value));
        }

        await import.RunAsync(access.Repository.Root);
        var captured = new Dictionary<TaskId, CapturedWork>();
        foreach (var (id, name) in refs)
        {
            var words = (await TemporaryRepository.GitInAsync(access.Repository.Root, "rev-parse", name, name + "^{tree}")).Split('\n');
            var changes = (await TemporaryRepository.GitInAsync(access.Repository.Root, "diff-tree", "-r", "-z", "--name-only", baseCommit, name)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            captured[id] = new CapturedWork(baseCommit, words[0], words[1], name, [.. changes.Select(c => new FileChange(c, FileChangeKind.Added))], Salvaged: false, []);
        }

        return captured;
    }

    private static ImmutableArray<RunEvent> Decide(RunState state, long fence, Dictionary<TaskId, CapturedWork> works)
    {
        var events = ImmutableArray.CreateBuilder<RunEvent>();
        var now = TimeProvider.System.GetUtcNow();
        void Do(RunCommand command)
        {
            var accepted = (Decision.Accepted)RunDecider.Decide(state, command, now);
            state = accepted.State;
            events.AddRange(accepted.Events);
        }

        Do(new RunCommand.Own("test", fence, []));
        Do(new RunCommand.Advance());
        foreach (var (id, work) in works)
        {
            var attempt = new AttemptId(id, 1);
            Do(new RunCommand.ObserveStarted(attempt, new WorkspaceInfo(WorkspaceKind.Worktree, "/nowhere", work.BaseCommit, null), null));
            Do(new RunCommand.ObserveExited(attempt, new AttemptExit(0, null, Usage.NotMeasured, null, 0, 0)));
            Do(new RunCommand.ObserveCaptured(attempt, work));
            Do(new RunCommand.ObserveEvidence(attempt, new EvidenceRecord(EvidenceStage.Attempt, work.Commit, [])));
        }

        return events.DrainToImmutable();
    }

    private sealed class Blind : IRunObserver
    {
        public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
        {
        }

        public void OnProgress(AttemptId attempt, AgentProgress progress)
        {
        }
    }
}

/// <summary>How a driven run ended.</summary>
public sealed record WaitingEnd(SessionEnd End, RunState State, ImmutableArray<RunEvent> Events)
{
    public IEnumerable<T> Of<T>() => Events.OfType<T>();
}
