using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>Starts, watches, stops, captures and judges attempts. Everything here may run twice for the same attempt, after a restart.</summary>
internal sealed class AttemptEffects(RunContext context, IRunObserver observer, ChannelWriter<Report> reports)
{
    /// <summary>An attempt that ends within this time is written down with its start and its end at once; its recorded duration is zero then.</summary>
    private static readonly TimeSpan ShortStep = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Starts or adopts the attempt, tells that unless it ends within <see cref="ShortStep"/>, and reports its end. For work without a process there is
    /// no end to wait for. A start that is not told yet is found again by the attempt's claim.
    /// </summary>
    public async Task<ImmutableArray<RunCommand>> AttendAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        try
        {
            return await AttendToEndAsync(state, attempt, ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            await AbandonAsync(attempt, e.Message, ct);
            throw;
        }
    }

    /// <summary>An attempt may only fail if it can never be at work: two would work at the same task.</summary>
    /// <exception cref="AttemptBegunException">It has begun, now or under an earlier owner.</exception>
    private async Task AbandonAsync(AttemptId attempt, string problem, CancellationToken ct)
    {
        if (!await context.Host.TryAbandonAsync(attempt, ct))
        {
            throw new AttemptBegunException(problem);
        }
    }

    private async Task<ImmutableArray<RunCommand>> AttendToEndAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var current = state[attempt.Task].Current!;
        if (state[attempt.Task].Status == TaskStatus.InProgress)
        {
            var known = current.Process ?? throw new OperatorException("no-process", $"{attempt} has no process to watch.");
            return await WatchAsync(state, attempt, current.Workspace!, known, ct);
        }

        var task = state.Graph.Task(attempt.Task);
        var agent = state.Graph.AgentOf(attempt.Task) ?? throw new OperatorException("no-agent", $"Task {task.Id} names no agent of the plan. Give it one.");
        var workspace = await WorkspaceAsync(state, attempt, agent, ct);
        var (process, rest) = await StartAsync(state, attempt, agent, workspace, ct);
        if (process is null)
        {
            return rest;
        }

        var watch = WatchAsync(state, attempt, workspace, process, ct);
        await Task.WhenAny(watch, Task.Delay(ShortStep, context.Time, CancellationToken.None));
        if (watch.IsCompletedSuccessfully)
        {
            return [.. rest, .. await watch];
        }

        reports.TryWrite(new Report(rest, null));
        return await watch;
    }

    /// <summary>A no-op without a workspace gets a folder in name only.</summary>
    private async Task<WorkspaceInfo> WorkspaceAsync(RunState state, AttemptId attempt, Agent agent, CancellationToken ct) =>
        agent.Driver == "noop" && state.Graph.Task(attempt.Task).Workspace == WorkspaceKind.None
            ? new WorkspaceInfo(WorkspaceKind.None, context.Host.FolderOf(attempt), BaseCommit: null, Branch: null)
            : await context.Workspaces.PrepareAsync(Request(state, attempt), ct);

    /// <returns>The process, if there is one, and what to report now.</returns>
    private async Task<(ProcessIdentity? Process, ImmutableArray<RunCommand> Now)> StartAsync(RunState state, AttemptId attempt, Agent agent, WorkspaceInfo workspace, CancellationToken ct)
    {
        if (agent.Driver == "noop")
        {
            return (null, WithoutProcess(attempt, agent, workspace));
        }

        var start = await context.Host.StartAsync(state, attempt, workspace, ct);
        if (start.Problem is { } problem)
        {
            await AbandonAsync(attempt, problem.Message, ct);
            return (null, [new RunCommand.ObserveEffectFailed(attempt, problem)]);
        }

        return start switch
        {
            { Process: { } process } => (process, [new RunCommand.ObserveStarted(attempt, workspace, process)]),
            _ => (null, WithoutProcess(attempt, agent, workspace)),
        };
    }

    private static ImmutableArray<RunCommand> WithoutProcess(AttemptId attempt, Agent agent, WorkspaceInfo workspace)
    {
        var started = new RunCommand.ObserveStarted(attempt, workspace, null);
        return agent.Driver == "human"
            ? [started]
            : [started, new RunCommand.ObserveExited(attempt, new AttemptExit(0, null, Usage.NotMeasured, null, 0, 0))];
    }

    private WorkspaceRequest Request(RunState state, AttemptId attempt)
    {
        var task = state.Graph.Task(attempt.Task);
        var current = state[attempt.Task].Current!;
        return new WorkspaceRequest(context.Run, attempt, current.Agent, task.Title, context.IntegrationBranch, task.Workspace)
        {
            IsAlone = !IsTorn(current) && !state.Open.Any(id => id != attempt.Task && state[id].Status is TaskStatus.Spawned or TaskStatus.InProgress),
            MayWrite = task.Authority.Write,
            BaseBranch = state.Origin.BaseBranch,
            IsOver = other => other.Number <= state[other.Task].Attempts && other.Number != state[other.Task].Current?.Number,
        };
    }

    private async Task<ImmutableArray<RunCommand>> WatchAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, ProcessIdentity process, CancellationToken ct)
    {
        var news = new UsageNews(state.Graph.HasBudget, attempt, reports);
        var watcher = new AttemptWatcher(
            Shown: progress =>
            {
                observer.OnProgress(attempt, progress);
                news.Tell(progress.Usage);
            },
            Silent: () => reports.TryWrite(new Report([new RunCommand.ObserveSilence(attempt)], null)));
        return [new RunCommand.ObserveExited(attempt, await context.Host.WatchAsync(state, attempt, workspace, process, watcher, ct))];
    }

    public async Task<ImmutableArray<RunCommand>> StopAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        if (state[attempt.Task].Current is { Process: { } process })
        {
            await context.Host.StopAsync(attempt, process, context.Settings.Grace, ct);
        }

        return [];
    }

    public async Task<ImmutableArray<RunCommand>> CaptureAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var workspace = state[attempt.Task].Current!.Workspace!;
        var request = Request(state, attempt);
        CapturedWork? work;
        try
        {
            work = await context.Workspaces.CaptureAsync(request, workspace, ct);
        }
        catch (GitException e) when (e.Kind == GitFailure.Damaged)
        {
            Accuse(state, request, e.Message);
            throw;
        }

        var problems = await context.Host.CleanUpAsync(state, attempt, workspace, ct);
        return [new RunCommand.ObserveCaptured(attempt, work! with { Problems = [.. work.Problems, .. problems] }) { IsTorn = IsTorn(state[attempt.Task].Current!) }];
    }

    /// <summary>The machine went down in between; what the power cut changed is nobody's doing.</summary>
    private bool IsTorn(AttemptState attempt) => attempt.Process is { } process && context.Host.MayHaveTorn(process);

    /// <summary>Told once, and only when nobody else can have done it; the work is judged by that when the person has repaired the store.</summary>
    private void Accuse(RunState state, WorkspaceRequest request, string damage)
    {
        const string what = "While it was at work, objects of its base were overwritten or damaged.";
        if (request.IsAlone && !state[request.Attempt.Task].Current!.Violations.Any(v => v.StartsWith(what, StringComparison.Ordinal)))
        {
            reports.TryWrite(new Report([new RunCommand.ReportViolation(request.Attempt.Task, request.Attempt.Number, $"{what} {damage}")], null));
        }
    }

    public async Task<ImmutableArray<RunCommand>> ValidateAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var evidence = state[attempt.Task].Current!.Work is { } work
            ? await context.Host.JudgeAsync(state, attempt, EvidenceStage.Attempt, work.Commit, work.BaseCommit, ct)
            : await context.Host.JudgeInPlaceAsync(state, attempt, ct);
        return [new RunCommand.ObserveEvidence(attempt, evidence)];
    }
}
