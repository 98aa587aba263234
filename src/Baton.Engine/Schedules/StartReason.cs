using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>What a task waits for last before it starts.</summary>
public enum StartCause
{
    /// <summary>Nothing: it starts with the run.</summary>
    AtOnce,

    /// <summary>It has started or is over; a fact has no other reason.</summary>
    Fact,

    /// <summary>The run is only now at the point where it can go on.</summary>
    Now,

    /// <summary>A task that it needs, or the lag after it.</summary>
    Predecessor,

    /// <summary>A barrier: the last tasks of an earlier group.</summary>
    Barrier,

    /// <summary>A limit that other tasks hold: agents at once, an agent, a group, a model, a resource.</summary>
    Limit,

    /// <summary>A window of tokens, money or attempts that earlier starts have used up.</summary>
    Quota,

    /// <summary>Its agent does not work then.</summary>
    Calendar,

    /// <summary>It is kept apart from a task that writes the same files.</summary>
    Conflict,

    /// <summary>Nothing holds it: it could start sooner, the makespan would be the same.</summary>
    Choice,
}

/// <summary>Why a task starts no sooner.</summary>
/// <param name="Tasks">The tasks that it waits for: predecessors that end last, or those that hold the limit at that moment; in the plan's order.</param>
/// <param name="Limit">The limit's words, for example <c>backend 2 at once</c>; null when no limit holds it.</param>
public sealed record StartReason(StartCause Cause, ImmutableArray<TaskId> Tasks, string? Limit = null)
{
    public static readonly StartReason AtOnce = new(StartCause.AtOnce, []);

    /// <summary>As the end of "waits for": <c>T1</c>, <c>backend 2 at once (held by T4, T5)</c>; <c>nothing</c> when nothing holds it.</summary>
    public string Text => Cause switch
    {
        StartCause.AtOnce or StartCause.Fact or StartCause.Choice => "nothing",
        StartCause.Now => "the run to come so far",
        StartCause.Predecessor => Names(),
        StartCause.Barrier => $"the barrier after {Limit} ({Names()})",
        StartCause.Conflict => $"{Names()}, which writes the same files",
        StartCause.Calendar => $"the hours of {Limit}",
        _ => Tasks.IsEmpty ? $"{Limit}" : $"{Limit} (held by {Names()})",
    };

    private string Names()
    {
        const int most = 6;
        var names = string.Join(", ", Tasks.Take(most));
        return Tasks.Length > most ? $"{names} and {Tasks.Length - most} more" : names;
    }
}
