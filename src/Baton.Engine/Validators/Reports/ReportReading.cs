using Baton.Domain.Evidence;

namespace Baton.Engine.Validators.Reports;

internal enum ReportState
{
    Read,

    /// <summary>Nothing was written.</summary>
    Missing,

    /// <summary>It is not what it should be.</summary>
    Unreadable,

    /// <summary>It is something that no honest run writes.</summary>
    Refused,
}

/// <summary>What reading the reports of one command gave.</summary>
/// <param name="Problem">Why it was not read, or what contradicts itself in it; empty when all is well.</param>
/// <param name="Failures">Names of tests that did not pass, at most <see cref="MaxFailures"/>.</param>
internal sealed record ReportReading(ReportState State, TestCounts? Counts, string Problem, IReadOnlyList<string> Failures)
{
    /// <summary>All reports of one command together may be this large.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    public const int MaxFailures = 200;

    /// <summary>Reports with more different names than this are counted, and not compared by name.</summary>
    public const int MaxNames = 200_000;

    /// <summary>How each test ended, by name; null: not read, or too many.</summary>
    public IReadOnlyDictionary<string, TestCounts>? Names { get; init; }

    public static ReportReading Missing(string reason) => new(ReportState.Missing, null, reason, []);

    public static ReportReading Unreadable(string reason) => new(ReportState.Unreadable, null, reason, []);

    public static ReportReading Refused(string reason) => new(ReportState.Refused, null, reason, []);

    /// <summary>Both together; the worse state and the first problem win.</summary>
    public static ReportReading operator +(ReportReading a, ReportReading b)
    {
        var counts = a.Counts is null ? b.Counts : b.Counts is null ? a.Counts : a.Counts + b.Counts;
        var worse = b.State > a.State || (b.State == a.State && a.Problem.Length == 0) ? b : a;
        return new ReportReading(worse.State, counts, worse.Problem, [.. a.Failures.Concat(b.Failures).Take(MaxFailures)]) { Names = Merge(a.Names, b.Names) };
    }

    private static Dictionary<string, TestCounts>? Merge(IReadOnlyDictionary<string, TestCounts>? a, IReadOnlyDictionary<string, TestCounts>? b)
    {
        if (a is null || b is null || a.Count + b.Count > MaxNames)
        {
            return null;
        }

        var all = new Dictionary<string, TestCounts>(a, StringComparer.Ordinal);
        foreach (var (name, counts) in b)
        {
            all[name] = all.TryGetValue(name, out var known) ? known + counts : counts;
        }

        return all;
    }
}
