using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;

namespace Baton.Domain.Runs;

/// <summary>The fold of a run's events. Immutable; <see cref="Apply"/> is the only way forward, live and in replay.</summary>
public sealed partial record RunState
{
    public required PlanGraph Graph { get; init; }
    public required RunEvent.Planned Origin { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public RunStatus Status { get; init; } = RunStatus.Planned;
    public string? Reason { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the last pause ended; null: there was none.</summary>
    public DateTimeOffset? ResumedAt { get; init; }
    public long Fence { get; init; }
    public bool CancelRequested { get; init; }

    /// <summary>The tasks that the present owner is to start; empty: all.</summary>
    public ImmutableHashSet<TaskId> Selected { get; init; } = [];
    public TaskTable Tasks { get; init; } = TaskTable.Empty;

    /// <summary>Tasks that lack nothing but a free place, by rank.</summary>
    public ImmutableSortedSet<(int Rank, TaskId Task)> Ready { get; init; } = [];

    /// <summary>Tasks that wait for a moment, by that moment.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, TaskId Task)> Waiting { get; init; } = [];

    /// <summary>Tasks with an attempt at work or being judged.</summary>
    public ImmutableSortedSet<TaskId> Open { get; init; } = [];

    /// <summary>Attempts at work, in all and by agent and group.</summary>
    public int AtWork { get; init; }
    public ImmutableDictionary<AgentId, int> AtWorkByAgent { get; init; } = ImmutableDictionary<AgentId, int>.Empty;
    public ImmutableDictionary<GroupId, int> AtWorkByGroup { get; init; } = ImmutableDictionary<GroupId, int>.Empty;

    /// <summary>Attempts by the moment at which they were planned, with the model that they asked for, as far back as the longest quota window reaches; empty without windows.</summary>
    public ImmutableList<(DateTimeOffset At, TaskId Task, string? Model)> Starts { get; init; } = [];

    /// <summary>Breakers that are not simply closed; a missing one is.</summary>
    public ImmutableSortedDictionary<BreakerId, Breaker> Breakers { get; init; } = ImmutableSortedDictionary<BreakerId, Breaker>.Empty;

    /// <summary>Tasks whose retries are spent, by the moment at which they were given up.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, TaskId Task)> DeadLetters { get; init; } = [];

    /// <summary>Tasks that had a fault and wait for a probe before they are tried again.</summary>
    public ImmutableHashSet<TaskId> Unproven { get; init; } = [];

    /// <summary>What a forked run may still take over from the old one.</summary>
    public ImmutableDictionary<TaskId, ReuseOffer> Offers { get; init; } = ImmutableDictionary<TaskId, ReuseOffer>.Empty;

    /// <summary>Quotas that attempts ran into, by <see cref="QuotaHold.KeyOf"/>; those that are over may still be there.</summary>
    public ImmutableDictionary<string, QuotaHold> Quotas { get; init; } = ImmutableDictionary<string, QuotaHold>.Empty;
    public ImmutableList<TaskId> MergeQueue { get; init; } = [];

    /// <summary>The tasks whose merges were checked together and land together, first in the queue; empty: none wait for that.</summary>
    public ImmutableList<TaskId> MergeBatch { get; init; } = [];

    /// <summary>The tasks, first in the queue, that together do not pass; empty: nobody is suspected.</summary>
    public ImmutableList<TaskId> MergeSuspects { get; init; } = [];

    /// <summary>Tasks of each group that are not satisfied yet.</summary>
    public ImmutableDictionary<GroupId, int> OpenByGroup { get; init; } = ImmutableDictionary<GroupId, int>.Empty;
    public int Satisfied { get; init; }

    /// <summary>What everything costs.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>Where the integration branch belongs.</summary>
    public required string IntegrationHead { get; init; }
    public int Merges { get; init; }
    public bool BaseSettled { get; init; }
    public Plan Plan => Graph.Plan;
    public RunId Run => Origin.Run;
    public bool IsTerminal => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
    public bool AllSatisfied => Satisfied == Tasks.Count;

    public TaskState this[TaskId id] => Tasks[id];

    public bool IsSelected(TaskId id) => Selected.IsEmpty || Selected.Contains(id);

    /// <summary>Tasks that only a person can move on.</summary>
    public IEnumerable<TaskState> AwaitingPeople => Tasks.Values.Where(t => t.Status is TaskStatus.AwaitingApproval or TaskStatus.Blocked || IsWithPerson(t));

    /// <summary>A person does it now; <c>baton done</c> ends the attempt.</summary>
    public bool IsWithPerson(TaskState task) => task is { Status: TaskStatus.InProgress, Current.Process: null }
        && Graph.AgentOf(task.Id)?.Driver == "human";

    /// <summary>The state before the first event but after <see cref="RunEvent.Planned"/>.</summary>
    public static RunState Create(Plan plan, RunEvent.Planned planned, DateTimeOffset at)
    {
        var graph = new PlanGraph(plan);
        var rank = planned.Order.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i);
        var tasks = TaskTable.Of(graph, t => new TaskState
        {
            Id = t.Id,
            Rank = rank.GetValueOrDefault(t.Id, int.MaxValue),
            WaitingOn = t.Needs.Select(n => n.Task).Distinct().Count() + graph.BarriersBefore(t.Id),
            ReadyAt = at,
        });
        return new RunState
        {
            Graph = graph,
            Origin = planned,
            PlannedAt = at,
            Ledger = Ledger.Open(plan),
            IntegrationHead = planned.BaseCommit,
            Offers = planned.Fork?.Offers.ToImmutableDictionary(o => o.Task) ?? ImmutableDictionary<TaskId, ReuseOffer>.Empty,
            Tasks = tasks,
            Ready = [.. tasks.Values.Where(t => t.WaitingOn == 0).Select(t => (t.Rank, t.Id))],
            OpenByGroup = plan.Tasks.Where(t => t.Group is not null).GroupBy(t => t.Group!.Value).ToImmutableDictionary(g => g.Key, g => g.Count()),
        };
    }

    /// <summary>Folds a whole journal.</summary>
    /// <exception cref="InvalidOperationException">The journal does not start with <see cref="RunEvent.Planned"/>.</exception>
    public static RunState Replay(Plan plan, IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var replay = new RunReplay(plan);
        foreach (var recorded in events)
        {
            replay.Add(recorded);
        }

        return replay.End();
    }
}
