namespace Baton.Engine.Validators.Coverage;

/// <summary>The trace files of lcov: <c>SF</c>, <c>DA</c> and <c>BRDA</c> count; sums are not read.</summary>
internal sealed class LcovReport(IReadOnlyList<string> roots, CoverageTally tally)
{
    private const int LongestLine = 64 * 1024;

    private readonly Dictionary<int, bool> _lines = [];
    private readonly Dictionary<(int Line, string Branch), bool> _branches = [];
    private string? _file;

    /// <summary>False: there was no record.</summary>
    public bool Read(string path)
    {
        var records = 0;
        foreach (var line in File.ReadLines(path).Where(l => l.Length < LongestLine))
        {
            if (line.StartsWith("SF:", StringComparison.Ordinal))
            {
                Close();
                _file = CoverageReader.Within(roots, line[3..].Trim());
                records++;
            }
            else if (line.StartsWith("DA:", StringComparison.Ordinal))
            {
                ReadLine(line[3..].Split(','));
            }
            else if (line.StartsWith("BRDA:", StringComparison.Ordinal))
            {
                ReadBranch(line[5..].Split(','));
            }
        }

        Close();
        return records > 0;
    }

    private void ReadLine(string[] parts)
    {
        var number = CoverageReader.LineNumber(parts[0], tally);
        var hit = CoverageReader.Count(parts.ElementAtOrDefault(1)?.Trim(), $"the hits of a line of {_file}", tally) > 0;
        _lines[number] = hit || _lines.GetValueOrDefault(number);
    }

    private void ReadBranch(string[] parts)
    {
        var taken = parts.ElementAtOrDefault(3)?.Trim();
        var number = CoverageReader.LineNumber(parts[0], tally);
        var key = (number, $"{parts.ElementAtOrDefault(1)},{parts.ElementAtOrDefault(2)}");
        _branches[key] = (taken != "-" && CoverageReader.Count(taken, $"a branch of {_file}", tally) > 0) || _branches.GetValueOrDefault(key);
    }

    private void Close()
    {
        if (_file is not null)
        {
            var branches = _branches.ToLookup(b => b.Key.Line, b => b.Value);
            foreach (var (line, hit) in _lines)
            {
                tally.Add(_file, line, new LineCoverage(hit, branches[line].Count(), branches[line].Count(b => b)));
            }
        }

        _lines.Clear();
        _branches.Clear();
        _file = null;
    }
}
