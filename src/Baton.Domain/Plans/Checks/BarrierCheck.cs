using System.Globalization;

namespace Baton.Domain.Plans.Checks;

/// <summary>What the barriers between groups cost, and whether they can open at all.</summary>
internal static class BarrierCheck
{
    private const int MostBarriers = 20;
    private const int MostNamed = 8;
    private const int MostOnPath = 12;

    public static void Run(CheckedPlan subject)
    {
        if (subject.Barriers.Length == 0 || subject.Earliest is not { } free)
        {
            return;
        }

        if (subject.EarliestWithBarriers is not { } held)
        {
            ReportCycle(subject);
            return;
        }

        ReportAll(subject, free, held);
        foreach (var barrier in subject.Barriers.Take(MostBarriers))
        {
            ReportOne(subject, barrier, held);
        }
    }

    /// <summary>A task in front of a barrier needs one behind it.</summary>
    private static void ReportCycle(CheckedPlan subject)
    {
        for (var i = 0; i < subject.Plan.Tasks.Length; i++)
        {
            var task = subject.Plan.Tasks[i];
            if (task.Group is not { } own || !subject.GroupPlaces.TryGetValue(own, out var place))
            {
                continue;
            }

            foreach (var barrier in subject.Barriers.Where(b => b >= place))
            {
                if (BehindWhatIsNeeded(subject, i, barrier) is { } behind)
                {
                    var group = subject.Plan.Groups[barrier].Id;
                    subject.Findings.Error(CheckCode.BarrierCycle, subject.At(PlanPlace.Task(task.Id, "needs")), behind.Value,
                        $"Task {task.Id} of group {own} needs {behind}, which waits behind the barrier after group {group}, and the barrier waits for {task.Id}: neither could ever start.",
                        $"Remove the need, move one of the tasks to another group, or remove 'gateBeforeNext: true' from {group}.");
                    return;
                }
            }
        }
    }

    private static TaskId? BehindWhatIsNeeded(CheckedPlan subject, int task, int barrier)
    {
        for (var other = 0; other < subject.Plan.Tasks.Length; other++)
        {
            if (PlaceOf(subject, other) > barrier && subject.Graph.NeedsDirectlyOrNot(task, other))
            {
                return subject.Plan.Tasks[other].Id;
            }
        }

        return null;
    }

    private static void ReportAll(CheckedPlan subject, EarliestTimes free, EarliestTimes held)
    {
        if (held.Length > free.Length)
        {
            var barriers = subject.Barriers.Length == 1 ? "The barrier makes" : string.Create(CultureInfo.InvariantCulture, $"The {subject.Barriers.Length} barriers make");
            subject.Findings.Warning(CheckCode.BarrierCost, subject.At(new PlanPlace("groups")), "",
                $"{barriers} the plan take {PlannedTime.Text(held.Length)} instead of the {PlannedTime.Text(free.Length)} of its dependencies ({Path(subject, free)}): {PlannedTime.Text(held.Length - free.Length)} more.",
                "Remove 'gateBeforeNext: true' where dependencies order the work already.");
        }
    }

    private static string Path(CheckedPlan subject, EarliestTimes times)
    {
        var path = times.LongestPath();
        return string.Join(" -> ", path.Take(MostOnPath).Select(i => subject.Plan.Tasks[i].Id.Value)) + (path.Count > MostOnPath ? $" -> ... {path.Count - MostOnPath} more" : "");
    }

    /// <summary>Names tasks that need less than the whole group, those that lose time by it first.</summary>
    private static void ReportOne(CheckedPlan subject, int barrier, EarliestTimes held)
    {
        var group = subject.Plan.Groups[barrier].Id;
        var without = EarliestTimes.Of(subject, [.. subject.Barriers.Where(b => b != barrier)], [], out _)!;
        var later = Behind(subject, barrier).Where(i => IsNext(subject, barrier, i) && held.Start(i) > without.Start(i)).ToHashSet();
        var delayed = later.Where(i => !subject.Graph.Needs[i].Any(later.Contains)).Order().ToList();
        if (delayed.Count == 0)
        {
            return;
        }

        var cost = held.Length - without.Length;
        var others = Behind(subject, barrier).Except(later).Where(i => IsNext(subject, barrier, i) && NeedsOf(subject, i, barrier).Count == 1).ToList();
        var text = string.Join(", ", delayed.Take(MostNamed).Select(i => $"{Named(subject, i, barrier)} by {PlannedTime.Text(held.Start(i) - without.Start(i))}"));
        var more = delayed.Count > MostNamed ? $" and {delayed.Count - MostNamed} more" : "";
        var also = others.Count > 0 ? $"; {string.Join(", ", others.Take(MostNamed).Select(i => Named(subject, i, barrier)))} would wait for the whole group, too, if another of its tasks took longer" : "";
        subject.Findings.Warning(CheckCode.BarrierCost, subject.At(PlanPlace.Group(group, "gateBeforeNext")), group.Value,
            $"The barrier after group {group} delays {text}{more}{also}. {(cost > 0 ? $"It costs the plan {PlannedTime.Text(cost)}." : "It alone does not move the end.")}",
            "Remove 'gateBeforeNext: true'; let tasks need what they need.");
    }

    private static IEnumerable<int> Behind(CheckedPlan subject, int barrier) =>
        Enumerable.Range(0, subject.Plan.Tasks.Length).Where(i => PlaceOf(subject, i) > barrier);

    private static bool IsNext(CheckedPlan subject, int barrier, int task) =>
        PlaceOf(subject, task) is var place && subject.Barriers.All(b => b <= barrier || b >= place);

    private static string Named(CheckedPlan subject, int task, int barrier)
    {
        var needs = NeedsOf(subject, task, barrier);
        var only = needs.Count is > 0 and <= 3 ? $" (needs only {string.Join(", ", needs.Select(n => subject.Plan.Tasks[n].Id.Value))} of it)" : needs.Count == 0 ? " (needs nothing of it)" : "";
        return subject.Plan.Tasks[task].Id.Value + only;
    }

    private static List<int> NeedsOf(CheckedPlan subject, int task, int barrier) =>
        [.. subject.Graph.Needs[task].Where(n => PlaceOf(subject, n) == barrier).Distinct()];

    /// <summary>-1 for a task without a group.</summary>
    private static int PlaceOf(CheckedPlan subject, int task) =>
        subject.Plan.Tasks[task].Group is { } id && subject.GroupPlaces.TryGetValue(id, out var place) ? place : -1;
}
