using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>A decision that weighs criteria. A run does not act on it yet; <c>check</c> holds what is stated against what was measured.</summary>
public sealed record PlanGate
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public ImmutableArray<Criterion> Criteria { get; init; } = [];

    /// <summary>The verdict that a document states; null when it states none.</summary>
    public GateVerdict? Stated { get; init; }

    /// <summary>Go when every criterion passes; with conditions when only optional ones do not; otherwise no go. What was not measured has not passed.</summary>
    public GateVerdict Verdict
    {
        get
        {
            var verdict = Criteria.IsEmpty ? GateVerdict.NoGo : GateVerdict.Go;
            foreach (var criterion in Criteria)
            {
                if (criterion.Result != CriterionResult.Pass)
                {
                    verdict = criterion.Mandatory || verdict == GateVerdict.NoGo ? GateVerdict.NoGo : GateVerdict.GoWithConditions;
                }
            }

            return verdict;
        }
    }
}

public enum GateVerdict
{
    NoGo,
    GoWithConditions,
    Go,
}

/// <summary>What a gate weighs: a metric held against a threshold, or something that a person says.</summary>
public sealed record Criterion
{
    public required string Title { get; init; }

    /// <summary>Null: nothing to measure, and so unknown.</summary>
    public Comparator? Comparator { get; init; }
    public Measure? Threshold { get; init; }

    /// <summary>Null: not measured.</summary>
    public Measure? Measured { get; init; }

    /// <summary>Without it the gate stays closed.</summary>
    public bool Mandatory { get; init; } = true;

    /// <summary>The result that a document states; null when it states none.</summary>
    public CriterionResult? Stated { get; init; }

    /// <summary>Whether the measured value meets the threshold; unknown when it was not measured or has another unit.</summary>
    public CriterionResult Result =>
        Comparator is not { } comparator || Threshold is not { } threshold || Measured is not { } measured || measured.Unit != threshold.Unit ? CriterionResult.Unknown
        : Holds(comparator, measured.Number.CompareTo(threshold.Number)) ? CriterionResult.Pass
        : CriterionResult.Fail;

    private static bool Holds(Comparator comparator, int order) => comparator switch
    {
        Plans.Comparator.Below => order < 0,
        Plans.Comparator.AtMost => order <= 0,
        Plans.Comparator.Above => order > 0,
        Plans.Comparator.AtLeast => order >= 0,
        _ => order == 0,
    };
}

public enum Comparator
{
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
}

public enum CriterionResult
{
    Unknown,
    Fail,
    Pass,
}
