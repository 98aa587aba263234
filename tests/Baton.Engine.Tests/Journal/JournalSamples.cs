using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.DeadLetters;
using Baton.Domain.Runs.Forks;

namespace Baton.Engine.Tests.Journal;

/// <summary>One value of every case that the journal keeps, with every member filled, and cases with everything optional left out.</summary>
internal static class JournalSamples
{
    private static readonly TaskId Task = new("T1");
    private static readonly DateTimeOffset Later = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddTicks(7654321);
    private static readonly BreakerId Breaker = new(BreakerScope.Agent, "backend");
    private static readonly Failure Failure = new(FailureClass.Agent, "exit-code", "T1#1 ended with 3; see its log.", true);
    private static readonly WorkspaceInfo Workspace = new(WorkspaceKind.Worktree, "/state/r/T1-1", "base0", "baton/r/T1-1");
    private static readonly ProcessIdentity Process = new(4711, 123456789012, "boot-1");

    private static readonly Usage Usage = new()
    {
        Input = new Tokens(12_345),
        Output = new Tokens(678),
        Cached = new Tokens(9_000_000_000),
        Cost = new Money(1.2345m),
        Model = "model-x",
        SessionId = "session-1",
        Turns = 7,
        Partial = true,
    };

    private static readonly Settlement Settled = new(new Amount(new Tokens(13_023), new Money(1.2345m))) { TokensEstimated = true, MoneyEstimated = true, Remark = "It reported less than its stream had shown." };

    private static readonly AttemptExit Exit = new(137, StopReason.Timeout, Usage, "All done – „fertig“ <ok> \"✓\"\n", 2, 5_000_000_000)
    {
        Quota = new QuotaLimit(Later, true, "limit reached"),
        Error = "overloaded",
    };

    private static readonly CapturedWork Work = new("base0", "commit1", "tree1", "refs/baton/r/T1/1",
        [new FileChange("src/b.cs", FileChangeKind.Renamed, "src/a.cs"), new FileChange("ä ö.txt", FileChangeKind.Added, "x")], true, ["history rewritten"])
    {
        Violations = ["It called `baton approve`."],
    };

    private static readonly EvidenceRecord Evidence = new(EvidenceStage.Merge, "commit1",
    [
        new ValidatorResult
        {
            Name = "tests",
            Kind = "tests",
            Verdict = Verdict.Pass,
            Reason = "8 of 8 passed",
            Command = "dotnet test",
            ExitCode = 0,
            Duration = new TimeSpan(1, 2, 3, 4, 5),
            Tests = new TestCounts(8, 1, 2),
            Figures = [new Figure("line coverage", 83.5, "%")],
            LogDigest = "abc",
            LogFile = "logs/tests.log",
        },
    ])
    {
        Environment = new EvidenceEnvironment("Linux X64", ["LANG=C.UTF-8", "PATH"], "def"),
    };

    public static readonly ImmutableArray<RunEvent> Events =
    [
        new RunEvent.Planned(new RunId("20260504-030201-ab12"), new PlanHash("00ff"), "sample", "main", "base0", "baton/r", [Task, new TaskId("T2")]) { Settings = [new GitSetting("core.autocrlf", "input")], Apart = [new(Task, new TaskId("T2"))], Fork = new ForkOrigin(new RunId("20260503-030201-ab12"), Task, [new ReuseOffer(Task, 2, "key1", Work, Evidence) { Run = new RunId("20260502-030201-ab12") }]) },
        new RunEvent.Owned("process 1 on host", 3, [Task]),
        new RunEvent.Paused("ann", "lunch"),
        new RunEvent.Resumed("ann"),
        new RunEvent.CancelRequested("ann", "wrong plan"),
        new RunEvent.Finished(RunStatus.Succeeded, "all complete"),
        new RunEvent.Reopened("ann", "retry of T1"),
        new RunEvent.BaseUpdated("main", "commit2", "checked out with changes") { Patches = "/runs/r/patches" },
        new RunEvent.Noted(Task, "ann", "remark"),
        new RunEvent.HeadAdopted("commit5", "ann", "hot fix"),
        new RunEvent.ViolationNoted(Task, 1, "It called `baton approve`."),
        new RunEvent.BreakerOpened(Breaker, Later, "baton", "5 failures within 00:01:00"),
        new RunEvent.BreakerHalfOpened(Breaker),
        new RunEvent.BreakerClosed(Breaker, "ann", "the key is renewed"),
        new RunEvent.WorkReused(Task, 1, new AgentId("backend"), new ReuseSource(new RunId("20260503-030201-ab12"), 2), "key1", Work),
        new RunEvent.ReuseRefused(Task, "refs/baton/r/T1/1 is gone"),
        new RunEvent.DeadLetterResolved(Task, "ann", "done elsewhere", true),
        new RunEvent.DeadLetterExpired(Task, "baton", "nobody decided"),
        new RunEvent.TaskQueued(Task),
        new RunEvent.AttemptPlanned(Task, 1, new AgentId("backend")) { Reserved = new Amount(new Tokens(20_000), new Money(1.5m)), Model = "haiku" },
        new RunEvent.AttemptStarted(Task, 1, Workspace, Process),
        new RunEvent.AttemptStopRequested(Task, 1, StopReason.Silence) { Detail = "used up" },
        new RunEvent.AttemptExited(Task, 1, Exit) { Settled = Settled },
        new RunEvent.UsageNoted(Task, 1, Usage),
        new RunEvent.BudgetAlerted(new BudgetAlert(AlertKind.Allowance, Currency.Money, Task, new AgentId("backend"), 1.25m, 1m, new Degrade(DegradeKind.Model, "haiku"), "more than allowed")),
        new RunEvent.BudgetRaised(new Amount(new Tokens(5_000), new Money(2m)), "ann", "worth it"),
        new RunEvent.WorkCaptured(Task, 1, Work),
        new RunEvent.EvidenceRecorded(Task, 1, Evidence),
        new RunEvent.ApprovalRequested(Task, 1, "Is it what we want?", "ann"),
        new RunEvent.Approved(Task, 1, "ann", "looks right"),
        new RunEvent.Rejected(Task, 1, "ann", "no"),
        new RunEvent.MergeQueued(Task, 1),
        new RunEvent.MergePrepared(Task, 1, "onto1", "commit3"),
        new RunEvent.MergeBatchPrepared("onto1", [new BatchedMerge(Task, 1, "commit3")]),
        new RunEvent.MergeJudged(Task, 1, new TreeJudgement("onto1", "tree3", [Task, new TaskId("T2")], Evidence)),
        new RunEvent.MergeBatchRejected("onto1", [Task, new TaskId("T2")], "whole: exit code 1") { Tree = "tree3", Judged = Task },
        new RunEvent.Merged(Task, 1, "commit3"),
        new RunEvent.MergeConflicted(Task, 1, "onto1", ["src/b.cs"], "both changed"),
        new RunEvent.MergeOvertaken(Task, 1, "head9"),
        new RunEvent.AttemptFailed(Task, 1, Failure) { Settled = Settled },
        new RunEvent.RetryScheduled(Task, Later, "backoff", true) { Probe = true },
        new RunEvent.RecoveryProbed(Task, true, "git reads and writes"),
        new RunEvent.Parked(Task, Later, true, "quota"),
        new RunEvent.TaskCompleted(Task, 1),
        new RunEvent.TaskBlocked(Task, "dependency", "T0 is dead") { Probe = true },
        new RunEvent.TaskDeadLettered(Task, Failure),
        new RunEvent.TaskSkipped(Task, "ann", "not needed"),
        new RunEvent.TaskCancelled(Task, "ann", "stop"),
        new RunEvent.TaskResubmitted(Task, "ann", "try harder") { After = 3 },
        new RunEvent.RollbackRequested([Task], "ann", "broke main", true) { Instructions = "try harder", Force = true, Separate = true },
        new RunEvent.RollbackJudged(new TaskId("T2"), 1, new TreeJudgement("onto1", "tree3", [Task], Evidence)),
        new RunEvent.RollbackPrepared("onto1", [new PreparedRevert(Task, "commit4")]) { Objection = "T2 does not pass: tests: exit code 1" },
        new RunEvent.TaskRolledBack(Task, "commit4"),
        new RunEvent.RollbackFailed(Task, "conflict"),
        new RunEvent.Reordered([new TaskId("T2"), Task]),
    ];

    public static readonly ImmutableArray<RunCommand> Commands =
    [
        new RunCommand.Pause("ann", "lunch"),
        new RunCommand.Resume("ann"),
        new RunCommand.Cancel(Task, "ann", "wrong"),
        new RunCommand.Retry(Task, "ann", "try harder"),
        new RunCommand.Skip(Task, "ann", "not needed"),
        new RunCommand.Approve(Task, "ann", "fine"),
        new RunCommand.Reject(Task, "ann", "no"),
        new RunCommand.Done(Task, "ann", "by hand"),
        new RunCommand.Rollback(Task, "ann", "broke main", true) { Instructions = "try harder", Force = true },
        new RunCommand.Resubmit(new DeadLetterFilter([Task], "exit-code", new AgentId("backend")), "ann", "try harder"),
        new RunCommand.Resolve(new DeadLetterFilter([Task], "exit-code", new AgentId("backend")), "ann", "not needed", true),
        new RunCommand.ExpireDeadLetters(new TimeSpan(2, 0, 0, 0), "ann"),
        new RunCommand.OpenBreaker(Breaker, new TimeSpan(0, 5, 0), "ann", "its key is revoked"),
        new RunCommand.CloseBreaker(Breaker, "ann", "the key is renewed"),
        new RunCommand.Adopt("commit5", "ann", "hot fix") { From = "commit4" },
        new RunCommand.RaiseBudget(new Amount(new Tokens(5_000), new Money(2m)), "ann", "worth it"),
        new RunCommand.ReportViolation(Task, 1, "It called `baton approve`."),
    ];

    /// <summary>Nothing optional is there; and a first event with everything but a fork, which the samples above give to the serializer.</summary>
    public static readonly ImmutableArray<RunEvent> Sparse =
    [
        new RunEvent.Planned(new RunId("r"), new PlanHash("00"), "p", "main", "c", "b", []),
        new RunEvent.Planned(new RunId("r"), new PlanHash("00"), "p \"quoted\" é", "main", "c", "b", [Task, new TaskId("T2")]) { Settings = [new GitSetting("core.autocrlf", "input"), new GitSetting("core.eol", "lf")], Apart = [new(Task, new TaskId("T2"))] },
        new RunEvent.BreakerOpened(Breaker, null, "ann", "r"),
        new RunEvent.WorkReused(Task, 1, new AgentId("a"), new ReuseSource(new RunId("r0"), 1), "k", null),
        new RunEvent.Paused("ann", null),
        new RunEvent.Noted(null, "ann", ""),
        new RunEvent.AttemptStarted(Task, 1, new WorkspaceInfo(WorkspaceKind.None, "/x", null, null), null),
        new RunEvent.AttemptExited(Task, 1, new AttemptExit(null, null, Usage.NotMeasured, null, 0, 0)),
        new RunEvent.EvidenceRecorded(Task, 1, new EvidenceRecord(EvidenceStage.Attempt, null,
            [new ValidatorResult { Name = "n", Kind = "k", Verdict = Verdict.NotMeasured, Reason = "r" }])),
    ];
}
