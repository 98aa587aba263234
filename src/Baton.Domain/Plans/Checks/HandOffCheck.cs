namespace Baton.Domain.Plans.Checks;

/// <summary>A hand-off is not due before its artifact can exist, a checkpoint expects nothing that cannot be done by then, and a task does not start before what it reads.</summary>
internal static class HandOffCheck
{
    public static void Run(CheckedPlan subject)
    {
        if (subject.Plan.HandOffs.IsEmpty && subject.Plan.Checkpoints.IsEmpty && subject.Plan.Tasks.All(t => t.Stated.IsEmpty))
        {
            return;
        }

        var made = new ArtifactTimes(subject);
        foreach (var handOff in subject.Plan.HandOffs)
        {
            CheckReferences(subject, handOff);
            if (handOff.Due is { } due && made.Exists(handOff) is { } earliest && PlannedTime.Of(due) < earliest.At)
            {
                subject.Findings.Warning(CheckCode.HandOffTooEarly, subject.At(new PlanPlace("handoffs", handOff.Id, "due")), PlannedTime.Text(due),
                    $"Hand-off {handOff.Id} is due at {PlannedTime.Text(due)}, but {earliest.Why} at {PlannedTime.Text(earliest.At)} at the earliest.",
                    "Let it be due later, or let what makes its artifact start sooner.");
            }
        }

        foreach (var checkpoint in subject.Plan.Checkpoints)
        {
            CheckCheckpoint(subject, checkpoint, made);
        }

        CheckStarts(subject, made);
    }

    private static void CheckReferences(CheckedPlan subject, PlanHandOff handOff)
    {
        if (handOff.Trigger is { } task && !subject.Numbers.ContainsKey(task))
        {
            subject.Findings.Error(CheckCode.UnknownTask, subject.At(new PlanPlace("handoffs", handOff.Id, "trigger")), task.Value,
                $"Hand-off {handOff.Id} waits for '{FindingList.Shorten(task.Value)}', which is not a task of the plan.", subject.Advice(task.Value, subject.TaskIds, "Name an id from 'tasks:'."));
        }

        foreach (var (key, who) in new[] { ("from", handOff.From), ("to", handOff.To) })
        {
            if (who is not null && who != "ALL" && !subject.Agents.ContainsKey(new AgentId(who)))
            {
                subject.Findings.Error(CheckCode.UnknownAgent, subject.At(new PlanPlace("handoffs", handOff.Id, key)), who,
                    $"Hand-off {handOff.Id} is '{key}' '{FindingList.Shorten(who)}', which is not an agent of the plan.",
                    subject.Advice(who, subject.Agents.Keys.Select(a => a.Value), "Name an id from 'agents:', or ALL."));
            }
        }
    }

    private static void CheckCheckpoint(CheckedPlan subject, PlanCheckpoint checkpoint, ArtifactTimes made)
    {
        foreach (var (id, share) in checkpoint.Expected)
        {
            if (!subject.Numbers.TryGetValue(id, out var task))
            {
                subject.Findings.Error(CheckCode.UnknownTask, subject.At(new PlanPlace("checkpoints", checkpoint.Id, "expect")), id.Value,
                    $"Checkpoint {checkpoint.Id} expects progress of '{FindingList.Shorten(id.Value)}', which is not a task of the plan.",
                    subject.Advice(id.Value, subject.TaskIds, "Name an id from 'tasks:'."));
            }
            else if (share > 0 && made.At(task, share) is { } earliest && earliest > PlannedTime.Of(checkpoint.At))
            {
                subject.Findings.Warning(CheckCode.CheckpointTooEarly, subject.At(new PlanPlace("checkpoints", checkpoint.Id, "expect")), id.Value,
                    $"Checkpoint {checkpoint.Id} at {PlannedTime.Text(checkpoint.At)} expects {PlannedTime.Percent(share)} of task {id}, which is not possible before {PlannedTime.Text(earliest)}.",
                    "Move the checkpoint, or expect less.");
            }
        }
    }

    private static void CheckStarts(CheckedPlan subject, ArtifactTimes made)
    {
        for (var i = 0; i < subject.Plan.Tasks.Length; i++)
        {
            var task = subject.Plan.Tasks[i];
            for (var s = 0; s < task.Stated.Length; s++)
            {
                if (task.Stated[s] is Statement.Time time && made.At(i, time.Figure == "start" ? 0 : 1) is { } earliest && PlannedTime.Of(time.Value) < earliest)
                {
                    subject.Findings.Warning(CheckCode.StatedStart, subject.At(PlanPlace.Task(task.Id, "stated", s)), time.Text,
                        $"Task {task.Id} is said to {time.Figure} at {PlannedTime.Text(time.Value)}, but {made.Why(i)} {time.Figure} before {PlannedTime.Text(earliest)}.",
                        "Correct the figure, or the need or the artifact that it waits for.");
                }
            }
        }
    }
}
