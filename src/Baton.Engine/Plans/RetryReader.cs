using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Domain.Runs;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads <c>retry</c>: a number of retries, or a mapping; absent keys keep what the defaults say.</summary>
internal static class RetryReader
{
    private const int MostConflicts = 100;

    public static RetryPolicy Read(Section section, RetryPolicy basis)
    {
        if (section.Find("retry") is YamlScalar)
        {
            return basis with { Retries = section.Count("retry", RetryPolicy.MostRetries) ?? basis.Retries };
        }

        if (section.Inner("retry", PlanKeys.Retry) is not { } retry)
        {
            return basis;
        }

        var rule = Rule(retry);
        return basis with
        {
            Retries = rule.Retries ?? basis.Retries,
            Backoff = rule.Backoff ?? basis.Backoff,
            Initial = rule.Initial ?? basis.Initial,
            Max = rule.Max ?? basis.Max,
            Multiplier = rule.Multiplier ?? basis.Multiplier,
            Jitter = retry.Find("jitter") is null ? basis.Jitter : Jitter(retry) ?? basis.Jitter,
            Conflicts = retry.Count("conflicts", MostConflicts) ?? basis.Conflicts,
            Only = BoundedReader.Failures(retry, "only") ?? basis.Only,
            Never = BoundedReader.Failures(retry, "never") ?? basis.Never,
            Delays = retry.Find("delays") is null ? basis.Delays : Delays(retry),
            Classes = retry.Find("classes") is null ? basis.Classes : Classes(retry),
        };
    }

    private static RetryRule Rule(Section retry) => new(
        retry.Count("retries", RetryPolicy.MostRetries),
        retry.Choice("backoff", ("exponential", Backoff.Exponential), ("linear", Backoff.Linear), ("fixed", Backoff.Fixed)),
        BoundedReader.Duration(retry, "initial", RetryPolicy.LeastInitial, RetryPolicy.MostInitial),
        BoundedReader.Duration(retry, "max", RetryPolicy.LeastInitial, RetryPolicy.MostPause),
        retry.Number("multiplier", 1, RetryPolicy.MostMultiplier));

    private static double? Jitter(Section retry)
    {
        if (retry.Share("jitter") is not { } share || share <= RetryPolicy.MostJitter)
        {
            return retry.Share("jitter");
        }

        var node = retry.Find("jitter")!;
        retry.Findings.Error(CheckCode.BadQuantity, node.Position, ((YamlScalar)node).Value, $"{char.ToUpperInvariant(retry.Name("jitter")[0])}{retry.Name("jitter")[1..]} is more than 10 %.", "Write a share from 0% to 10%.");
        return null;
    }

    private static ImmutableSortedDictionary<string, TimeSpan> Delays(Section retry)
    {
        var delays = ImmutableSortedDictionary.CreateBuilder<string, TimeSpan>(StringComparer.Ordinal);
        var map = retry.Values.Map(retry.Find("delays")!, retry.Name("delays"));
        foreach (var entry in map?.Entries ?? [])
        {
            BoundedReader.WarnUnknown(retry, entry.Key, withClasses: false);
            if (BoundedReader.Duration(retry, entry.Value, $"'{FindingList.Shorten(entry.Key.Value)}' of {retry.Name("delays")}", TimeSpan.Zero, RetryPolicy.MostPause) is { } delay)
            {
                delays[entry.Key.Value] = delay;
            }
        }

        return delays.ToImmutable();
    }

    private static ImmutableSortedDictionary<FailureClass, RetryRule> Classes(Section retry)
    {
        var rules = ImmutableSortedDictionary<FailureClass, RetryRule>.Empty;
        if (retry.Inner("classes", FailureCodes.Classes) is not { } classes)
        {
            return rules;
        }

        foreach (var of in Enum.GetValues<FailureClass>())
        {
            rules = classes.Inner(FailureSet.NameOf(of), PlanKeys.RetryOfClass) is { } rule ? rules.SetItem(of, Rule(rule)) : rules;
        }

        return rules;
    }
}
