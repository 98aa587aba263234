using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>
/// Writes accepted work as a series of patches that <c>git am</c> applies to the base, one for each merge and each rollback. The agents' own commits
/// would not do: they start from different states of the branch. Done again, it writes the same files.
/// </summary>
internal sealed class PatchSeries(GitRepository repository)
{
    /// <returns>How many patches there are.</returns>
    /// <param name="folder">Made anew; what an earlier call left there goes.</param>
    public async Task<int> WriteAsync(string baseCommit, string head, string folder, CancellationToken ct)
    {
        var tip = await StraightenAsync(baseCommit, head, ct);
        var draft = folder + ".draft";
        FolderRemoval.Remove(draft);
        Directory.CreateDirectory(draft);
        string[] words = ["format-patch", "-q", "--no-stat", "--binary", "--full-index", "--no-signature", "--zero-commit", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", "-o", draft, $"{baseCommit}..{tip}"];
        await GitProcess.RequireAsync(repository.Own.Command([.. words]) with { Effect = "format-patch" }, ct);
        FolderRemoval.Remove(folder);
        Directory.Move(draft, folder);
        return Directory.GetFiles(folder).Length;
    }

    /// <summary>The same trees in one line, each commit with the author and the words of its merge.</summary>
    private async Task<string> StraightenAsync(string baseCommit, string head, CancellationToken ct)
    {
        var log = await repository.Own.RequireAsync(["log", "--first-parent", "--reverse", "-z", "--format=%T%x01%an%x01%ae%x01%ad%x01%B", "--date=raw", $"{baseCommit}..{head}"], ct);
        var tip = baseCommit;
        foreach (var entry in log.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\u0001', 5)).Where(e => e.Length == 5))
        {
            var identity = CommitWords.Identity(agent: null).SetItem("GIT_AUTHOR_NAME", entry[1]).SetItem("GIT_AUTHOR_EMAIL", entry[2])
                .SetItem("GIT_AUTHOR_DATE", entry[3]).SetItem("GIT_COMMITTER_DATE", entry[3]);
            tip = await repository.CommitTreeAsync(entry[0], [tip], entry[4], identity, ct);
        }

        return tip;
    }
}
