using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Baton.Engine.Git;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>Starts, watches, stops, captures and judges attempts. Everything here may run twice for the same attempt, after a restart.</summary>
internal sealed class AttemptEffects(RunContext context, IRunObserver observer, ChannelWriter<Report> reports) : IDisposable
{
    /// <summary>An attempt that ends within this time is written down with its start and its end at once; its recorded duration is zero then.</summary>
    private static readonly TimeSpan ShortStep = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _validations = new(context.Settings.ConcurrentValidations);

    public void Dispose() => _validations.Dispose();

    /// <summary>
    /// Starts or adopts the attempt, tells that unless it ends within <see cref="ShortStep"/>, and reports its end. For work without a process there is
    /// no end to wait for. A start that is not told yet is found again by the attempt's claim.
    /// </summary>
    public async Task<ImmutableArray<RunCommand>> AttendAsync(RunState state, AttemptId attempt, CancellationToken ct)
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
            ? new WorkspaceInfo(WorkspaceKind.None, context.AttemptFolder(attempt), BaseCommit: null, Branch: null)
            : await context.Workspaces.PrepareAsync(Request(state, attempt), ct);

    /// <returns>The process, if there is one, and what to report now.</returns>
    private async Task<(ProcessIdentity? Process, ImmutableArray<RunCommand> Now)> StartAsync(RunState state, AttemptId attempt, Agent agent, WorkspaceInfo workspace, CancellationToken ct)
    {
        if (agent.Driver == "noop")
        {
            return (null, WithoutProcess(attempt, agent, workspace));
        }

        var folder = OwnFolders.Secure(context.Repository.Root, context.AttemptFolder(attempt));
        var brief = Brief(state, attempt, agent, workspace, folder);
        WriteInstructions(state[attempt.Task], brief);
        var launch = DriverOf(agent).Prepare(brief);
        if (launch.Problem is { } problem)
        {
            return (null, [new RunCommand.ObserveEffectFailed(attempt, problem)]);
        }

        if (launch.Words.IsEmpty)
        {
            return (null, WithoutProcess(attempt, agent, workspace));
        }

        AttemptEnvironment.CreateFolders(folder, launch.Environment);
        var spec = new AttemptProcessSpec(folder, launch.Words, workspace.Path, launch.Environment, launch.StandardInputFile, brief.Cookie, context.Settings.MaxOutputBytes);
        var process = await context.Processes.StartAsync(spec, ct);
        return (process, [new RunCommand.ObserveStarted(attempt, workspace, process)]);
    }

    private static IAgentDriver DriverOf(Agent agent) => AgentDrivers.Find(agent.Driver)
        ?? throw new OperatorException("unknown-driver", $"Agent {agent.Id} has the driver '{agent.Driver}', which this version does not have.");

    private static ImmutableArray<RunCommand> WithoutProcess(AttemptId attempt, Agent agent, WorkspaceInfo workspace)
    {
        var started = new RunCommand.ObserveStarted(attempt, workspace, null);
        return agent.Driver == "human"
            ? [started]
            : [started, new RunCommand.ObserveExited(attempt, new AttemptExit(0, null, Usage.NotMeasured, null, 0, 0))];
    }

    private AttemptBrief Brief(RunState state, AttemptId attempt, Agent agent, WorkspaceInfo workspace, string folder) =>
        new(context.Run, attempt, state.Plan, state.Graph.Task(attempt.Task), agent, workspace, folder, Path.Combine(folder, "instructions.md"), context.Repository.Root, null);

    private static void WriteInstructions(TaskState task, AttemptBrief brief)
    {
        if (IsPlainStep(brief.Task) && task.Failures.IsEmpty && task.Amended is null)
        {
            return;
        }

        var earlier = task.Failures.Select(f => f.Failure.Message).ToImmutableArray();
        InstructionFile.Write(brief, new InstructionExtras(earlier, task.Amended), SecretRedactor.For(AttemptEnvironment.For(brief)));
    }

    /// <summary>A command in an empty folder, of which nothing is asked in words, needs no instruction file.</summary>
    private static bool IsPlainStep(PlanTask task) => task is { Workspace: WorkspaceKind.None, Instructions: null, Run: not null, Inputs.IsEmpty: true, Outputs.IsEmpty: true };

    private WorkspaceRequest Request(RunState state, AttemptId attempt)
    {
        var task = state.Graph.Task(attempt.Task);
        return new WorkspaceRequest(context.Run, attempt, state[attempt.Task].Current!.Agent, task.Title, context.IntegrationBranch, task.Workspace)
        {
            IsAlone = !state.Open.Any(id => id != attempt.Task && state[id].Status is TaskStatus.Spawned or TaskStatus.InProgress),
            MayWrite = task.Authority.Write,
            BaseBranch = state.Origin.BaseBranch,
        };
    }

    private async Task<ImmutableArray<RunCommand>> WatchAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, ProcessIdentity process, CancellationToken ct)
    {
        var folder = context.AttemptFolder(attempt);
        var agent = state.Graph.AgentOf(attempt.Task)!;
        var reader = DriverOf(agent).CreateReader();
        var redactor = new Lazy<SecretRedactor>(() => SecretRedactor.For(AttemptEnvironment.For(Brief(state, attempt, agent, workspace, folder))));
        using var silence = SilenceTimer.Start(context, state.Graph.Task(attempt.Task).Heartbeat, folder, () => reports.TryWrite(new Report([new RunCommand.ObserveSilence(attempt)], null)));
        var exit = await context.Processes.WatchAsync(folder, process, progress => Show(attempt, reader, redactor, progress), ct);
        var result = reader.Finish(exit.ExitCode);
        return [new RunCommand.ObserveExited(attempt, new AttemptExit(exit.ExitCode, null, result.Usage, Redacted(result.Said), exit.Survivors, exit.OutputBytes)
        {
            Quota = result.Quota,
            Error = Redacted(result.Error),
        })];

        string? Redacted(string? text) => text is null ? null : ShownText.Of(redactor.Value.Redact(text));
    }

    private void Show(AttemptId attempt, IOutputReader reader, Lazy<SecretRedactor> redactor, OutputProgress progress)
    {
        foreach (var line in progress.Lines)
        {
            reader.Read(line);
        }

        var shown = reader.Progress;
        observer.OnProgress(attempt, shown with { LastLine = shown.LastLine is null ? null : ShownText.Of(redactor.Value.Redact(shown.LastLine)) });
    }

    public async Task<ImmutableArray<RunCommand>> StopAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        if (state[attempt.Task].Current is { Process: { } process })
        {
            await context.Processes.StopAsync(context.AttemptFolder(attempt), process, context.Settings.Grace, ct);
        }

        return [];
    }

    public async Task<ImmutableArray<RunCommand>> CaptureAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var workspace = state[attempt.Task].Current!.Workspace!;
        var work = await context.Workspaces.CaptureAsync(Request(state, attempt), workspace, ct);
        return [new RunCommand.ObserveCaptured(attempt, work!)];
    }

    public async Task<ImmutableArray<RunCommand>> ValidateAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        await _validations.WaitAsync(ct);
        try
        {
            var current = state[attempt.Task].Current!;
            var evidence = current.Work is { } work
                ? await TreeJudge.OfCommitAsync(context, state, attempt, work, EvidenceStage.Attempt, work.Commit, work.BaseCommit, ct)
                : await TreeJudge.InPlaceAsync(context, state, attempt, current, ct);
            return [new RunCommand.ObserveEvidence(attempt, evidence)];
        }
        finally
        {
            _validations.Release();
        }
    }
}
