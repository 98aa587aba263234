using System.Xml;

namespace Baton.Engine.Validators.Coverage;

/// <summary>Cobertura XML as coverlet, coverage.py, gcovr and istanbul write it. Lines of classes count; those of methods are the same ones again.</summary>
internal sealed class CoberturaReport(IReadOnlyList<string> roots, CoverageTally tally)
{
    private readonly List<string> _sources = [];
    private string? _file;
    private int _methods;
    private bool _inSource;

    public void Read(XmlReader reader)
    {
        do
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                Open(reader);
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                _methods -= reader.LocalName == "methods" ? 1 : 0;
                _file = reader.LocalName == "class" ? null : _file;
            }
            else if (reader.NodeType == XmlNodeType.Text && _file is null && _inSource)
            {
                _sources.Add(reader.Value.Trim().TrimEnd('/'));
                _inSource = false;
            }
        }
        while (reader.Read());
    }

    private void Open(XmlReader reader)
    {
        _inSource = reader.LocalName == "source" && !reader.IsEmptyElement;
        switch (reader.LocalName)
        {
            case "class":
                _file = reader.IsEmptyElement ? null : Resolve(reader.GetAttribute("filename") ?? "?");
                break;
            case "methods" when !reader.IsEmptyElement:
                _methods++;
                break;
            case "line" when _file is not null && _methods == 0:
                var (covered, all) = Branches(reader.GetAttribute("condition-coverage"));
                tally.Add(_file, CoverageReader.LineNumber(reader.GetAttribute("number"), tally),
                    new LineCoverage(CoverageReader.Count(reader.GetAttribute("hits"), $"the hits of a line of {_file}", tally) > 0, all, covered));
                break;
        }
    }

    private string Resolve(string file)
    {
        if (!Path.IsPathRooted(file))
        {
            foreach (var source in _sources)
            {
                var whole = CoverageReader.Within(roots, source + "/" + file);
                if (!Path.IsPathRooted(whole) && roots.Any(r => File.Exists(Path.Combine(r, whole))))
                {
                    return whole;
                }
            }
        }

        return CoverageReader.Within(roots, file);
    }

    /// <summary>From <c>50% (1/2)</c>.</summary>
    private (int Covered, int All) Branches(string? text)
    {
        if (text is null || text.IndexOf('(', StringComparison.Ordinal) is not (>= 0 and var open))
        {
            return (0, 0);
        }

        var parts = text[(open + 1)..].TrimEnd(')', ' ').Split('/');
        var (covered, all) = (CoverageReader.Count(parts[0], "covered branches", tally), CoverageReader.Count(parts.ElementAtOrDefault(1), "branches", tally));
        if (covered > all || all > int.MaxValue)
        {
            tally.Refuse($"a line covers {covered} of {all} branches");
            return (0, 0);
        }

        return ((int)covered, (int)all);
    }
}
