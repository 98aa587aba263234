using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Validators.Coverage;

/// <summary>From covered lines to a verdict.</summary>
internal static class CoverageVerdict
{
    // Room for the last bit of a division, not for a line.
    private const double Rounding = 1e-9;

    public static Judgement Of(CoverageSpec spec, CoverageTally tally, ValidationRequest request)
    {
        if (tally.Problem.Length > 0)
        {
            return Judgement.Fail($"The coverage report cannot be believed: {tally.Problem}.");
        }

        if (spec.Changed.IsEmpty)
        {
            return OfCounts(spec, CoverageCounts.Of(tally.Files.Values), "");
        }

        var changed = request.Changes.Where(c => c.Kind != FileChangeKind.Deleted && spec.Changed.Any(g => Glob.IsMatch(g, c.Path))).Select(c => c.Path).ToList();
        if (changed.Count == 0)
        {
            return Judgement.Pass("No file whose coverage is asked for was changed.");
        }

        var unknown = changed.Where(c => !tally.Files.Keys.Any(f => IsSame(f, c))).ToList();
        return unknown.Count > 0
            ? Judgement.NotMeasured($"The coverage report says nothing about {Words.List(unknown)}, which the attempt changed.")
            : OfCounts(spec, CoverageCounts.Of(tally.Files.Where(f => changed.Exists(c => IsSame(f.Key, c))).Select(f => f.Value)), " of the changed files");
    }

    private static bool IsSame(string file, string changed) => file == changed
        || file.EndsWith("/" + changed, StringComparison.Ordinal) || changed.EndsWith("/" + file, StringComparison.Ordinal);

    private static Judgement OfCounts(CoverageSpec spec, CoverageCounts counts, string of)
    {
        var lines = One(spec.MinLines, counts.LineShare, counts.CoveredLines, counts.Lines, "lines" + of);
        var branches = One(spec.MinBranches, counts.BranchShare, counts.CoveredBranches, counts.Branches, "branches" + of);
        var worse = new[] { lines, branches }.FirstOrDefault(j => j.Verdict == Verdict.Fail) ?? new[] { lines, branches }.FirstOrDefault(j => j.Verdict == Verdict.NotMeasured);
        return (worse ?? Judgement.Pass(string.Join(" ", new[] { lines.Reason, branches.Reason }.Where(r => r.Length > 0)))) with { Figures = Figures(counts) };
    }

    private static Judgement One(double? least, double? share, long covered, long all, string what) =>
        least is not { } asked ? Judgement.Pass("")
        : share is not { } found ? Judgement.NotMeasured($"The coverage report has no {what}.")
        : found < asked - Rounding ? Judgement.Fail($"{covered} of {all} {what} are covered ({Words.Percent(found)}); {Words.Percent(asked)} are asked for.")
        : Judgement.Pass($"{covered} of {all} {what} are covered.");

    private static ImmutableArray<Figure> Figures(CoverageCounts counts) =>
    [
        .. counts.LineShare is { } lines ? new[] { new Figure("line coverage", Math.Round(lines * 100, 4), "%") } : [],
        .. counts.BranchShare is { } branches ? new[] { new Figure("branch coverage", Math.Round(branches * 100, 4), "%") } : [],
    ];
}
