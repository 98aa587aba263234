using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Forks;
using Baton.Engine.Agents;
using Baton.Engine.Git;
using Baton.Engine.Journal;
using Baton.Engine.Merging;
using Baton.Engine.Plans;
using Baton.Engine.Processes;
using Baton.Engine.Schedules;
using Baton.Engine.Validators;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>The runs of one repository: finds, creates, reads and takes them.</summary>
public sealed class RunAccess : IAsyncDisposable
{
    /// <summary>Plans that were read or are being read; a large one takes longer to read than its run.</summary>
    private readonly ConcurrentDictionary<PlanHash, Task<Plan>> _plans = [];

    private RunAccess(GitRepository repository, IJournalStore journal, TimeProvider time)
    {
        Repository = repository;
        Journal = journal;
        Time = time;
    }

    public GitRepository Repository { get; }

    public IJournalStore Journal { get; }

    public TimeProvider Time { get; }

    /// <param name="create">Make the journal if there is none.</param>
    /// <param name="stateHome">Instead of <c>$XDG_STATE_HOME</c>.</param>
    /// <exception cref="GitException">There is no usable repository.</exception>
    /// <exception cref="JournalUnavailableException">The journal is missing or cannot be opened.</exception>
    public static async Task<RunAccess> OpenAsync(string pathInside, bool create, TimeProvider time, CancellationToken ct, string? stateHome = null)
    {
        var repository = await GitRepository.OpenAsync(pathInside, stateHome, ct);
        var journal = await JournalFiles.OpenChosenAsync(repository.Root, repository.CommonDir, time, create, ct);
        return new RunAccess(repository, journal, time);
    }

    public ValueTask DisposeAsync() => Journal.DisposeAsync();

    /// <summary>The newest run, of one plan file or of any; null when there is none.</summary>
    public async Task<RunHead?> FindLatestAsync(string? planPath, CancellationToken ct)
    {
        var runs = await Journal.ListRunsAsync(ct);
        return planPath is null
            ? runs.FirstOrDefault()
            : runs.FirstOrDefault(r => r.PlanPath == Path.GetFullPath(planPath));
    }

    /// <summary>Writes a new run into the journal; nobody owns it yet.</summary>
    /// <param name="fork">What it may take over from an older run; null: nothing.</param>
    public async Task<RunHead> CreateAsync(Plan plan, string planPath, CancellationToken ct, ForkOrigin? fork = null) =>
        await TryCreateAsync(plan, planPath, after: null, ct, fork) ?? throw new InvalidOperationException($"The journal kept no run of {planPath}.");

    /// <summary>The same, unless somebody else has made a run of the plan file meanwhile.</summary>
    /// <param name="after">What the caller takes for the newest run of the plan file; null: any will do.</param>
    /// <returns>Null: there is another one by now, and nothing was written.</returns>
    public async Task<RunHead?> TryCreateAsync(Plan plan, string planPath, NewestRun? after, CancellationToken ct, ForkOrigin? fork = null)
    {
        var (baseBranch, baseCommit) = await BaseAsync(plan, ct);
        await Repository.RequireCompleteAsync(baseCommit, ct);
        var now = Time.GetUtcNow();
        var run = NewId(now);
        var schedule = PlanScheduler.Compute(plan, history: plan.Limits.Conflicts is null ? null : await PastRuns.ReadAsync(this, planPath, ct));
        var planned = new RunEvent.Planned(run, plan.Hash, plan.Name, baseBranch, baseCommit, $"baton/{run}/integration", schedule.Order)
        {
            Fork = fork,
            Settings = await Repository.ReadSettingsAsync(ct),
            Apart = schedule.Conflicts is { } conflicts ? [.. conflicts.Pairs.Where(p => p.Apart).Select(p => new TaskPair(p.First, p.Second))] : null,
        };
        var bytes = await File.ReadAllBytesAsync(planPath, ct);
        if (PlanFile.HashOf(bytes) != plan.Hash)
        {
            throw new OperatorException("plan-changed", $"{planPath} was changed while it was read. Nothing was started; run it again.");
        }

        if (!await Journal.CreateRunAsync(run, Path.GetFullPath(planPath), bytes, planned, now, ct, after))
        {
            return null;
        }

        return await Journal.FindRunAsync(run, ct) ?? throw new InvalidOperationException($"Run {run} is not in the journal.");
    }

    /// <summary>Spares reading this plan again for its runs.</summary>
    public void Know(PlanHash hash, Task<Plan> reading) => _plans[hash] = reading;

    /// <summary>Where a new run of the plan would start.</summary>
    public async Task<(string Branch, string Commit)> BaseAsync(Plan plan, CancellationToken ct)
    {
        var branch = plan.Repository.Base ?? await Repository.CurrentBranchAsync(ct);
        return (branch, await Repository.ResolveAsync(branch, ct));
    }

    private static RunId NewId(DateTimeOffset now)
    {
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2));
        return new RunId($"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{suffix}");
    }

    /// <summary>A run's plan, state and events as the journal has them now.</summary>
    public async Task<RunRecord> ReadAsync(RunHead head, CancellationToken ct)
    {
        var bytes = await Journal.ReadPlanAsync(head.Plan, ct);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) != head.Plan.Value)
        {
            throw new OperatorException("plan-altered", $"The plan of run {head.Run} in the journal is not the one that the run began with ({head.Plan.Short}): somebody altered the journal. Nothing was started. Start anew with --new.");
        }

        var reading = _plans.GetOrAdd(head.Plan, _ => Task.Run(() => Read(head, bytes), CancellationToken.None));
        var events = new List<RecordedEvent>();
        RunReplay? replay = null;
        var folded = 0;
        await foreach (var recorded in Journal.ReadAsync(head.Run, 0, ct))
        {
            events.Add(recorded);
            if (reading.IsCompletedSuccessfully)
            {
                Fold(replay ??= new RunReplay(await reading), events, ref folded);
            }
        }

        var plan = await reading;
        Fold(replay ??= new RunReplay(plan), events, ref folded);
        return new RunRecord(head, plan, replay.End(), events);
    }

    private static void Fold(RunReplay replay, List<RecordedEvent> events, ref int folded)
    {
        for (; folded < events.Count; folded++)
        {
            replay.Add(events[folded]);
        }
    }

    private static Plan Read(RunHead head, ReadOnlyMemory<byte> bytes) => PlanFile.Parse(bytes.Span, head.PlanPath).Plan
        ?? throw new InvalidOperationException($"The plan of run {head.Run} in the journal does not read any more; this version may be older than the one that wrote it.");

    /// <summary>Takes the run, if nobody alive has it.</summary>
    public ValueTask<LeaseOutcome> TakeAsync(RunId run, CancellationToken ct) =>
        Journal.AcquireAsync(run, LeaseOwner.Current(Time), LeaseOwner.IsAlive, ct);

    /// <param name="fence">Of the lease under which the run is taken.</param>
    public async Task<RunContext> ContextAsync(RunRecord record, long fence, RunSettings settings, AttemptProcesses processes, CancellationToken ct)
    {
        await Repository.RemoveStaleLocksAsync(Time, ct);
        LookAfterRestart(record);
        Repository.Trust(record.State.Origin.Settings);
        var merges = new MergeQueue(Repository);
        await merges.OpenAsync(record.State, Journal.OwnedWith(record.Head.Run, fence), ct);
        var copied = await CopiedFiles.ReadAsync(Repository, record.Plan.Worktrees.Copy, ct);
        return new RunContext
        {
            Run = record.Head.Run,
            Plan = record.Plan,
            Journal = Journal,
            Workspaces = new FurnishedWorkspaces(new WorkspaceSet(Repository), Repository, record.Plan.Worktrees, copied),
            Merges = merges,
            Host = Host(record, settings, processes, copied),
            Time = Time,
            Settings = settings,
        };
    }

    /// <summary>Once for every start of the machine that finds the run unfinished.</summary>
    private void LookAfterRestart(RunRecord record)
    {
        var wasAtWork = record.Events.Select(e => e.Event).OfType<RunEvent.AttemptStarted>().Any(s => s.Process is { } process && process.BootId != ProcessTable.BootId);
        if (record.State.IsTerminal || !(wasAtWork || record.Head.Owner is { } owner && owner.Host == Environment.MachineName && owner.BootId != ProcessTable.BootId))
        {
            return;
        }

        var folder = OwnFolders.Secure(Repository.Root, Path.Combine(Repository.Root, ".baton", "runs", record.Head.Run.Value));
        var looked = Path.Combine(folder, "boot");
        if (PlainFile.TryRead(looked) != ProcessTable.BootId)
        {
            new TornFiles(Repository).PutAside(record.State.PlannedAt - TimeSpan.FromSeconds(1), Path.Combine(folder, "torn"));
            AtomicFile.Write(looked, Encoding.ASCII.GetBytes(ProcessTable.BootId), "boot");
        }
    }

    private AttemptHost Host(RunRecord record, RunSettings settings, AttemptProcesses processes, CopiedFiles copied) => new(settings)
    {
        Run = record.Head.Run,
        PlanPath = record.Head.PlanPath,
        Repository = Repository,
        Checkouts = new CleanCheckouts(Repository) { BelievedUntil = record.State.PlannedAt - TimeSpan.FromSeconds(1), Copied = copied },
        Validators = new ValidatorRunner(Time),
        Processes = processes,
        Time = Time,
    };
}

/// <summary>Everything the journal says about a run.</summary>
public sealed record RunRecord(RunHead Head, Plan Plan, RunState State, IReadOnlyList<RecordedEvent> Events)
{
    public long LastSeq => Events[^1].Seq;
}
