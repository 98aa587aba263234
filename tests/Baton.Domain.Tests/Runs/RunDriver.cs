using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Forks;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>Drives the decider by hand, in virtual time, and keeps every event.</summary>
internal sealed class RunDriver
{
    public RunDriver(Plan plan, ImmutableArray<TaskPair>? apart = null, ForkOrigin? fork = null)
    {
        Plan = plan;
        var planned = new RunEvent.Planned(new RunId("r1"), plan.Hash, plan.Name, "main", "base0", "baton/r1/integration", [.. plan.Tasks.Select(t => t.Id)]) { Apart = apart, Fork = fork };
        Events.Add(planned);
        State = RunState.Create(plan, planned, Now);
        Do(new RunCommand.Own("me", 1, []));
        Advance();
    }

    public Plan Plan { get; }
    public RunState State { get; private set; }
    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public List<RunEvent> Events { get; } = [];
    public List<(DateTimeOffset At, RunEvent Event)> Recorded { get; } = [];

    public TaskState this[string id] => State[new TaskId(id)];

    public static Plan PlanOf(params PlanTask[] tasks) => new()
    {
        Version = 1,
        Name = "p",
        Hash = new PlanHash(new string('a', 64)),
        Agents = [new Agent { Id = new AgentId("a"), Driver = "shell" }, new Agent { Id = new AgentId("person"), Driver = "human" }],
        Tasks = [.. tasks],
    };

    public static PlanTask Task(string id, params string[] needs) => new()
    {
        Id = new TaskId(id),
        Title = id,
        Agent = new AgentId("a"),
        Needs = [.. needs.Select(n => new Need(new TaskId(n)))],
        Outputs = [new TaskOutput(id + ".txt")],
        Retry = new RetryPolicy { Jitter = 0 },
    };

    public static PlanTask TaskAfter(string id, string need, TimeSpan lag) => Task(id) with { Needs = [new Need(new TaskId(need), lag)] };

    public Decision Do(RunCommand command)
    {
        var decision = RunDecider.Decide(State, command, Now);
        if (decision is Decision.Accepted accepted)
        {
            foreach (var e in accepted.Events)
            {
                Events.Add(e);
                Recorded.Add((Now, e));
                State = State.Apply(e, Now);
            }
        }

        return decision;
    }

    public void Advance() => Do(new RunCommand.Advance());

    public void Wait(TimeSpan time)
    {
        Now += time;
        Advance();
    }

    /// <summary>Lets the time pass, and demands that the task is started at its end and not before.</summary>
    /// <param name="meanwhile">What it is until then.</param>
    public void WaitForStart(string id, TimeSpan time, TaskStatus meanwhile = TaskStatus.Pending)
    {
        Assert.Equal(meanwhile, StatusOf(id));
        Wait(time - TimeSpan.FromSeconds(1));
        Assert.Equal(meanwhile, StatusOf(id));
        Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(TaskStatus.Spawned, StatusOf(id));
    }

    public AttemptId Current(string id) => new(new TaskId(id), this[id].Current!.Number);

    public void Start(string id) => Do(new RunCommand.ObserveStarted(Current(id), new WorkspaceInfo(WorkspaceKind.Worktree, "/w/" + id, "base0", "b/" + id), new ProcessIdentity(42, 7, "boot")));

    public void Exit(string id, int? code = 0) => Do(new RunCommand.ObserveExited(Current(id), new AttemptExit(code, null, Usage.NotMeasured, null, 0, 0)));

    public void Capture(string id, bool empty = false)
    {
        ImmutableArray<FileChange> changes = empty ? [] : [new FileChange(id + ".txt", FileChangeKind.Added)];
        Do(new RunCommand.ObserveCaptured(Current(id), new CapturedWork("base0", "commit-" + Current(id), "tree", "ref", changes, false, [])));
    }

    public void Judge(string id, Verdict verdict = Verdict.Pass) => Do(new RunCommand.ObserveEvidence(Current(id), Evidence(verdict)));

    public static EvidenceRecord Evidence(Verdict verdict, EvidenceStage stage = EvidenceStage.Attempt) =>
        new(stage, "c", [new ValidatorResult { Name = "run", Kind = "run", Verdict = verdict, Reason = "because" }]);

    public void Land(string id)
    {
        Do(new RunCommand.ObserveMergePrepared(Current(id), "onto", "merge-" + id, null));
        Do(new RunCommand.ObserveLanded(Current(id), "merge-" + id, true));
        Advance();
    }

    /// <summary>A whole honest attempt.</summary>
    public void Complete(string id)
    {
        Start(id);
        Exit(id);
        Capture(id);
        Judge(id);
        Land(id);
    }

    /// <summary>An attempt that ends with exit code 1 and leaves nothing.</summary>
    public void Fail(string id)
    {
        Start(id);
        Exit(id, 1);
        Capture(id, empty: true);
    }

    /// <summary>A whole attempt that the provider refuses.</summary>
    public void RunOut(string id, QuotaLimit quota)
    {
        Start(id);
        Do(new RunCommand.ObserveExited(Current(id), new AttemptExit(1, null, Usage.NotMeasured, null, 0, 0) { Quota = quota }));
        Capture(id, empty: true);
        Advance();
    }

    public TaskStatus StatusOf(string id) => this[id].Status;
}
