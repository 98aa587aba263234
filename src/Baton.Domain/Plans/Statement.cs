using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>A figure that a document states beside the plan. <c>check</c> computes the figure and reports the difference; nothing else acts on it.</summary>
public abstract record Statement
{
    private Statement()
    {
    }

    /// <summary>The key of the figure, for example <c>makespan</c>.</summary>
    public required string Figure { get; init; }

    /// <summary>The value as it is written.</summary>
    public required string Text { get; init; }

    /// <summary>Where the document says so; null when nobody noted it.</summary>
    public string? Where { get; init; }

    /// <summary><c>tasks</c>, <c>agents</c>, <c>groups</c>, <c>atOnce</c>.</summary>
    public sealed record Count(int Number) : Statement;

    /// <summary><c>sequential</c>, <c>makespan</c>, <c>saved</c>; for a task <c>start</c> and <c>finish</c>, from the run's start.</summary>
    public sealed record Time(TimeSpan Value) : Statement;

    /// <summary><c>saving</c>: makespan below sequential; <c>share</c>: allowances in the token limit.</summary>
    /// <param name="Share">Between 0 and 1.</param>
    public sealed record Percent(double Share) : Statement;

    /// <summary><c>tokens</c>: all allowances and the buffer; <c>remaining</c>: what is left of the limit after them.</summary>
    public sealed record TokenSum(Tokens Value) : Statement;

    /// <summary><c>money</c>: all allowances.</summary>
    public sealed record MoneySum(Money Value) : Statement;

    /// <summary><c>path</c>: the longest chain of tasks.</summary>
    /// <param name="Length">Null: only the tasks are stated.</param>
    public sealed record Path(ImmutableArray<TaskId> Tasks, TimeSpan? Length) : Statement;

    /// <summary><c>parallel</c>: these tasks run at the same time.</summary>
    public sealed record Parallel(ImmutableArray<TaskId> Tasks) : Statement;

    /// <summary><c>escalation</c>: a matter is raised when the metric is above the limit.</summary>
    public sealed record Escalation(string Metric, Measure Above) : Statement;
}
