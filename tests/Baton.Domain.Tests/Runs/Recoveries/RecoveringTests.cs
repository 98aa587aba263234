using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs.Recoveries;

public sealed class RecoveringTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void After_evidence_of_forged_objects_a_probe_comes_before_the_retry()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Do(new RunCommand.ObserveEvidence(run.Current("T1"), new EvidenceRecord(EvidenceStage.Attempt, "c",
            [new ValidatorResult { Name = "objects", Kind = "objects", Verdict = Verdict.Fail, Reason = "forged" }])));
        run.Wait(TimeSpan.FromHours(1));

        Assert.Equal((TaskStatus.Queued, 1, 1), (run.StatusOf("T1"), run["T1"].Attempts, run["T1"].RetriesSpent));
        Assert.Equal(new RunEffect.Probe(new TaskId("T1")), Assert.Single(RunEffect.Of(run.State)));
        Probe(run, problem: null);
        Assert.Equal((TaskStatus.Spawned, 2), (run.StatusOf("T1"), run["T1"].Attempts));
    }

    [Fact]
    public void No_attempt_starts_before_a_probe_succeeded()
    {
        var run = Faulty(new RecoveryPolicy());
        run.Wait(Second);
        Assert.Equal((TaskStatus.Queued, 1), (run.StatusOf("T1"), run["T1"].Attempts));
        Assert.Equal(new RunEffect.Probe(new TaskId("T1")), Assert.Single(RunEffect.Of(run.State)));
        Probe(run, problem: null);
        Assert.Equal((TaskStatus.Spawned, 2, 0), (run.StatusOf("T1"), run["T1"].Attempts, run["T1"].RetriesSpent));
    }

    [Theory]
    [InlineData(RecoveryStrategy.Exponential, "2,6,18,20")]
    [InlineData(RecoveryStrategy.Linear, "2,4,6,8")]
    [InlineData(RecoveryStrategy.Immediate, "0,0,0,0")]
    [InlineData(null, "1,2,4,8")]
    public void A_failed_probe_waits_as_the_strategy_says_and_the_last_asks_a_person(RecoveryStrategy? strategy, string pauses)
    {
        var own = strategy is null ? new RecoveryPolicy { Attempts = 5 } : new RecoveryPolicy { Strategy = strategy, Attempts = 5, Initial = 2 * Second, Max = 20 * Second, Multiplier = 3 };
        var run = Faulty(own);
        var seen = new List<double>();
        while (run.StatusOf("T1") != TaskStatus.Blocked)
        {
            seen.Add((run["T1"].NotBefore ?? run.Now).Subtract(run.Now).TotalSeconds);
            run.Wait(TimeSpan.FromMinutes(1));
            Probe(run, "no space left");
        }

        Assert.Equal(pauses, string.Join(',', seen));
        Assert.Equal((1, "not-recovered"), (run["T1"].Attempts, run.Events.OfType<RunEvent.TaskBlocked>().Single().Code));
        Assert.Contains("no space left", run["T1"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Manual_asks_a_person_at_once_and_probes_after_the_retry()
    {
        var run = Faulty(new RecoveryPolicy { Strategy = RecoveryStrategy.Manual });
        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T1"));
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", null));
        run.Advance();
        Probe(run, "no space left");
        Assert.Equal((TaskStatus.Blocked, 1), (run.StatusOf("T1"), run["T1"].Attempts));
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", null));
        run.Advance();
        Probe(run, problem: null);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
    }

    [Theory]
    [InlineData("operator", TaskStatus.Pending)]
    [InlineData("program-missing", TaskStatus.Pending)]
    [InlineData("ours", TaskStatus.DeadLettered)]
    public void What_counts_as_a_fault_is_the_plans_to_say(string faults, TaskStatus expected)
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")) with { Recovery = new RecoveryPolicy { Faults = FailureSet.Of(faults) } });
        run.Do(new RunCommand.ObserveEffectFailed(run.Current("T1"), new Failure(FailureClass.Operator, "program-missing", "no claude", Retryable: false)));
        Assert.Equal(expected, run.StatusOf("T1"));
    }

    private static RunDriver Faulty(RecoveryPolicy policy)
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")) with { Recovery = policy });
        run.Do(new RunCommand.ObserveEffectFailed(run.Current("T1"), new Failure(FailureClass.Ours, "attend-failed", "disk full", Retryable: true)));
        return run;
    }

    private static void Probe(RunDriver run, string? problem)
    {
        run.Do(new RunCommand.ObserveProbed(new TaskId("T1"), problem, "git"));
        run.Advance();
    }
}
