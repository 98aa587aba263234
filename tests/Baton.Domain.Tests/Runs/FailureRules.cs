using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>What holds of breakers, retries, dead letters and reused work in every run.</summary>
internal static class FailureRules
{
    public static void AssertState(RunState state, int seed)
    {
        var dead = state.Tasks.Values.Where(t => t.Status == TaskStatus.DeadLettered).Select(t => t.Id).Order();
        Assert.True(dead.SequenceEqual(state.DeadLetters.Select(d => d.Task).Order()), $"seed {seed}: the dead letters are not those in the queue");
        Assert.All(state.Breakers.Values, b => Assert.True(b.Probes.Count <= (state.Plan.Breakers.Of(b.Id.Scope) ?? new()).Probes, $"seed {seed}: too many probes of {b.Id}"));
        Assert.All(state.Breakers.Values, b => Assert.True(b.Probes.All(state.Open.Contains), $"seed {seed}: a probe of {b.Id} is not open any more"));
    }

    /// <summary>By the events alone, without the state that the decider saw.</summary>
    public static void AssertHistory(RunDriver run, int seed)
    {
        var graph = new PlanGraph(run.Plan);
        var open = new HashSet<BreakerId>();
        var spent = new Dictionary<TaskId, int>();
        var anew = new HashSet<TaskId>();
        var unproven = new HashSet<TaskId>();
        foreach (var e in run.Events)
        {
            switch (e)
            {
                case RunEvent.BreakerOpened o:
                    open.Add(o.Breaker);
                    break;
                case RunEvent.BreakerHalfOpened h:
                    Assert.True(open.Remove(h.Breaker), $"seed {seed}: {h.Breaker} was not open");
                    break;
                case RunEvent.BreakerClosed c:
                    open.Remove(c.Breaker);
                    break;
                case RunEvent.RetryScheduled { Probe: true } r:
                    unproven.Add(r.Task);
                    break;
                case RunEvent.RecoveryProbed { Succeeded: true } r:
                    unproven.Remove(r.Task);
                    break;
                case RunEvent.AttemptPlanned p:
                    Assert.False(unproven.Contains(p.Task), $"seed {seed}: {p.Task} started although no probe has succeeded");
                    Assert.False(Breaker.Of(Asked(graph.AgentOf(p.Task)!, p.Model)).Any(open.Contains), $"seed {seed}: {p.Task} started although a breaker is open");
                    anew.UnionWith(ForkRules.Dependents(graph, p.Task).Append(p.Task));
                    break;
                case RunEvent.WorkReused w:
                    Assert.True(anew.Add(w.Task), $"seed {seed}: {w.Task} was reused although it, or what it builds on, was done anew");
                    break;
                case RunEvent.RetryScheduled { Spends: true } r:
                    spent[r.Task] = spent.GetValueOrDefault(r.Task) + 1;
                    Assert.True(spent[r.Task] <= graph.Task(r.Task).Retry.Retries, $"seed {seed}: {r.Task} was tried too often");
                    break;
                case RunEvent.TaskResubmitted s:
                    spent.Remove(s.Task);
                    break;
            }
        }
    }

    /// <summary>An agent that names no model runs commands here, and asks for none whatever the budget says.</summary>
    private static Agent Asked(Agent agent, string? model) => agent.Model is null || model is null ? agent : agent with { Model = model };
}
