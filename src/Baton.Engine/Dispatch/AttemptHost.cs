using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Baton.Engine.Git;
using Baton.Engine.Processes;
using Baton.Engine.Validators;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>This machine: attempts run under their supervisors, their work is judged in clean checkouts.</summary>
public sealed class AttemptHost : IAttemptHost, IDisposable
{
    private readonly SemaphoreSlim _validations;

    public AttemptHost(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        _validations = new SemaphoreSlim(settings.ConcurrentValidations);
    }

    public required RunId Run { get; init; }

    /// <summary>The plan file, absolute.</summary>
    public required string PlanPath { get; init; }
    public required GitRepository Repository { get; init; }
    public required CleanCheckouts Checkouts { get; init; }
    public required ValidatorRunner Validators { get; init; }
    public required AttemptProcesses Processes { get; init; }
    public required TimeProvider Time { get; init; }

    internal RunSettings Settings { get; }

    /// <summary>The plan file relative to the repository; null when it lies elsewhere.</summary>
    internal string? PlanInRepository => Path.GetRelativePath(Repository.Root, GitState.Resolve(PlanPath)) is var path && !path.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(path) ? path : null;

    public void Dispose() => _validations.Dispose();

    public string FolderOf(AttemptId attempt) => AttemptFolders.Of(Repository.Root, Run, attempt);

    public async Task<AttemptStart> StartAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, CancellationToken ct)
    {
        var agent = AskedAgents.OfAttempt(state, attempt.Task)!;
        var folder = OwnFolders.Secure(Repository.Root, FolderOf(attempt));
        if (Processes.Find(folder) is { } begun)
        {
            return new AttemptStart(begun);
        }

        var brief = Brief(state, attempt, agent, workspace, folder);
        WriteInstructions(state[attempt.Task], brief);
        var launch = DriverOf(agent).Prepare(brief);
        if (launch.Problem is not null || launch.Words.IsEmpty)
        {
            return new AttemptStart(null, launch.Problem);
        }

        AttemptEnvironment.CreateFolders(folder, launch.Environment);
        var spec = new AttemptProcessSpec(folder, SetUp.Before(launch.Words, SetUpOf(state, workspace), folder), workspace.Path, launch.Environment, launch.StandardInputFile, brief.Cookie, Settings.MaxOutputBytes);
        return new AttemptStart(await Processes.StartAsync(spec, ct));
    }

    public async Task<string?> ProbeAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var agent = state.Graph.AgentOf(attempt.Task)!;
        var folder = OwnFolders.Secure(Repository.Root, FolderOf(attempt));
        await DiskProbe.WriteAsync(folder, ct);
        await DiskProbe.WriteAsync(Repository.StateFolder, ct);
        if (!(await new ObjectAudit(Repository, Checkouts.BelievedUntil).FindForgedAsync([state.IntegrationHead], ct)).IsEmpty
            && await new DamagedObjects(Repository.Own).DescribeAsync(state.IntegrationHead, ct) is { } damage)
        {
            return damage;
        }

        var workspace = new WorkspaceInfo(state.Graph.Task(attempt.Task).Workspace, Repository.Root, null, null);
        return agent.Driver == "noop" ? null : DriverOf(agent).Prepare(Brief(state, attempt, agent, workspace, folder)).Problem?.Message;
    }

    private static IAgentDriver DriverOf(Agent agent) => AgentDrivers.Find(agent.Driver)
        ?? throw new OperatorException("unknown-driver", $"Agent {agent.Id} has the driver '{agent.Driver}', which this version does not have.");

    private AttemptBrief Brief(RunState state, AttemptId attempt, Agent agent, WorkspaceInfo workspace, string folder) =>
        new(Run, attempt, state.Plan, state.Graph.Task(attempt.Task), agent, workspace, folder, Path.Combine(folder, "instructions.md"), Repository.Root, null);

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

    public async Task<AttemptExit> WatchAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, ProcessIdentity process, AttemptWatcher watcher, CancellationToken ct)
    {
        var folder = FolderOf(attempt);
        var agent = state.Graph.AgentOf(attempt.Task)!;
        var reader = DriverOf(agent).CreateReader();
        var redactor = new Lazy<SecretRedactor>(() => SecretRedactor.For(AttemptEnvironment.For(Brief(state, attempt, agent, workspace, folder))));
        using var silence = SilenceTimer.Start(Time, state.Graph.Task(attempt.Task).Heartbeat, folder, workspace.Path, state[attempt.Task].Current!.StartedAt, watcher.Silent);
        var exit = await Processes.WatchAsync(folder, process, progress => Show(watcher, reader, redactor, progress), ct);
        var result = reader.Finish(exit.ExitCode);
        if (exit.ExitCode is not 0 && SetUp.FindFailed(folder, SetUpOf(state, workspace)) is { } command)
        {
            result = result with { Said = $"The set-up command `{command}` failed, so the agent was not started.", Error = null };
        }

        return new AttemptExit(exit.ExitCode, null, result.Usage, Redacted(result.Said), exit.Survivors, exit.OutputBytes)
        {
            Quota = result.Quota,
            Error = Redacted(result.Error),
        };

        string? Redacted(string? text) => text is null ? null : ShownText.Of(redactor.Value.Redact(text));
    }

    public bool MayHaveTorn(ProcessIdentity process) => process.BootId != ProcessTable.BootId;

    public async Task<ImmutableArray<string>> CleanUpAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, CancellationToken ct)
    {
        var commands = state.Plan.Worktrees.CleanUp;
        if (commands.IsEmpty || !IsFurnished(workspace) || !Directory.Exists(workspace.Path))
        {
            return [];
        }

        var environment = AttemptEnvironment.For(Brief(state, attempt, state.Graph.AgentOf(attempt.Task)!, workspace, FolderOf(attempt))).Variables;
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var command in commands)
        {
            var ended = await ProcessRunner.RunAsync(new ProcessSpec(["/bin/sh", "-c", command]) { WorkingDirectory = workspace.Path, Environment = environment, MaxOutputBytes = 4096, EndSurvivors = true }, ct);
            if (ended.ExitCode != 0)
            {
                problems.Add($"The clean-up command `{command}` ended with exit code {ended.ExitCode}{(ended.TimedOut ? " when its time was over" : "")}. {ShownText.Of(ended.Error).Trim()}".TrimEnd());
            }
        }

        return problems.ToImmutable();
    }

    private static ImmutableArray<string> SetUpOf(RunState state, WorkspaceInfo workspace) => IsFurnished(workspace) ? state.Plan.Worktrees.SetUp : [];

    private static bool IsFurnished(WorkspaceInfo workspace) => workspace.Kind is WorkspaceKind.Worktree or WorkspaceKind.Clone;

    private static void Show(AttemptWatcher watcher, IOutputReader reader, Lazy<SecretRedactor> redactor, OutputProgress progress)
    {
        foreach (var line in progress.Lines)
        {
            reader.Read(line);
        }

        if (progress.SkippedBytes > 0)
        {
            reader.Skip();
        }

        var shown = reader.Progress;
        watcher.Shown(shown with { LastLine = shown.LastLine is null ? null : ShownText.Of(redactor.Value.Redact(shown.LastLine)) });
    }

    public Task StopAsync(AttemptId attempt, ProcessIdentity? process, TimeSpan grace, CancellationToken ct) =>
        process is null ? Processes.StopAsync(FolderOf(attempt), grace, ct) : Processes.StopAsync(FolderOf(attempt), process, grace, ct);

    public Task<bool> TryAbandonAsync(AttemptId attempt, CancellationToken ct) =>
        Task.FromResult(AttemptProcesses.TryAbandon(OwnFolders.Secure(Repository.Root, FolderOf(attempt))));

    public Task<EvidenceRecord> JudgeAsync(RunState state, AttemptId attempt, EvidenceStage stage, string commit, string trusted, CancellationToken ct) =>
        stage == EvidenceStage.Merge
            ? TreeJudge.OfCommitAsync(this, state, attempt, stage, commit, trusted, ct)
            : InTurnAsync(() => TreeJudge.OfCommitAsync(this, state, attempt, stage, commit, trusted, ct), ct);

    public async Task<IReadOnlyDictionary<AttemptId, EvidenceRecord>> JudgeBatchAsync(RunState state, string onto, ImmutableArray<WaitingMerge> merges, Judgements known, CancellationToken ct) =>
        await new BatchJudge(this, state, onto, merges, known).JudgeAsync(ct);

    public Task<(TaskId Task, EvidenceRecord Evidence)?> FindFailingAsync(RunState state, string commit, Judgements? rollback, CancellationToken ct) =>
        new WholeJudge(this, state, rollback).FindFailingAsync(commit, ct);

    public Task<EvidenceRecord> JudgeInPlaceAsync(RunState state, AttemptId attempt, CancellationToken ct) => InTurnAsync(() => TreeJudge.InPlaceAsync(this, state, attempt, ct), ct);

    private async Task<EvidenceRecord> InTurnAsync(Func<Task<EvidenceRecord>> judge, CancellationToken ct)
    {
        await _validations.WaitAsync(ct);
        try
        {
            return await judge();
        }
        finally
        {
            _validations.Release();
        }
    }
}
