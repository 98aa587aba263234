using System.Collections.Frozen;
using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Processes;

namespace Baton.Engine.Git;

/// <summary>The settings of a person that Baton's own git commands need for the content of files to be right: filters and line ends.</summary>
internal static class TrustedSettings
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        "core.autocrlf", "core.eol", "core.safecrlf", "core.symlinks", "core.filemode", "core.ignorecase", "core.precomposeunicode",
        "core.bigfilethreshold", "core.excludesfile", "diff.renamelimit", "merge.renamelimit",
    ]);

    private static readonly string[] FilterParts = [".clean", ".smudge", ".process", ".required"];

    /// <summary>Reads them as they are in force now. A filter that is a program of the work tree is left out: its content is the agents' to change.</summary>
    public static async Task<ImmutableArray<GitSetting>> ReadAsync(GitRepository repository, CancellationToken ct)
    {
        var all = (await repository.RequireAsync(["config", "--list", "-z", "--includes"], ct)).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('\n', 2)).Select(e => new GitSetting(e[0], e.Length > 1 ? e[1] : "true"));
        ImmutableArray<GitSetting> wanted = [.. all.Where(s => Names.Contains(s.Name) || IsFilter(s.Name))];
        var own = wanted.Where(s => IsFilter(s.Name) && (IsOfTheTree(s.Value) || IsMissingLfs(s))).Select(s => FilterOf(s.Name)).ToHashSet();
        ImmutableArray<GitSetting> taken = [.. wanted.Where(s => !IsFilter(s.Name) || !own.Contains(FilterOf(s.Name)))];
        var lfs = Path.Combine(repository.CommonDir, "lfs");
        return taken.Any(s => s.Name.StartsWith("filter.lfs.", StringComparison.Ordinal)) ? taken.Add(new GitSetting("lfs.storage", lfs)) : taken;
    }

    private static bool IsFilter(string name) => name.StartsWith("filter.", StringComparison.Ordinal) && FilterParts.Any(p => name.EndsWith(p, StringComparison.Ordinal));

    private static string FilterOf(string name) => name[..name.LastIndexOf('.')];

    /// <summary>Without git-lfs the files are the pointers, as they are for the person; its <c>required</c> would refuse every checkout. Other filters that are missing are an error: they may keep secrets.</summary>
    private static bool IsMissingLfs(GitSetting setting) => setting.Name is "filter.lfs.process" or "filter.lfs.smudge" or "filter.lfs.clean"
        && Executables.Find(setting.Value.Split(' ')[0].Trim('"', '\''), path: null, folder: "/") is null;

    private static bool IsOfTheTree(string command) => command.Split(' ').Any(word => word.Contains('/', StringComparison.Ordinal) && !Path.IsPathRooted(word.Trim('"', '\'')));
}
