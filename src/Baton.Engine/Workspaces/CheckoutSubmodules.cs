using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Fills the submodules of a clean checkout from repositories on this machine: the one that the person's submodule has inside the git folder, or a local
/// path in <c>.gitmodules</c>. Nothing is fetched; a submodule whose commit is not here stays an empty folder.
/// </summary>
internal sealed class CheckoutSubmodules(string scratch, bool isSha256)
{
    private const int MaxSubmodules = 200;
    private const int MaxDepth = 8;
    private int _filled;

    /// <summary>Paths whose objects are not what their names say.</summary>
    public List<string> Forged { get; } = [];

    /// <param name="own">Reads the repository that the commit is of.</param>
    /// <param name="gitDir">Its git folder, for submodules that were absorbed into it.</param>
    /// <param name="root">The folder that relative addresses count from.</param>
    /// <param name="tree">Where the commit is checked out.</param>
    /// <param name="prefix">Where that is in the whole checkout; empty or ending with a slash.</param>
    public async Task FillAsync(OwnGit own, string gitDir, string root, string commit, string tree, string prefix, CancellationToken ct, int depth = 0)
    {
        var declared = Path.Combine(tree, ".gitmodules");
        if (depth > MaxDepth || new FileInfo(declared) is not { Exists: true, LinkTarget: null })
        {
            return;
        }

        var pointers = await PointersAsync(own, commit, ct);
        foreach (var (name, path, url) in pointers.Count == 0 ? [] : await DeclaredAsync(own, declared, ct))
        {
            if (pointers.TryGetValue(path, out var wanted) && _filled < MaxSubmodules && await SourceAsync(gitDir, root, name, url, wanted, ct) is { } source)
            {
                await FillOneAsync(source, wanted, Path.Combine(tree, path), prefix + path + "/", depth + 1, ct);
            }
        }
    }

    private async Task FillOneAsync(ModuleSource source, string commit, string folder, string prefix, int depth, CancellationToken ct)
    {
        _filled++;
        if (new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null })
        {
            return;
        }

        if (await FindForgedAsync(source, commit, ct) is { Count: > 0 } wrong)
        {
            Forged.AddRange(wrong.Select(path => prefix + path));
            return;
        }

        var fill = source.Own.Command(folder, source.Own.Folder + ".index", ["read-tree", "--reset", "-u", "--no-recurse-submodules", commit]) with { Effect = "checkout-fill" };
        await GitProcess.RequireAsync(fill, ct);
        await FillAsync(source.Own, source.GitDir, source.Root, commit, folder, prefix, ct, depth);
    }

    private static async Task<List<string>> FindForgedAsync(ModuleSource source, string commit, CancellationToken ct)
    {
        var list = await source.Own.RequireAsync(["ls-tree", "-r", "-t", "-z", "--full-tree", commit], ct);
        var names = list.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\t', 2)).Where(e => !e[0].StartsWith(RawChange.Gitlink, StringComparison.Ordinal))
            .Select(e => (Id: e[0].Split(' ')[2], Path: e[1])).DistinctBy(e => e.Id).ToDictionary(e => e.Id, e => e.Path);
        names[commit] = "";
        return [.. (await new ObjectHashes(source.Own).FindWrongAsync([.. names.Keys], ObjectAudit.MaxObjectBytes, ct)).Select(id => names[id])];
    }

    private static async Task<Dictionary<string, string>> PointersAsync(OwnGit own, string commit, CancellationToken ct) =>
        (await own.RequireAsync(["ls-tree", "-r", "-z", "--full-tree", commit], ct)).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .Where(e => e.StartsWith(RawChange.Gitlink, StringComparison.Ordinal)).Select(e => e.Split('\t', 2)).ToDictionary(e => e[1], e => e[0].Split(' ')[2]);

    private static async Task<IEnumerable<(string Name, string Path, string Url)>> DeclaredAsync(OwnGit own, string file, CancellationToken ct)
    {
        var result = await own.RunAsync(["config", "--file", file, "--no-includes", "--list", "-z"], ct);
        return (result.Succeeded ? result.Output : "").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\n', 2))
            .Where(e => e.Length == 2 && e[0].StartsWith("submodule.", StringComparison.Ordinal) && e[0].LastIndexOf('.') > "submodule.".Length)
            .GroupBy(e => e[0]["submodule.".Length..e[0].LastIndexOf('.')])
            .Select(g => (g.Key, Value(g, ".path"), Value(g, ".url")));
    }

    private static string Value(IEnumerable<string[]> entries, string suffix) => entries.LastOrDefault(e => e[0].EndsWith(suffix, StringComparison.Ordinal))?[1] ?? "";

    private async Task<ModuleSource?> SourceAsync(string gitDir, string root, string name, string url, string commit, CancellationToken ct)
    {
        foreach (var (git, folder) in Candidates(gitDir, root, name, url))
        {
            if (!Directory.Exists(Path.Combine(git, "objects")))
            {
                continue;
            }

            var own = new OwnGit(Path.Combine(scratch, $"{_filled}"), git, isSha256);
            if ((await own.RunAsync(["cat-file", "-e", commit + "^{commit}"], ct)).Succeeded)
            {
                return new ModuleSource(own, git, folder);
            }
        }

        return null;
    }

    private static IEnumerable<(string GitDir, string Root)> Candidates(string gitDir, string root, string name, string url)
    {
        if (!name.Split('/').Contains(".."))
        {
            yield return (Path.Combine(gitDir, "modules", name), Path.Combine(root, name));
        }

        if (url.StartsWith("./", StringComparison.Ordinal) || url.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(url))
        {
            var folder = Path.GetFullPath(url, root);
            yield return (Path.Combine(folder, ".git"), folder);
            yield return (folder, folder);
        }
    }

    private sealed record ModuleSource(OwnGit Own, string GitDir, string Root);
}
