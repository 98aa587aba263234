using System.Text;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Shows a conflict to people and agents: git's messages, then every conflicting part with its surroundings.</summary>
internal static class ConflictDetail
{
    private const int MaxCharacters = 20 * 1024;
    private const int MaxPaths = 50;
    private const int Context = 3;

    public static async Task<string> DescribeAsync(GitRepository repository, MergedTree merged, string ours, string theirs, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var message in merged.Messages.Take(MaxPaths))
        {
            text.Append(message).Append('\n');
        }

        foreach (var path in merged.Paths.Take(MaxPaths))
        {
            if (text.Length > MaxCharacters)
            {
                break;
            }

            var show = repository.Own.Command(["cat-file", "blob", $"{merged.Tree}:{path}"]) with { MaxOutputBytes = 4 * 1024 * 1024 };
            var result = await GitProcess.RunAsync(show, ct);
            AppendParts(text, path, result.Succeeded ? result.Output.Split('\n') : []);
        }

        text.Replace($"<<<<<<< {ours}", "<<<<<<< integration branch").Replace($">>>>>>> {theirs}", ">>>>>>> this attempt");
        return text.Length <= MaxCharacters ? text.ToString() : text.ToString(0, MaxCharacters - 40) + "\n(more is left out)\n";
    }

    private static void AppendParts(StringBuilder text, string path, string[] lines)
    {
        var shown = 0;
        for (var i = 0; i < lines.Length && text.Length <= MaxCharacters; i++)
        {
            if (!lines[i].StartsWith("<<<<<<< ", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i, line => line.StartsWith(">>>>>>> ", StringComparison.Ordinal));
            var last = Math.Min(lines.Length - 1, (end < 0 ? lines.Length : end) + Context);
            var first = Math.Max(shown, i - Context);
            text.Append('\n').Append(path).Append(", line ").Append(first + 1).Append(":\n").AppendJoin('\n', lines[first..(last + 1)]).Append('\n');
            shown = last + 1;
            i = last;
        }
    }
}
