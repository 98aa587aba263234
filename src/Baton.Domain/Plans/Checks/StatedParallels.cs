using System.Globalization;

namespace Baton.Domain.Plans.Checks;

/// <summary>Claims about what runs at the same time.</summary>
internal static class StatedParallels
{
    private const int MostTasks = 200;

    public static void Pairs(StatedScope scope, Statement.Parallel stated, int index)
    {
        var tasks = new List<int>();
        foreach (var id in stated.Tasks.Take(MostTasks))
        {
            if (scope.Subject.Numbers.TryGetValue(id, out var number))
            {
                tasks.Add(number);
            }
            else
            {
                scope.Subject.Findings.Error(CheckCode.UnknownTask, scope.At(index), id.Value, $"A stated 'parallel' names '{FindingList.Shorten(id.Value)}', which is not a task of the plan.",
                    scope.Subject.Advice(id.Value, scope.Subject.TaskIds, "Name an id from 'tasks:'."));
            }
        }

        for (var a = 0; a < tasks.Count; a++)
        {
            for (var b = a + 1; b < tasks.Count; b++)
            {
                if (WhyNot(scope, tasks[a], tasks[b]) is { } reason)
                {
                    scope.Warn(CheckCode.StatedParallel, stated, index, $"{scope.Task(tasks[a]).Id} and {scope.Task(tasks[b]).Id} are stated to run in parallel, but {reason}.",
                        "Correct the claim, or what keeps them apart.");
                }
            }
        }
    }

    private static string? WhyNot(StatedScope scope, int a, int b)
    {
        var subject = scope.Subject;
        if (subject.AgentOf(scope.Task(a)) is { Concurrent: 1 } agent && agent.Id == scope.Task(b).Agent)
        {
            return $"both are done by {agent.Id}, who does one task at a time";
        }

        if (!subject.WholeNeeds.HasOrder)
        {
            return null;
        }

        return subject.WholeNeeds.NeedsDirectlyOrNot(a, b) ? $"{scope.Task(a).Id} needs {scope.Task(b).Id}"
            : subject.WholeNeeds.NeedsDirectlyOrNot(b, a) ? $"{scope.Task(b).Id} needs {scope.Task(a).Id}"
            : Barrier(subject, scope.Task(a), scope.Task(b)) is { } barrier ? $"the barrier after group {barrier} keeps them apart"
            : null;
    }

    private static GroupId? Barrier(CheckedPlan subject, PlanTask a, PlanTask b)
    {
        if (a.Group is not { } first || b.Group is not { } second || !subject.GroupPlaces.TryGetValue(first, out var from) || !subject.GroupPlaces.TryGetValue(second, out var to))
        {
            return null;
        }

        var (early, late) = (Math.Min(from, to), Math.Max(from, to));
        foreach (var barrier in subject.Barriers)
        {
            if (barrier >= early && barrier < late)
            {
                return subject.Plan.Groups[barrier].Id;
            }
        }

        return null;
    }

    /// <summary>More at once than the schedule under all limits has, and than the earliest starts without any limit would have.</summary>
    public static void AtOnce(StatedScope scope, Statement.Count stated, int index)
    {
        if (scope.Subject is not { Scheduled: { } schedule, EarliestWithBarriers: { } earliest })
        {
            scope.Skip(stated, index, "the plan has no schedule, or is too large for one here");
            return;
        }

        var levelled = Peak(scope.Members.Select(i => (PlannedTime.Of(schedule.Starts[i]), PlannedTime.Of(schedule.Finishes[i]))));
        var free = Peak(scope.Members.Select(i => (earliest.Start(i), earliest.Finish(i))));
        if (stated.Number > Math.Max(levelled, free))
        {
            scope.Warn(CheckCode.StatedParallel, stated, index,
                string.Create(CultureInfo.InvariantCulture, $"{stated.Number:N0} at once are stated for {scope.Name}, but at most {Math.Max(levelled, free):N0} of its {scope.Members.Length:N0} tasks can work at the same time in its schedule."),
                "Correct the claim, or the needs that order the tasks.");
        }
    }

    private static int Peak(IEnumerable<(long Start, long Finish)> spans)
    {
        var (running, peak) = (0, 0);
        foreach (var (_, by) in spans.Where(s => s.Finish > s.Start).SelectMany(s => new[] { (At: s.Start, By: 1), (At: s.Finish, By: -1) }).OrderBy(c => c.At).ThenBy(c => c.By))
        {
            running += by;
            peak = Math.Max(peak, running);
        }

        return peak;
    }
}
