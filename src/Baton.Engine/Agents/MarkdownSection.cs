using System.Text;
using Baton.Engine.Git;

namespace Baton.Engine.Agents;

/// <summary>Finds the text under a heading of a Markdown file.</summary>
internal static class MarkdownSection
{
    private const long LargestFile = 4 * 1024 * 1024;

    /// <summary>The text below the heading, up to the next one of its level or above; null when the file or the heading is not there.</summary>
    /// <param name="path">Relative to the workspace; nothing outside it is read.</param>
    public static string? Find(string workspace, string path, string heading)
    {
        var full = Path.GetFullPath(path, workspace);
        return IsReadable(workspace, full) ? FindIn(File.ReadLines(full), heading) : null;
    }

    private static bool IsReadable(string workspace, string full)
    {
        var file = new FileInfo(full);
        return full.StartsWith(workspace.TrimEnd('/') + "/", StringComparison.Ordinal)
            && file is { Exists: true, LinkTarget: null, Length: <= LargestFile } && PlainFile.Exists(full);
    }

    private static string? FindIn(IEnumerable<string> lines, string heading)
    {
        StringBuilder? found = null;
        var level = 0;
        var fenced = false;
        foreach (var line in lines)
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            var depth = fenced ? 0 : Level(line);
            if (found is not null && depth > 0 && depth <= level)
            {
                break;
            }

            if (found is not null)
            {
                found.Append(line).Append('\n');
            }
            else if (depth > 0 && line[depth..].Trim().Equals(heading.Trim().TrimStart('#').Trim(), StringComparison.OrdinalIgnoreCase))
            {
                found = new StringBuilder();
                level = depth;
            }
        }

        return found?.ToString().Trim();
    }

    private static int Level(string line)
    {
        var depth = line.TakeWhile(c => c == '#').Count();
        return depth is > 0 and <= 6 && depth < line.Length && line[depth] == ' ' ? depth : 0;
    }
}
