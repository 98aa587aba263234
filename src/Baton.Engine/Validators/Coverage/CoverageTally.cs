namespace Baton.Engine.Validators.Coverage;

/// <summary>Lines and branches of files, as one or several reports say; a line that any of them covers is covered.</summary>
internal sealed class CoverageTally
{
    private const int MaxLines = 5_000_000;

    private readonly Dictionary<string, Dictionary<int, LineCoverage>> _files = new(StringComparer.Ordinal);
    private int _lines;

    public IReadOnlyDictionary<string, Dictionary<int, LineCoverage>> Files => _files;

    /// <summary>Why the report cannot be believed; empty when it can. The first problem is kept.</summary>
    public string Problem { get; private set; } = "";

    public void Add(string file, int line, LineCoverage coverage)
    {
        if (!_files.TryGetValue(file, out var lines))
        {
            _files[file] = lines = [];
        }

        if (lines.TryGetValue(line, out var known))
        {
            lines[line] = new LineCoverage(known.Covered || coverage.Covered, Math.Max(known.Branches, coverage.Branches), Math.Max(known.CoveredBranches, coverage.CoveredBranches));
        }
        else if (++_lines > MaxLines)
        {
            Refuse($"it has more than {MaxLines} lines");
        }
        else
        {
            lines[line] = coverage;
        }
    }

    public void Refuse(string problem) => Problem = Problem.Length == 0 ? problem : Problem;
}

internal readonly record struct LineCoverage(bool Covered, int Branches, int CoveredBranches);

/// <summary>Sums over files. A share of nothing is null.</summary>
internal sealed record CoverageCounts(long Lines, long CoveredLines, long Branches, long CoveredBranches)
{
    public static CoverageCounts Of(IEnumerable<Dictionary<int, LineCoverage>> files)
    {
        var lines = files.SelectMany(f => f.Values).ToList();
        return new CoverageCounts(lines.Count, lines.Count(l => l.Covered), lines.Sum(l => (long)l.Branches), lines.Sum(l => (long)l.CoveredBranches));
    }

    public double? LineShare => Lines == 0 ? null : (double)CoveredLines / Lines;

    public double? BranchShare => Branches == 0 ? null : (double)CoveredBranches / Branches;
}
