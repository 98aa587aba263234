using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Engine.Processes;

namespace Baton.Engine.Validators;

/// <summary>What a validator found, before it is named, logged and recorded.</summary>
internal sealed record Judgement(Verdict Verdict, string Reason)
{
    public TestCounts? Tests { get; init; }

    /// <summary>What else was counted or measured.</summary>
    public ImmutableArray<Figure> Figures { get; init; } = [];

    /// <summary>The command that was run, as the plan writes it; null when none was.</summary>
    public string? Command { get; init; }

    /// <summary>How that command ended; null when none was run.</summary>
    public ProcessResult? Process { get; init; }

    /// <summary>More than one sentence, for the log.</summary>
    public string? Detail { get; init; }

    public Judgement WithLines(IEnumerable<string> lines) => this with { Detail = string.Join('\n', lines) };

    public static Judgement Pass(string reason) => new(Verdict.Pass, reason);

    public static Judgement Fail(string reason) => new(Verdict.Fail, reason);

    public static Judgement NotMeasured(string reason) => new(Verdict.NotMeasured, reason);
}
