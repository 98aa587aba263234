using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

public sealed class RunReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(3_000)]
    public void Step_by_step_and_replay_agree_and_no_state_changes_afterwards(int count)
    {
        var plan = RunDriver.PlanOf([.. Enumerable.Range(0, count).Select(i => RunDriver.Task($"T{i}"))]);
        var history = History(plan, new Random(count), steps: 400);
        var state = RunState.Create(plan, (RunEvent.Planned)history[0].Event, Start);
        var seen = new List<(RunState State, string Text)> { (state, Text(state)) };
        foreach (var recorded in history.Skip(1))
        {
            state = state.Apply(recorded.Event, recorded.At);
            seen.Add((state, Text(state)));
        }

        var replayed = RunState.Replay(plan, history);
        Assert.Equal(Text(state), Text(replayed));
        Assert.All(plan.Tasks, t => Assert.Equal(t.Id, replayed[t.Id].Id));

        var text = Text(replayed);
        var next = replayed.Apply(new RunEvent.TaskSkipped(plan.Tasks[^1].Id, "ann", "not needed"), Start.AddHours(1));
        Assert.Equal(TaskStatus.Skipped, next[plan.Tasks[^1].Id].Status);
        Assert.Equal(text, Text(replayed));
        Assert.All(seen, s => Assert.Equal(s.Text, Text(s.State)));
    }

    [Fact]
    public void A_replay_that_was_ended_takes_no_more_events()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T0"));
        var replay = new RunReplay(plan);
        Assert.Throws<InvalidOperationException>(replay.End);
        replay.Add(History(plan, new Random(1), steps: 0)[0]);
        Assert.Equal(TaskStatus.Pending, replay.End()[new TaskId("T0")].Status);
        Assert.Throws<InvalidOperationException>(() => replay.Add(new RecordedEvent(2, Start, new RunEvent.TaskQueued(new TaskId("T0")))));
    }

    [Fact]
    public void A_task_that_the_plan_does_not_have_is_an_error()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T0"));
        var state = RunState.Create(plan, (RunEvent.Planned)History(plan, new Random(1), steps: 0)[0].Event, Start);
        Assert.False(state.Tasks.TryGetValue(new TaskId("T1"), out _));
        Assert.Throws<KeyNotFoundException>(() => state[new TaskId("T1")]);
        Assert.Throws<KeyNotFoundException>(() => state.Apply(new RunEvent.TaskQueued(new TaskId("T1")), Start));
    }

    /// <summary>Tasks at random are queued, and planned when they are met again.</summary>
    private static ImmutableArray<RecordedEvent> History(Plan plan, Random random, int steps)
    {
        var events = ImmutableArray.CreateBuilder<RecordedEvent>();
        events.Add(new(1, Start, new RunEvent.Planned(new RunId("r1"), plan.Hash, plan.Name, "main", "base0", "baton/r1/integration", [.. plan.Tasks.Select(t => t.Id)])));
        var met = new Dictionary<TaskId, int>();
        for (var step = 0; step < steps; step++)
        {
            var id = plan.Tasks[random.Next(plan.Tasks.Length - 1)].Id;
            met[id] = met.GetValueOrDefault(id) + 1;
            RunEvent? e = plan.Tasks.Length == 1 ? null : met[id] switch
            {
                1 => new RunEvent.TaskQueued(id),
                2 => new RunEvent.AttemptPlanned(id, 1, new AgentId("a")),
                _ => null,
            };
            if (e is not null)
            {
                events.Add(new(events.Count + 1, Start.AddSeconds(step), e));
            }
        }

        return events.ToImmutable();
    }

    private static string Text(RunState state) =>
        string.Join('\n', state.Tasks.Values.Select(t => $"{t.Id} {t.Status} {t.Attempts} {t.ReadyAt:O}")) + $"\n{string.Join(' ', state.Ready)}\n{state.AtWork}";
}
