namespace Baton.Domain.Runs.DeadLetters;

/// <summary>What becomes of dead letters: another chance, a person's decision to leave them, or time.</summary>
internal static class DeadLetterDecisions
{
    public static Decision.Refused? Resubmit(Draft draft, RunCommand.Resubmit r) => OnEach(draft, r.Which, r.By, "resubmitted",
        task => new RunEvent.TaskResubmitted(task.Id, r.By, r.Instructions) { After = task.DeadLetter!.Attempt });

    /// <summary>Resolved work is given up for good, not done: what needs it keeps waiting, unless it is skipped.</summary>
    public static Decision.Refused? Resolve(Draft draft, RunCommand.Resolve r) => OnEach(draft, r.Which, r.LetGo ? r.By : null, "resolved",
        task => new RunEvent.DeadLetterResolved(task.Id, r.By, r.Reason, r.LetGo));

    public static Decision.Refused? Expire(Draft draft, RunCommand.ExpireDeadLetters e)
    {
        var before = draft.State.DeadLetters.Count;
        ExpireDue(draft);
        ExpireOlder(draft, e.OlderThan, e.By);
        return draft.State.DeadLetters.Count < before
            ? null
            : new("no-dead-letter", $"No dead letter is older than {e.OlderThan}. {Waiting(draft.State)}");
    }

    /// <summary>By the plan's own limit.</summary>
    public static void ExpireDue(Draft draft)
    {
        if (draft.State.Plan.Limits.DeadLetters is { } limit)
        {
            ExpireOlder(draft, limit, "baton");
        }
    }

    private static void ExpireOlder(Draft draft, TimeSpan age, string by)
    {
        foreach (var (at, task) in draft.State.DeadLetters)
        {
            if (at > draft.Now - age)
            {
                return;
            }

            draft.Emit(new RunEvent.DeadLetterExpired(task, by, $"nobody decided about it within {age}"));
        }
    }

    /// <param name="reopenedBy">Who lets a finished run go on; null: it stays as it ended.</param>
    private static Decision.Refused? OnEach(Draft draft, DeadLetterFilter which, string? reopenedBy, string done, Func<TaskState, RunEvent> make)
    {
        if (WhyNot(draft.State, which) is { } refusal)
        {
            return refusal;
        }

        var chosen = draft.State.DeadLetters.Select(d => draft.State[d.Task]).Where(t => which.Holds(draft.State.Graph.Task(t.Id), t.DeadLetter!)).ToList();
        if (chosen.Count == 0)
        {
            return new("no-dead-letter", $"No dead letter fits. {Waiting(draft.State)}");
        }

        if (reopenedBy is not null)
        {
            PeopleDecisions.ReopenIfOver(draft, reopenedBy, $"{string.Join(", ", chosen.Take(10).Select(t => t.Id))} {done}");
        }

        chosen.ForEach(t => draft.Emit(make(t)));
        return null;
    }

    private static Decision.Refused? WhyNot(RunState state, DeadLetterFilter which)
    {
        foreach (var id in which.Tasks)
        {
            if (!state.Tasks.TryGetValue(id, out var task))
            {
                return new("unknown-task", $"The plan has no task {id}. {Waiting(state)}");
            }

            if (task.DeadLetter is null)
            {
                return new("not-a-dead-letter", $"Task {id} is {task.Status}, not a dead letter. {Waiting(state)}");
            }
        }

        return null;
    }

    private static string Waiting(RunState state) => state.DeadLetters.IsEmpty
        ? "The run has no dead letters."
        : $"Dead letters: {string.Join(", ", state.DeadLetters.Take(30).Select(d => $"{d.Task} ({state[d.Task].DeadLetter!.Failure.Code})"))}.";
}
