using System.Collections.Immutable;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Which protected files a commit changed or deleted without being allowed to, and their restoration.</summary>
internal sealed class ProtectedPaths(GitRepository repository, ImmutableArray<string> protect, ImmutableArray<string> mayChange)
{
    /// <returns>Paths as git prints them, one character per byte. Files that were only added are not among them.</returns>
    public async Task<ImmutableArray<string>> FindAsync(string protectBase, string commit, CancellationToken ct)
    {
        if (protect.IsEmpty || protectBase == commit)
        {
            return [];
        }

        var own = repository.Own;
        var changes = await own.Trees.CompareAsync(await own.TreeOfAsync(protectBase, ct), await own.TreeOfAsync(commit, ct), ct);
        return [.. changes.Where(c => c.Status != 'A').Select(c => c.Path).Where(IsProtected)];
    }

    public async Task RestoreAsync(string folder, string index, string protectBase, ImmutableArray<string> paths, CancellationToken ct)
    {
        var checkout = repository.Own.Command(folder, index, ["checkout", "-q", protectBase, "--pathspec-from-file=-", "--pathspec-file-nul"]);
        checkout = checkout with
        {
            Effect = "restore-protected",
            Environment = checkout.Environment.Add("GIT_LITERAL_PATHSPECS", "1"),
            Input = Encoding.Latin1.GetBytes(string.Join('\0', paths)),
        };
        await GitProcess.RequireAsync(checkout, ct);
    }

    private bool IsProtected(string rawPath)
    {
        var path = RawChange.ToText(rawPath);
        return protect.Any(glob => Glob.IsMatch(glob, path)) && !mayChange.Any(glob => Glob.IsMatch(glob, path));
    }
}
