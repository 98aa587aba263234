namespace Baton.Domain.Plans.Checks;

/// <summary>What a task reads must be there when it starts, and what a task makes for others should be read by someone.</summary>
internal static class ArtifactCheck
{
    private const int MostComparisons = 500_000;

    public static void Run(CheckedPlan subject)
    {
        var made = new MadePaths(subject.Plan, MostComparisons);
        var isRead = new bool[subject.Plan.Tasks.Length];
        for (var reader = 0; reader < subject.Plan.Tasks.Length; reader++)
        {
            var task = subject.Plan.Tasks[reader];
            for (var i = 0; i < task.Inputs.Length; i++)
            {
                var makers = made.MakersOf(task.Inputs[i].Path);
                foreach (var maker in makers)
                {
                    isRead[maker] |= maker != reader;
                }

                CheckInput(subject, reader, i, makers);
            }
        }

        if (made.IsComplete)
        {
            CheckOutputs(subject, isRead);
        }
    }

    private static void CheckInput(CheckedPlan subject, int reader, int index, List<int> makers)
    {
        foreach (var maker in makers)
        {
            if (maker == reader || subject.Graph.NeedsDirectlyOrNot(reader, maker))
            {
                return;
            }
        }

        if (makers.Count > 0)
        {
            var task = subject.Plan.Tasks[reader];
            var maker = subject.Plan.Tasks[makers[0]].Id;
            var path = task.Inputs[index].Path;
            subject.Findings.Warning(CheckCode.OrphanInput, subject.At(PlanPlace.Task(task.Id, "inputs", index)), path,
                $"Task {task.Id} reads '{FindingList.Shorten(path)}', which task {maker} makes, but does not need {maker}.",
                $"Add {maker} to the needs of {task.Id}, or remove the input.");
        }
    }

    /// <summary>Judges only where the plan is explicit: all successors say what they read, and none reads anything of this task.</summary>
    private static void CheckOutputs(CheckedPlan subject, bool[] isRead)
    {
        var silent = new bool[isRead.Length];
        for (var task = 0; task < isRead.Length; task++)
        {
            foreach (var need in subject.Graph.Needs[task])
            {
                silent[need] |= subject.Plan.Tasks[task].Inputs.IsEmpty;
            }
        }

        for (var i = 0; i < isRead.Length; i++)
        {
            var task = subject.Plan.Tasks[i];
            if (!isRead[i] && !silent[i] && subject.Graph.HasSuccessors[i] && !task.Outputs.IsEmpty)
            {
                subject.Findings.Warning(CheckCode.OrphanOutput, subject.At(PlanPlace.Task(task.Id, "outputs", 0)), task.Outputs[0].Path,
                    $"No task reads an output of task {task.Id}, although the tasks that need it say what they read.",
                    "Add the output to the inputs of a task that needs it, or remove the need.");
            }
        }
    }
}
