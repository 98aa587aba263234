using Baton.Domain.Plans;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Judges what became of the shared settings while an attempt was at work.</summary>
internal sealed class SharedChanges(GitRepository repository, string branch)
{
    /// <summary>Keys that agents and package installers set for themselves and that mislead nobody.</summary>
    private static readonly string[] Harmless = ["user.name", "user.email", "core.editor", "pull.rebase", "push.default", "push.autosetupremote", "init.defaultbranch", "commit.gpgsign", "lfs.repositoryformatversion"];

    private static readonly string[] HarmlessSections = ["advice.", "color.", "gui."];

    /// <summary>What was changed, in words, without what <paramref name="allowed"/> names (as <c>.git/...</c>); null when nothing was that matters.</summary>
    public async Task<string?> DescribeAsync(SharedSnapshot before, SharedSnapshot now, IReadOnlyCollection<string> allowed, CancellationToken ct)
    {
        var words = new List<string>();
        foreach (var name in before.ChangedIn(now).Where(n => !allowed.Any(a => Glob.IsMatch(a, ".git/" + n))))
        {
            if (name is not "config" || await ConfigAsync(before.Files.GetValueOrDefault(name), now.Files.GetValueOrDefault(name), ct) is not { } keys)
            {
                words.Add(".git/" + name);
            }
            else if (keys.Count > 0)
            {
                words.Add($".git/config ({string.Join(", ", keys.Take(5))}{(keys.Count > 5 ? " ..." : "")})");
            }
        }

        return words.Count == 0 ? null : string.Join(", ", words);
    }

    /// <returns>Keys with another value that are not harmless; null when that cannot be told.</returns>
    private async Task<List<string>?> ConfigAsync(SharedFile? before, SharedFile? now, CancellationToken ct)
    {
        if (before?.Content is null || now?.Content is null || await ReadAsync(before.Content, ct) is not { } old || await ReadAsync(now.Content, ct) is not { } fresh)
        {
            return null;
        }

        return [.. old.Except(fresh).Union(fresh.Except(old)).Where(e => !IsHarmless(e)).Select(e => e.Split('\n')[0]).Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<HashSet<string>?> ReadAsync(byte[] config, CancellationToken ct)
    {
        var command = repository.Own.Command(["config", "--file", "-", "--list", "-z", "--no-includes"]) with { Input = config };
        var result = await GitProcess.RunAsync(command, ct);
        return result.Succeeded ? [.. result.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)] : null;
    }

    /// <summary>Installers of hooks point git to a folder of the tree; Baton runs none of them.</summary>
    private bool IsHarmless(string entry)
    {
        var (key, value) = entry.Split('\n', 2) is [var k, var v] ? (k, v) : (entry, "");
        return Harmless.Contains(key)
            || HarmlessSections.Any(s => key.StartsWith(s, StringComparison.Ordinal))
            || key.StartsWith($"branch.{branch}.", StringComparison.Ordinal)
            || (key == "core.hookspath" && value.Length > 0 && !Path.IsPathRooted(value) && !value.Split('/').Any(p => p is ".." or ".git" or "~"));
    }
}
