using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>Starts, watches, stops, captures and judges attempts. Everything here may run twice for the same attempt, after a restart.</summary>
internal sealed class AttemptEffects(RunContext context, IRunObserver observer, ChannelWriter<Report> reports) : IDisposable
{
    private readonly SemaphoreSlim _validations = new(context.Settings.ConcurrentValidations);

    public void Dispose() => _validations.Dispose();

    public async Task<ImmutableArray<RunCommand>> StartAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var task = state.Graph.Task(attempt.Task);
        var agent = state.Graph.AgentOf(attempt.Task) ?? throw new OperatorException("no-agent", $"Task {task.Id} names no agent of the plan. Give it one.");
        var driver = AgentDrivers.Find(agent.Driver) ?? throw new OperatorException("unknown-driver", $"Agent {agent.Id} has the driver '{agent.Driver}', which this version does not have.");
        var workspace = await context.Workspaces.PrepareAsync(Request(state, attempt), ct);
        var folder = context.AttemptFolder(attempt);
        Directory.CreateDirectory(folder);
        var brief = Brief(state, attempt, agent, workspace, folder);
        WriteInstructions(state[attempt.Task], brief);
        var launch = driver.Prepare(brief);
        if (launch.Problem is { } problem)
        {
            return [new RunCommand.ObserveEffectFailed(attempt, problem)];
        }

        AttemptEnvironment.CreateFolders(folder, launch.Environment);
        if (launch.Words.IsEmpty)
        {
            return WithoutProcess(attempt, agent, workspace);
        }

        var spec = new AttemptProcessSpec(folder, launch.Words, workspace.Path, launch.Environment, launch.StandardInputFile, brief.Cookie, context.Settings.MaxOutputBytes);
        var process = await context.Processes.StartAsync(spec, ct);
        return [new RunCommand.ObserveStarted(attempt, workspace, process)];
    }

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
        if (brief.Agent.Driver == "noop")
        {
            return;
        }

        var earlier = task.Failures.Select(f => f.Failure.Message).ToImmutableArray();
        InstructionFile.Write(brief, new InstructionExtras(earlier, task.Amended), SecretRedactor.For(AttemptEnvironment.For(brief)));
    }

    private WorkspaceRequest Request(RunState state, AttemptId attempt)
    {
        var task = state.Graph.Task(attempt.Task);
        return new WorkspaceRequest(context.Run, attempt, state[attempt.Task].Current!.Agent, task.Title, context.IntegrationBranch, task.Workspace);
    }

    public async Task<ImmutableArray<RunCommand>> WatchAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var folder = context.AttemptFolder(attempt);
        var driver = AgentDrivers.Find(state.Graph.AgentOf(attempt.Task)!.Driver)!;
        var process = state[attempt.Task].Current!.Process ?? throw new OperatorException("no-process", $"{attempt} has no process to watch.");
        var reader = driver.CreateReader();
        var redactor = Redactor(state, attempt);
        using var silence = SilenceTimer.Start(context, state.Graph.Task(attempt.Task).Heartbeat, folder, () => reports.TryWrite(new Report([new RunCommand.ObserveSilence(attempt)], null)));
        var exit = await context.Processes.WatchAsync(folder, process, progress => Show(attempt, reader, redactor, progress), ct);
        var result = reader.Finish(exit.ExitCode);
        var said = result.Said is null ? null : ShownText.Of(redactor.Redact(result.Said));
        return [new RunCommand.ObserveExited(attempt, new AttemptExit(exit.ExitCode, null, result.Usage, said, exit.Survivors, exit.OutputBytes)
        {
            Quota = result.Quota,
            Error = result.Error is null ? null : ShownText.Of(redactor.Redact(result.Error)),
        })];
    }

    private SecretRedactor Redactor(RunState state, AttemptId attempt)
    {
        var agent = state.Graph.AgentOf(attempt.Task)!;
        var brief = Brief(state, attempt, agent, state[attempt.Task].Current!.Workspace!, context.AttemptFolder(attempt));
        return SecretRedactor.For(AttemptEnvironment.For(brief));
    }

    private void Show(AttemptId attempt, IOutputReader reader, SecretRedactor redactor, OutputProgress progress)
    {
        foreach (var line in progress.Lines)
        {
            reader.Read(line);
        }

        var shown = reader.Progress;
        observer.OnProgress(attempt, shown with { LastLine = shown.LastLine is null ? null : ShownText.Of(redactor.Redact(shown.LastLine)) });
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
