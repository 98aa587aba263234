using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Retries;
using Xunit;

namespace Baton.Domain.Tests.Runs.Retries;

public sealed class RetryEngineTests
{
    private static readonly RetryPolicy Plain = new() { Jitter = 0, Retries = 9 };

    [Theory]
    [InlineData(Backoff.Exponential, "00:00:02,00:00:06,00:00:18,00:00:30,00:00:30")]
    [InlineData(Backoff.Linear, "00:00:02,00:00:04,00:00:06,00:00:08,00:00:10")]
    [InlineData(Backoff.Fixed, "00:00:02,00:00:02,00:00:02,00:00:02,00:00:02")]
    public void The_pause_grows_as_the_plan_says_and_never_beyond_its_longest(Backoff backoff, string pauses)
    {
        var policy = Plain with { Backoff = backoff, Initial = TimeSpan.FromSeconds(2), Multiplier = 3, Max = TimeSpan.FromSeconds(30) };
        Assert.Equal(pauses, string.Join(',', Enumerable.Range(0, 5).Select(n => Pause(policy, Broken("exit-code"), n))));
    }

    [Fact]
    public void Jitter_stays_within_a_tenth_and_the_cap_is_the_same_each_time_and_differs_between_attempts()
    {
        var policy = Plain with { Jitter = 0.1, Backoff = Backoff.Fixed, Initial = TimeSpan.FromSeconds(10), Max = TimeSpan.FromSeconds(10.5) };
        var pauses = Enumerable.Range(1, 1_000).Select(n => Pause(policy, Broken("exit-code"), 0, attempt: n).TotalSeconds).ToList();
        Assert.Equal(pauses, Enumerable.Range(1, 1_000).Select(n => Pause(policy, Broken("exit-code"), 0, attempt: n).TotalSeconds));
        Assert.All(pauses, p => Assert.InRange(p, 9, 10.5));
        Assert.True(pauses.Distinct().Count() > 500, "pauses hardly differ");
        Assert.InRange(pauses.Count(p => p < 10), 430, 570);
        Assert.Contains(10.5, pauses);
    }

    [Fact]
    public void A_delay_for_a_code_is_taken_as_it_is()
    {
        var policy = Plain with { Jitter = 0.1, Delays = ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("timeout", TimeSpan.FromSeconds(7)) };
        Assert.Equal(TimeSpan.FromSeconds(7), Pause(policy, Broken("timeout"), 3));
        Assert.NotEqual(TimeSpan.FromSeconds(7), Pause(policy, Broken("exit-code"), 3));
    }

    [Fact]
    public void Ten_attempts_are_the_most_and_then_it_is_a_dead_letter()
    {
        var run = Run(new RetryPolicy { Retries = RetryPolicy.MostRetries, Initial = TimeSpan.FromMilliseconds(100), Jitter = 0 });
        while (run.StatusOf("T1") != TaskStatus.DeadLettered)
        {
            run.Fail("T1");
            run.Wait(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(10, run["T1"].Attempts);
        Assert.Equal((10, "exit-code"), (run["T1"].DeadLetter!.Attempt, run["T1"].DeadLetter!.Failure.Code));
    }

    [Theory]
    [InlineData("exit-code", null, TaskStatus.Pending)]
    [InlineData("agent", null, TaskStatus.Pending)]
    [InlineData("timeout", null, TaskStatus.DeadLettered)]
    [InlineData(null, "exit-code", TaskStatus.DeadLettered)]
    [InlineData(null, "agent", TaskStatus.DeadLettered)]
    [InlineData(null, "timeout", TaskStatus.Pending)]
    [InlineData("agent", "exit-code", TaskStatus.DeadLettered)]
    public void Only_and_never_decide_by_code_or_class(string? only, string? never, TaskStatus expected)
    {
        var run = Run(new RetryPolicy { Only = only is null ? null : FailureSet.Of(only), Never = never is null ? FailureSet.None : FailureSet.Of(never) });
        run.Fail("T1");
        Assert.Equal(expected, run.StatusOf("T1"));
    }

    [Fact]
    public void A_class_with_retries_of_its_own_spends_none_of_the_others()
    {
        var classes = ImmutableSortedDictionary<FailureClass, RetryRule>.Empty.Add(FailureClass.Operator, new RetryRule(1, Backoff.Fixed, TimeSpan.FromSeconds(30), null, null));
        var run = Run(new RetryPolicy { Retries = 1, Jitter = 0, Classes = classes });
        Missing(run);
        Assert.Equal(run.Now + TimeSpan.FromSeconds(30), run["T1"].NotBefore);
        Assert.Equal((0, 1), (run["T1"].RetriesSpent, run["T1"].SpentByClass[FailureClass.Operator]));
        run.Wait(TimeSpan.FromSeconds(30));
        run.Fail("T1");
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromSeconds(30));
        Missing(run);
        Assert.Equal(TaskStatus.DeadLettered, run.StatusOf("T1"));
    }

    [Fact]
    public void What_is_never_tried_again_among_our_own_faults_asks_a_person_at_once()
    {
        var run = Run(new RetryPolicy { Never = FailureSet.Of("lost") });
        run.Start("T1");
        run.Exit("T1", null);
        run.Capture("T1");
        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T1"));
    }

    private static RunDriver Run(RetryPolicy policy) =>
        new(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = policy }) with { Breakers = new BreakerPolicies { Agent = null, Model = null, Driver = null } });

    private static void Missing(RunDriver run)
    {
        run.Start("T1");
        run.Exit("T1", 127);
        run.Capture("T1", empty: true);
    }

    private static Failure Broken(string code) => new(FailureClass.Agent, code, "it failed", Retryable: true);

    private static TimeSpan Pause(RetryPolicy policy, Failure failure, int spent, int attempt = 1)
    {
        var task = new TaskState { Id = new TaskId("T1"), Rank = 0, ReadyAt = default, Attempts = attempt };
        return RetryEngine.PauseAfter(new RunId("r1"), task, policy, failure, spent);
    }
}
