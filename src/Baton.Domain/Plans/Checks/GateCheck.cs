namespace Baton.Domain.Plans.Checks;

/// <summary>Holds what is stated about gates against what was measured.</summary>
internal static class GateCheck
{
    public static void Run(CheckedPlan subject)
    {
        foreach (var gate in subject.Plan.Gates)
        {
            for (var i = 0; i < gate.Criteria.Length; i++)
            {
                CheckCriterion(subject, gate, i);
            }

            if (gate.Stated is { } stated && stated > gate.Verdict)
            {
                var unmet = gate.Criteria.Where(c => c.Result != CriterionResult.Pass).ToList();
                var reasons = gate.Criteria.IsEmpty ? "it has no criterion"
                    : $"{unmet.Count} of {gate.Criteria.Length} criteria are not met: {string.Join("; ", unmet.Take(10).Select(Reason))}";
                subject.Findings.Error(CheckCode.StatedVerdict, subject.At(new PlanPlace("gates", gate.Id, "stated")), Word(stated),
                    $"Gate {gate.Id} is stated as {Word(stated)}, but it is {Word(gate.Verdict)}: {reasons}.",
                    "Measure what is missing and correct what fails; a verdict follows from the criteria.");
            }
        }
    }

    private static void CheckCriterion(CheckedPlan subject, PlanGate gate, int index)
    {
        var criterion = gate.Criteria[index];
        var place = subject.At(new PlanPlace("gates", gate.Id, "criteria", index));
        if (criterion is { Threshold: { } threshold, Measured: { } measured } && threshold.Unit != measured.Unit)
        {
            subject.Findings.Error(CheckCode.BadQuantity, place, measured.ToString(),
                $"Criterion '{FindingList.Shorten(criterion.Title)}' of gate {gate.Id} measures {measured} against a threshold of {threshold}: the units differ.", "Write both in the same unit.");
        }

        if (criterion.Stated is { } stated && stated != criterion.Result)
        {
            subject.Findings.Warning(CheckCode.StatedResult, place, stated.ToString().ToLowerInvariant(),
                $"Criterion '{FindingList.Shorten(criterion.Title)}' of gate {gate.Id} is stated as {stated.ToString().ToLowerInvariant()}, but it is {criterion.Result.ToString().ToLowerInvariant()}: {Figures(criterion)}.",
                "Correct the statement, or measure again.");
        }
    }

    private static string Reason(Criterion criterion) => $"{FindingList.Shorten(criterion.Title)} ({Figures(criterion)})";

    private static string Figures(Criterion criterion) =>
        criterion is not { Comparator: { } comparator, Threshold: { } threshold } ? "it has no threshold"
        : criterion.Measured is not { } measured ? $"asks for {Symbol(comparator)} {threshold}, not measured"
        : measured.Unit != threshold.Unit ? $"asks for {Symbol(comparator)} {threshold}, measured in another unit"
        : $"asks for {Symbol(comparator)} {threshold}, measured {measured}";

    private static string Symbol(Comparator comparator) => comparator switch
    {
        Comparator.Below => "<",
        Comparator.AtMost => "<=",
        Comparator.Above => ">",
        Comparator.AtLeast => ">=",
        _ => "=",
    };

    private static string Word(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Go => "GO",
        GateVerdict.GoWithConditions => "GO WITH CONDITIONS",
        _ => "NO-GO",
    };
}
