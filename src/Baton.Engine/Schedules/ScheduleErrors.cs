using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>Says in the plan's words why it has no schedule.</summary>
internal static class ScheduleErrors
{
    /// <summary>One sentence per cause: a limit that no task can meet is named once, with the first task it stops.</summary>
    public static ImmutableArray<string> Describe(ImmutableArray<ProblemError> errors, Plan plan, PlanProblem problem) =>
        [.. errors.DistinctBy(e => e is ProblemError.DemandAboveCapacity d ? (object)d.Resource : e).Select(e => Describe(e, plan, problem))];

    private static string FirstOf(Plan plan, AgentId agent) => plan.Tasks.FirstOrDefault(t => t.Agent == agent) is { } task ? $"task {task.Id}" : "its tasks";

    private static string Describe(ProblemError error, Plan plan, PlanProblem problem)
    {
        string Name(int activity) => activity < plan.Tasks.Length
            ? plan.Tasks[activity].Id.Value
            : $"(barrier after {problem.Barriers[activity - plan.Tasks.Length].Id})";

        return error switch
        {
            ProblemError.Cycle c =>
                $"Tasks wait for each other: {string.Join(" -> ", c.Activities.Append(c.Activities[0]).Select(Name))}; remove one of these dependencies"
                + (c.Activities.Any(a => a >= plan.Tasks.Length) ? " or the barrier." : "."),
            ProblemError.DemandAboveCapacity d =>
                $"Task {Name(d.Activity)} can never start: the limit is {problem.Limits.Counts[d.Resource].Text}; raise it to 1 or more.",
            ProblemError.NegativeFigure { Name: "capacity" } n =>
                $"The limit \"{problem.Limits.Counts[n.Index].Text}\" is below zero; raise it to 1 or more.",
            ProblemError.ChargeAboveQuota c =>
                $"Task {Name(c.Activity)} can never start: its allowance is more than {problem.Limits.Windows[c.Quota].Text}; lower it or raise the window.",
            ProblemError.NeverOpens n =>
                $"The calendar of agent {problem.Calendars[n.Calendar]} never opens, so {FirstOf(plan, problem.Calendars[n.Calendar])} can never start; give it hours.",
            ProblemError.NegativeFigure n =>
                $"Task {Name(n.Index)} has a {n.Name} below zero; correct its estimate.",
            ProblemError.HorizonTooLong =>
                "The estimates, lags, closed hours and windows add up to more than 29,000 years; correct them.",
            ProblemError.UnknownActivity or ProblemError.UnknownResource or ProblemError.UnknownLimit or ProblemError.RepeatedDemand =>
                throw new UnreachableException($"A problem made from a plan refers only to itself: {error}."),
            _ => throw new UnreachableException($"No sentence for {error.GetType().Name}."),
        };
    }
}
