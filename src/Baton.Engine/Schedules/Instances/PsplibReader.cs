using System.Text.RegularExpressions;

namespace Baton.Engine.Schedules.Instances;

/// <summary>
/// PSPLIB's single-mode format (Kolisch and Sprecher 1996): counts, then successors, requests and availabilities in sections of their own,
/// a job per line. Blank lines, blanks and line ends are free. Due date, tardiness cost and horizon are not part of the problem and are not read.
/// </summary>
internal sealed partial class PsplibReader
{
    private const string Precedences = "PRECEDENCE RELATIONS";
    private const string Requests = "REQUESTS/DURATIONS";
    private const string Availabilities = "RESOURCEAVAILABILITIES";
    private const string MultiMode = "Only single-mode instances with renewable resources are read.";

    private readonly InstanceText _text;
    private readonly InstanceDraft _draft;
    private readonly int[] _demands;

    private PsplibReader(InstanceText text, int jobs, int resources)
    {
        _text = text;
        _draft = new(jobs, resources);
        _demands = new int[resources];
    }

    public static InstanceReading Read(string content, string name)
    {
        var text = new InstanceText(content);
        var header = PsplibHeader.Read(text, Precedences);
        var reader = new PsplibReader(text, header.Jobs, header.Resources);
        reader.ReadPrecedences();
        reader.ReadRequests();
        reader.ReadAvailabilities();
        return reader._draft.Finish(text, name);
    }

    private void ReadPrecedences()
    {
        var seen = new bool[_draft.Jobs];
        Column("jobnr.", Precedences);
        for (var row = 0; row < seen.Length && _text.Error is null; row++)
        {
            var line = _text.Line;
            var job = NextJob(line, seen, Precedences);
            ReadMode(line, job, "modes");
            var count = OnLine(line, $"the number of successors of job {job + 1}", seen.Length);
            for (var s = 0; s < count && _text.Error is null; s++)
            {
                _draft.Precede(job, OnLine(line, $"a successor of job {job + 1}", seen.Length, least: 1) - 1);
            }

            EndRow(line, $"job {job + 1} has {count} successors");
        }
    }

    private void ReadRequests()
    {
        var seen = new bool[_draft.Jobs];
        SkipTo(Requests);
        Column("jobnr.", Requests);
        for (var row = 0; row < seen.Length && _text.Error is null; row++)
        {
            var line = _text.Line;
            var job = NextJob(line, seen, Requests);
            ReadMode(line, job, "mode");
            var duration = OnLine(line, $"the duration of job {job + 1}", int.MaxValue);
            for (var r = 0; r < _demands.Length; r++)
            {
                _demands[r] = OnLine(line, $"the request of job {job + 1} for resource {r + 1}", int.MaxValue);
            }

            EndRow(line, $"there are {_demands.Length} resources");
            _draft.Describe(job, line, duration, _demands);
        }
    }

    private void ReadAvailabilities()
    {
        SkipTo(Availabilities);
        if (_demands.Length == 0)
        {
            return;
        }

        Column("R", Availabilities);
        var line = _text.Line;
        for (var r = 0; r < _demands.Length; r++)
        {
            _draft.Capacities[r] = OnLine(line, $"the availability of resource {r + 1}", int.MaxValue);
        }

        EndRow(line, $"there are {_demands.Length} resources");
        _text.SkipLine(Rule());
        if (!_text.AtEnd)
        {
            _text.Fail(_text.Line, "There is more after the availabilities.", "Remove it, or get a clean copy of the file.");
        }
    }

    private int NextJob(int line, bool[] seen, string section)
    {
        if (_text.NextIs('*'))
        {
            _text.Fail(line, $"The section {section} ends after {seen.Count(s => s)} of {seen.Length} jobs.", "Correct the number of jobs at the top, or get a complete copy of the file.");
        }

        var job = OnLine(line, "the number of a job", seen.Length, least: 1) - 1;
        if (_text.Error is null && seen[job])
        {
            _text.Fail(line, $"Job {job + 1} has a second row in this section.", "Every job has one row per section; correct the number or remove the row.");
        }

        job = Math.Max(job, 0);
        seen[job] = true;
        return job;
    }

    private void ReadMode(int line, int job, string what)
    {
        if (OnLine(line, $"the {what} of job {job + 1}", int.MaxValue) != 1)
        {
            _text.Fail(line, $"Job {job + 1} has more modes than one.", MultiMode);
        }
    }

    private int OnLine(int line, string what, int most, int least = 0)
    {
        if (!_text.AtEnd && !_text.IsOnLine(line))
        {
            _text.Fail(line, $"The row ends where {what} should be.", "Complete the row, or get a clean copy of the file.");
        }

        return _text.Count(what, least, most);
    }

    private void EndRow(int line, string because)
    {
        if (_text.IsOnLine(line))
        {
            _text.Fail(line, $"The row is longer than it should be: {because}.", "Correct the count or the row.");
        }
    }

    /// <summary>Moves behind the section's title; nothing but rules may stand before it.</summary>
    private void SkipTo(string section)
    {
        while (!_text.AtEnd)
        {
            var line = _text.Line;
            var content = _text.NextLine()!;
            if (content.StartsWith(section, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            if (!Rule().IsMatch(content))
            {
                _text.Fail(line, $"The section {section} should begin here.", "There are more rows than jobs, or a section is missing; correct it, or get a clean copy of the file.");
            }
        }

        _text.Fail(null, $"The section {section} is missing.", "The file is cut short or damaged; get a complete copy.");
    }

    /// <summary>Passes the line of column titles and the rule below it.</summary>
    private void Column(string first, string section)
    {
        var line = _text.Line;
        if (_text.NextLine() is { } titles && !titles.StartsWith(first, StringComparison.OrdinalIgnoreCase))
        {
            _text.Fail(line, $"The section {section} has no line of column titles, which begins with '{first}'.", "Add it, or get a clean copy of the file.");
        }

        _text.SkipLine(Rule());
    }

    [GeneratedRegex("^[*-]{3,}$")]
    private static partial Regex Rule();
}
