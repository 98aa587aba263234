using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>A private copy of the worktree's index, brought up to everything that lies in the folder. The agent's own index stays as it is.</summary>
internal sealed class CaptureIndex(OwnGit git, WorktreePlace place, string gitDir, string head)
{
    /// <summary>Adds all files that are not ignored.</summary>
    /// <returns>What git could not add, in its words; null when everything went in.</returns>
    public async Task<string?> FillAsync(CancellationToken ct)
    {
        if (!Copy())
        {
            await RequireAsync(["read-tree", head], ct);
        }

        var added = await AddAsync(ct);
        if (added.ExitCode > 1)
        {
            added = await FillAnewAsync(ct);
        }

        return added.Succeeded ? null : GitErrors.Quote(added);
    }

    public Task<GitResult> AddAsync(CancellationToken ct) => RunAsync(["add", "-A", "--ignore-errors"], ct);

    /// <summary>Objects that the copied index counts on may be gone, by a power cut or by the agent; then every file is read again.</summary>
    public async Task<string> WriteTreeAsync(CancellationToken ct)
    {
        var written = await RunAsync(["write-tree"], ct);
        if (!written.Succeeded)
        {
            await FillAnewAsync(ct);
            written = await RequireAsync(["write-tree"], ct);
        }

        return written.Line;
    }

    private async Task<GitResult> FillAnewAsync(CancellationToken ct)
    {
        Clear();
        await RequireAsync(["read-tree", head], ct);
        return await AddAsync(ct);
    }

    /// <summary>What the tree of the index changes. git is started only to tell which new file is one that went; paths as text.</summary>
    public async Task<ImmutableArray<RawChange>> CompareAsync(string commit, string tree, CancellationToken ct)
    {
        var changes = await git.Trees.CompareAsync(await git.TreeOfAsync(commit, ct), tree, ct);
        return changes.Any(c => c.Status == 'D') && changes.Any(c => c.Status == 'A')
            ? RawDiff.Parse((await GitProcess.RequireAsync(Command(["diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", commit, tree]), ct)).Output)
            : [.. changes.Select(c => c with { Path = RawChange.ToText(c.Path) })];
    }

    /// <summary>Folders below that git sees as repositories of their own and therefore did not add.</summary>
    public async Task<IEnumerable<string>> UnaddedFoldersAsync(CancellationToken ct) =>
        (await RequireAsync(["ls-files", "-o", "-z", "--directory", "--no-empty-directory", "--exclude-standard"], ct)).Output
        .Split('\0').Where(path => path.EndsWith('/')).Select(path => path.TrimEnd('/'));

    public Task<GitResult> ForgetAsync(IEnumerable<string> paths, CancellationToken ct) => GitProcess.RequireAsync(
        Command(["update-index", "--force-remove", "-z", "--stdin"]) with { Input = System.Text.Encoding.UTF8.GetBytes(string.Join('\0', paths) + '\0') }, ct);

    public void Clear()
    {
        File.Delete(place.Index);
        File.Delete(place.Index + ".lock");
    }

    /// <summary>
    /// The copy keeps the time of the original: git compares it with the files' times to know which of them it must read again,
    /// and would miss changes made in the same second otherwise.
    /// </summary>
    private bool Copy()
    {
        Clear();
        var original = Path.Combine(gitDir, "index");
        if (new FileInfo(original).LinkTarget is not null || !PlainFile.Exists(original) || (gitDir != place.OwnGit && Path.GetFileName(Path.GetDirectoryName(gitDir)) != "worktrees"))
        {
            return false;
        }

        var time = File.GetLastWriteTimeUtc(original);
        File.Copy(original, place.Index);
        File.SetLastWriteTimeUtc(place.Index, time);
        return true;
    }

    private GitCommand Command(ImmutableArray<string> words) => git.Command(place.Folder, place.Index, words);

    private Task<GitResult> RunAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RunAsync(Command(words) with { Effect = "capture-index" }, ct);

    private Task<GitResult> RequireAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RequireAsync(Command(words), ct);
}
