using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>Says in the plan's words what each task waits for.</summary>
internal static class StartReasons
{
    public static ImmutableArray<StartReason> Of(Plan plan, PlanProblem problem, ImmutableArray<Binding> bindings, TimeSpan? now) =>
        [.. plan.Tasks.Select((task, i) => Of(plan, problem, bindings, task, bindings[i], now))];

    private static StartReason Of(Plan plan, PlanProblem problem, ImmutableArray<Binding> bindings, PlanTask task, Binding binding, TimeSpan? now) => binding.Kind switch
    {
        BindingKind.Fixed => new(StartCause.Fact, []),
        BindingKind.Release => now > TimeSpan.Zero ? new(StartCause.Now, []) : StartReason.AtOnce,
        BindingKind.Predecessor => Predecessors(plan, problem, bindings, binding),
        BindingKind.Calendar => new(StartCause.Calendar, [], task.Agent?.Value),
        BindingKind.Resource when binding.Limit >= problem.Limits.Counts.Length => new(StartCause.Conflict, Ids(plan, binding.Activities)),
        BindingKind.Resource => new(StartCause.Limit, Ids(plan, binding.Activities), problem.Limits.Counts[binding.Limit!.Value].Text),
        BindingKind.Quota => new(StartCause.Quota, Ids(plan, binding.Activities), problem.Limits.Windows[binding.Limit!.Value].Text),
        _ => new(StartCause.Choice, []),
    };

    /// <summary>Tasks come before barriers: a task that is needed anyway is the better answer. A barrier that waits for the one before it passes the question on.</summary>
    private static StartReason Predecessors(Plan plan, PlanProblem problem, ImmutableArray<Binding> bindings, Binding binding)
    {
        var tasks = binding.Activities.Where(a => a < plan.Tasks.Length).ToImmutableArray();
        if (!tasks.IsEmpty)
        {
            return new(StartCause.Predecessor, Ids(plan, tasks));
        }

        var milestone = binding.Activities[0];
        while (bindings[milestone].Activities is [var only] && only >= plan.Tasks.Length)
        {
            milestone = only;
        }

        return new(StartCause.Barrier, Ids(plan, [.. bindings[milestone].Activities.Where(a => a < plan.Tasks.Length)]), problem.Barriers[milestone - plan.Tasks.Length].Id.Value);
    }

    private static ImmutableArray<TaskId> Ids(Plan plan, ImmutableArray<int> activities) => [.. activities.Select(a => plan.Tasks[a].Id)];
}
