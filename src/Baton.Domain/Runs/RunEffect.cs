using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>
/// Something to be done in the world for the state to go on. Derived from the state alone, so that a restart finds the same work again;
/// carried out at least once, under the key of its attempt.
/// </summary>
public abstract record RunEffect
{
    private RunEffect()
    {
    }

    /// <summary>See that the attempt is at work, started if need be and never twice, and wait for its end.</summary>
    public sealed record Attend(AttemptId Attempt) : RunEffect;

    public sealed record Stop(AttemptId Attempt, StopReason Reason) : RunEffect;

    public sealed record Capture(AttemptId Attempt) : RunEffect;

    public sealed record Validate(AttemptId Attempt) : RunEffect;

    public sealed record PrepareMerge(AttemptId Attempt) : RunEffect;

    public sealed record LandMerge(AttemptId Attempt) : RunEffect;

    /// <summary>Take out the merged work of all that is in the queue, of which the task is the first.</summary>
    public sealed record RollBack(Plans.TaskId Task) : RunEffect;

    /// <summary>Look whether what the task's next attempt needs works again.</summary>
    public sealed record Probe(Plans.TaskId Task) : RunEffect;

    /// <summary>Look at the old work that is offered for the task, and take it over if it is what it claims to be.</summary>
    public sealed record Reuse(Plans.TaskId Task) : RunEffect;

    public sealed record UpdateBase : RunEffect;

    /// <summary>Everything that the state asks for now.</summary>
    public static IEnumerable<RunEffect> Of(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var id in state.Open)
        {
            foreach (var effect in Of(state, state[id]))
            {
                yield return effect;
            }
        }

        foreach (var id in Recoveries.Recovering.Due(state))
        {
            yield return new Probe(id);
        }

        foreach (var id in Forks.ForkRules.Due(state))
        {
            yield return new Reuse(id);
        }

        if (state.Rollback is not null || (!state.RollbackQueue.IsEmpty && state.MergeQueue.IsEmpty))
        {
            yield return new RollBack(state.RollbackQueue[0]);
        }

        if (state is { AllSatisfied: true, BaseSettled: false, CancelRequested: false, IsTerminal: false, RollbackQueue.IsEmpty: true } && state.Plan.Finish != Finish.Leave)
        {
            yield return new UpdateBase();
        }
    }

    private static IEnumerable<RunEffect> Of(RunState state, TaskState task)
    {
        var current = task.Current!;
        var attempt = new AttemptId(task.Id, current.Number);
        switch (task.Status)
        {
            case TaskStatus.Spawned:
                yield return new Attend(attempt);
                break;
            case TaskStatus.InProgress when !state.IsWithPerson(task):
                yield return new Attend(attempt);
                if (current.Stopping is { } reason)
                {
                    yield return new Stop(attempt, reason);
                }

                break;
            case TaskStatus.Validating:
                yield return current.Work is null && state.Graph.Task(task.Id).Workspace.MakesCommits() ? new Capture(attempt) : new Validate(attempt);
                break;
            case TaskStatus.Merging when state.MergeQueue[0] == task.Id && state.Rollback is null:
                yield return current.Merge is null ? new PrepareMerge(attempt) : new LandMerge(attempt);
                break;
        }
    }
}
