using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Forks;
using Xunit;

namespace Baton.Domain.Tests.Runs.Forks;

public sealed class ForkTests
{
    private static readonly CapturedWork Old = new("base9", "old", "tree9", "refs/old", [new FileChange("T1.txt", FileChangeKind.Added)], false, []);

    [Fact]
    public void Offered_work_is_looked_at_first_and_no_agent_starts()
    {
        var run = Fork(Chain(), "T1", "T2");
        Assert.Equal(new RunEffect.Reuse(new TaskId("T1")), Assert.Single(RunEffect.Of(run.State)));
        Reuse(run, "T1", "tree9");
        Assert.Equal(new RunEffect.PrepareMerge(new AttemptId(new TaskId("T1"), 1)), Assert.Single(RunEffect.Of(run.State)));
        run.Land("T1");
        Reuse(run, "T2", "tree9");
        run.Land("T2");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
        Assert.Equal(["T3"], run.Events.OfType<RunEvent.AttemptPlanned>().Select(p => p.Task.Value));
        var reused = run.Events.OfType<RunEvent.WorkReused>().First();
        Assert.Equal((new ReuseSource(new RunId("r0"), 3), "key-T1"), (reused.From, reused.Key));
    }

    [Fact]
    public void Evidence_is_reused_only_for_the_very_same_files()
    {
        var run = Fork(Chain(), "T1");
        Reuse(run, "T1", "another tree");
        Assert.Equal(TaskStatus.Validating, run.StatusOf("T1"));
        Assert.IsType<RunEffect.Validate>(Assert.Single(RunEffect.Of(run.State)));
        run.Judge("T1");
        run.Land("T1");
        Assert.Equal(TaskStatus.Complete, run.StatusOf("T1"));
    }

    [Fact]
    public void Reused_work_that_does_not_pass_any_more_is_done_anew_and_spends_no_retry()
    {
        var run = Fork(Chain(), "T1", "T2");
        Reuse(run, "T1", "another tree");
        run.Judge("T1", Verdict.Fail);
        run.Advance();
        Assert.Equal((TaskStatus.Spawned, 2, 0), (run.StatusOf("T1"), run["T1"].Attempts, run["T1"].RetriesSpent));
        Assert.Empty(run.State.Offers);
    }

    [Fact]
    public void Refused_work_takes_the_offers_of_all_that_builds_on_it_along()
    {
        var run = Fork([.. Chain(), RunDriver.Task("T4")], "T1", "T2", "T4");
        run.Do(new RunCommand.ObserveNotReusable(new TaskId("T1"), "its ref is gone"));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Equal(["T4"], run.State.Offers.Keys.Select(k => k.Value));
    }

    [Fact]
    public void A_task_that_a_person_wants_again_is_not_reused()
    {
        var run = Fork(Chain(), "T1", "T2");
        run.Do(new RunCommand.Skip(new TaskId("T1"), "ada", "x"));
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", "differently"));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Empty(run.State.Offers);
    }

    [Fact]
    public void People_are_asked_again()
    {
        var run = Fork([RunDriver.Task("T1") with { Verify = [new ValidatorSpec.Human("fine?") { Name = "human" }] }], "T1");
        Reuse(run, "T1", "tree9");
        Assert.Equal(TaskStatus.AwaitingApproval, run.StatusOf("T1"));
    }

    [Fact]
    public void Groups_with_a_barrier_count_as_needs()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("A") with { Group = new GroupId("g1") }, RunDriver.Task("B") with { Group = new GroupId("g2") }, RunDriver.Task("C", "B"), RunDriver.Task("D")) with
        {
            Groups = [new TaskGroup(new GroupId("g1"), "one", Barrier: true), new TaskGroup(new GroupId("g2"), "two")],
        };
        Assert.Equal(["B", "C"], ForkRules.Dependents(new PlanGraph(plan), new TaskId("A")).Select(t => t.Value).Order());
        Assert.Equal(["C"], ForkRules.Dependents(new PlanGraph(plan), new TaskId("B")).Select(t => t.Value));
    }

    private static PlanTask[] Chain() => [RunDriver.Task("T1"), RunDriver.Task("T2", "T1"), RunDriver.Task("T3", "T2")];

    private static RunDriver Fork(PlanTask[] tasks, params string[] offered) => new(RunDriver.PlanOf(tasks), fork: new ForkOrigin(new RunId("r0"), null,
        [.. offered.Select(t => new ReuseOffer(new TaskId(t), 3, "key-" + t, Old, RunDriver.Evidence(Verdict.Pass)))]));

    private static void Reuse(RunDriver run, string task, string tree) =>
        run.Do(new RunCommand.ObserveReused(new TaskId(task), Old with { BaseCommit = "head", Commit = "grafted", Tree = tree, Ref = "refs/new" }));
}
