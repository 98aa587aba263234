using System.Collections.Immutable;
using System.Globalization;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <param name="Tree">The merged tree; with conflict markers where <paramref name="Paths"/> says so.</param>
/// <param name="IsClean">Nothing is in conflict. Some conflicts of folder renames name no path.</param>
/// <param name="Paths">The paths in conflict.</param>
/// <param name="Messages">What git says about them.</param>
public sealed record MergedTree(string Tree, bool IsClean, ImmutableArray<string> Paths, ImmutableArray<string> Messages);

/// <summary>Three-way merges of commits without any work tree.</summary>
internal static class MergeTree
{
    /// <exception cref="GitException">Something cannot be read. git before 2.44 takes a tree that is missing for an empty one, says so and succeeds: the merge would delete everything.</exception>
    public static async Task<MergedTree> ComputeAsync(GitRepository repository, string ours, string theirs, CancellationToken ct)
    {
        foreach (var side in new[] { ours, theirs })
        {
            await repository.Own.Trees.ListAsync(await repository.Own.TreeOfAsync(side, ct), ct);
        }

        var command = repository.Own.Command(["merge-tree", "--write-tree", "-z", ours, theirs]) with { Effect = "merge-tree" };
        var result = await GitProcess.RunAsync(command, ct);
        return result.ExitCode is 0 or 1 && !result.Error.Contains("error:", StringComparison.Ordinal) ? Parse(result.Output, conflicted: result.ExitCode == 1) : throw GitErrors.From(command, result);
    }

    /// <summary>
    /// Reads: tree NUL, then for conflicts <c>mode id stage TAB path</c> NUL each, an empty field, and messages as
    /// <c>count NUL path NUL ... type NUL text NUL</c>.
    /// </summary>
    private static MergedTree Parse(string output, bool conflicted)
    {
        var fields = output.Split('\0');
        if (!conflicted)
        {
            return new(fields[0], IsClean: true, [], []);
        }

        var end = Array.IndexOf(fields, "", 1);
        var paths = fields[1..end].Select(f => f[(f.IndexOf('\t', StringComparison.Ordinal) + 1)..]).Distinct().ToList();
        var messages = ImmutableArray.CreateBuilder<string>();
        for (var i = end + 1; i < fields.Length && int.TryParse(fields[i], CultureInfo.InvariantCulture, out var count); i += count + 3)
        {
            if (fields[i + count + 1].StartsWith("CONFLICT", StringComparison.Ordinal))
            {
                messages.Add(fields[i + count + 2].Trim());
                paths.AddRange(fields[(i + 1)..(i + 1 + count)].Where(_ => end == 1));
            }
        }

        return new(fields[0], IsClean: false, [.. paths.Distinct()], messages.ToImmutable());
    }
}
