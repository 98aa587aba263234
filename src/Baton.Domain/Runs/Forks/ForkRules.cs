using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Forks;

/// <summary>What follows for a run that reuses work of another.</summary>
public static class ForkRules
{
    /// <summary>Offers looked at together; each takes several calls of git.</summary>
    private const int AtOnce = 4;

    /// <summary>Tasks whose work may build on that of these: by needs, and by groups with a barrier. Without the tasks themselves.</summary>
    public static HashSet<TaskId> Dependents(PlanGraph graph, params ReadOnlySpan<TaskId> of)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var found = new HashSet<TaskId>();
        var open = new Stack<TaskId>(of.ToArray());
        var barrier = int.MaxValue;
        while (open.TryPop(out var next))
        {
            foreach (var later in graph.Successors(next))
            {
                Add(later);
            }

            var group = graph.GroupIndex(next);
            if (group >= 0 && group < barrier && graph.Plan.Groups[group].Barrier)
            {
                barrier = group;
                foreach (var task in graph.Plan.Tasks.Where(t => graph.GroupIndex(t.Id) > group))
                {
                    Add(task.Id);
                }
            }
        }

        return found;

        void Add(TaskId id)
        {
            if (found.Add(id))
            {
                open.Push(id);
            }
        }
    }

    /// <summary>Tasks whose turn it is and whose old work is to be looked at.</summary>
    internal static IEnumerable<TaskId> Due(RunState state) => state is { Offers.IsEmpty: false, Status: RunStatus.Running, CancelRequested: false }
        ? state.Ready.Where(r => state.Offers.ContainsKey(r.Task) && state.IsSelected(r.Task)).Take(AtOnce).Select(r => r.Task)
        : [];

    /// <summary>A task is done anew: what was offered for it, and for everything that may build on it, is void.</summary>
    internal static RunState Withdraw(RunState state, TaskId task) => state.Offers.IsEmpty
        ? state
        : state with { Offers = state.Offers.RemoveRange(Dependents(state.Graph, task).Append(task)) };

    internal static Decision.Refused? Reused(Draft draft, RunCommand.ObserveReused o)
    {
        if (!IsDue(draft.State, o.Task, out var offer))
        {
            return null;
        }

        if (draft.State[o.Task].Status == TaskStatus.Pending)
        {
            draft.Emit(new RunEvent.TaskQueued(o.Task));
        }

        var attempt = new AttemptId(o.Task, draft.State[o.Task].Attempts + 1);
        var source = new ReuseSource(offer.Run ?? draft.State.Origin.Fork!.Run, offer.Attempt);
        draft.Emit(new RunEvent.WorkReused(o.Task, attempt.Number, draft.State.Graph.Task(o.Task).Agent!.Value, source, offer.Key, o.Work));
        return o.Work?.Tree == offer.Work?.Tree ? Observations.Judged(draft, attempt, offer.Evidence) : null;
    }

    internal static Decision.Refused? NotReused(Draft draft, RunCommand.ObserveNotReusable o) =>
        IsDue(draft.State, o.Task, out _) ? draft.Emit(new RunEvent.ReuseRefused(o.Task, o.Reason)) : null;

    private static bool IsDue(RunState state, TaskId task, out ReuseOffer offer) =>
        state.Offers.TryGetValue(task, out offer!) && state.Ready.Contains((state[task].Rank, task));
}
