namespace Baton.Domain.Plans.Checks;

/// <summary>Every output path has one owner; others may change it only after the owner, and say so.</summary>
internal static class OutputCheck
{
    private const int MostComparisons = 500_000;

    public static void Run(CheckedPlan subject)
    {
        var owned = new OwnedPaths();
        for (var task = 0; task < subject.Plan.Tasks.Length; task++)
        {
            var outputs = subject.Plan.Tasks[task].Outputs;
            for (var i = 0; i < outputs.Length; i++)
            {
                if (outputs[i].Amends is null)
                {
                    owned.Add(new OwnedPath(task, i, Glob.Normalize(outputs[i].Path)));
                }
            }
        }

        ReportSharedPaths(subject, owned);
        ReportAmendments(subject);
    }

    private static void ReportSharedPaths(CheckedPlan subject, OwnedPaths owned)
    {
        var complete = owned.FindOverlaps(MostComparisons, (first, second) => ReportTwoOwners(subject, first, second));
        if (!complete)
        {
            subject.Findings.Warning(CheckCode.OverlapUnchecked, subject.At(new PlanPlace("tasks")), "",
                "There are too many output globs to hold each against every other; some overlaps may be unreported.",
                "Give the globs longer literal beginnings, or name files instead.");
        }
    }

    private static void ReportTwoOwners(CheckedPlan subject, OwnedPath a, OwnedPath b)
    {
        var (first, second) = a.Task <= b.Task ? (a, b) : (b, a);
        var owner = subject.Plan.Tasks[first.Task];
        var other = subject.Plan.Tasks[second.Task];
        var path = other.Outputs[second.Index].Path;
        var same = first.Pattern == second.Pattern ? "" : $" (as '{FindingList.Shorten(owner.Outputs[first.Index].Path)}')";
        subject.Findings.Error(CheckCode.TwoOwners, subject.At(PlanPlace.Task(other.Id, "outputs", second.Index)), path,
            $"'{FindingList.Shorten(path)}' is an output of task {other.Id} and of task {owner.Id}{same}.",
            $"Let one task own it. If {other.Id} changes it after {owner.Id}, write {{path: {FindingList.Shorten(path)}, amends: {owner.Id}}} and let it need {owner.Id}.");
    }

    private static void ReportAmendments(CheckedPlan subject)
    {
        for (var number = 0; number < subject.Plan.Tasks.Length; number++)
        {
            var task = subject.Plan.Tasks[number];
            for (var i = 0; i < task.Outputs.Length; i++)
            {
                if (task.Outputs[i].Amends is { } owner && AmendmentProblem(subject, number, task.Outputs[i].Path, owner) is { } problem)
                {
                    subject.Findings.Error(CheckCode.BadAmendment, subject.At(PlanPlace.Task(task.Id, "outputs", i)), task.Outputs[i].Path,
                        $"Task {task.Id} amends '{FindingList.Shorten(task.Outputs[i].Path)}' of task {owner}, but {problem}.",
                        "An amended path belongs to another task, which this task needs directly or through others.");
                }
            }
        }
    }

    private static string? AmendmentProblem(CheckedPlan subject, int task, string path, TaskId owner)
    {
        if (!subject.Numbers.TryGetValue(owner, out var number))
        {
            return null;
        }

        if (number == task)
        {
            return "that is the same task";
        }

        if (!Owns(subject.Plan.Tasks[number], path))
        {
            return $"{owner} does not own that path";
        }

        return subject.Graph.HasOrder && !subject.Graph.NeedsDirectlyOrNot(task, number) ? $"it does not need {owner}" : null;
    }

    private static bool Owns(PlanTask task, string path)
    {
        foreach (var output in task.Outputs)
        {
            if (output.Amends is null && Glob.Covers(output.Path, path))
            {
                return true;
            }
        }

        return false;
    }
}
