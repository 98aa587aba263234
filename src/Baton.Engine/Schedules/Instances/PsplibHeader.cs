using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Engine.Schedules.Instances;

/// <summary>The counts at the top of a PSPLIB file. Lines of other kinds are passed over.</summary>
internal sealed partial record PsplibHeader(int Jobs, int Resources)
{
    private const string OneOnly = "Only instances of one project, in one mode, with renewable resources alone are read.";

    /// <summary>Reads up to and with the title of the first section.</summary>
    public static PsplibHeader Read(InstanceText text, string firstSection)
    {
        int? jobs = null, resources = null;
        while (!text.AtEnd)
        {
            var line = text.Line;
            var content = text.NextLine()!;
            if (content.StartsWith(firstSection, StringComparison.OrdinalIgnoreCase))
            {
                return Complete(text, line, jobs, resources);
            }

            if (Entry().Match(content) is { Success: true } entry)
            {
                var name = entry.Groups["name"].Value.ToLowerInvariant();
                var value = Value(text, line, name, entry.Groups["value"].Value);
                jobs = name == "jobs" ? value : jobs;
                resources = name == "renewable" ? value : resources;
            }
            else if (content.StartsWith("pronr.", StringComparison.OrdinalIgnoreCase))
            {
                CheckProject(text);
            }
        }

        text.Fail(null, $"The section {firstSection} is missing.", "Check that this is a PSPLIB file, and complete.");
        return new(0, 0);
    }

    private static PsplibHeader Complete(InstanceText text, int line, int? jobs, int? resources)
    {
        if (jobs is null || resources is null)
        {
            text.Fail(line, $"The number of {(jobs is null ? "jobs" : "renewable resources")} is not given above this line.", "Check that this is a PSPLIB file, and complete.");
        }

        return new(jobs ?? 0, resources ?? 0);
    }

    private static int? Value(InstanceText text, int line, string name, string given)
    {
        var (least, most) = name switch
        {
            "jobs" => (1, InstanceFile.MostJobs),
            "renewable" => (0, InstanceFile.MostResources),
            "projects" => (1, 1),
            _ => (0, 0),
        };
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        var what = name is "jobs" or "projects" ? name : name + " resources";
        text.Fail(line, $"The number of {what} is {InstanceText.Shown(given)}, not {(least == most ? $"{least}" : $"{least} to {most}")}.", least == most ? OneOnly : "Correct it, or name a smaller instance.");
        return null;
    }

    /// <summary>Below the titles: number, jobs, release date, and more that is not read.</summary>
    private static void CheckProject(InstanceText text)
    {
        var line = text.Line;
        if (text.NextLine()?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, _, { } release, ..] && release != "0")
        {
            text.Fail(line, "The project has a release date.", "Only instances that may start at time 0 are read; set it to 0.");
        }
    }

    [GeneratedRegex(@"^-?\s*(?<name>projects|jobs|renewable|nonrenewable|doubly constrained)\b[^:]*:\s*(?<value>\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex Entry();
}
