using System.Text;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Pipes and devices that an attempt left where git opens files: in its work tree, in its git folder, in Baton's of it, and in the one that all share. Its processes
/// have ended, so that none comes back.
/// </summary>
/// <param name="gitDir">The clone's git folder, or git's record of the worktree; the shared folder when that is gone.</param>
/// <param name="attempt">Baton's folder of the attempt.</param>
internal sealed class CapturedPipes(GitRepository repository, WorkspaceInfo info, string gitDir, string attempt)
{
    private static readonly string[] OfBaton = ["claim", "exit", "output.log"];

    private bool IsClone => info.Kind == WorkspaceKind.Clone;

    public void Clear(Intrusions intrusions)
    {
        var own = StrayPipes.ClearWorkTree(info.Path);
        if (!IsClone && gitDir != repository.CommonDir)
        {
            var record = $".git/worktrees/{Path.GetFileName(gitDir)}/";
            own.AddRange(StrayPipes.ClearGitFolder(gitDir).Select(name => record + name));
        }

        if (own.Count > 0)
        {
            PutBack(own);
        }

        own.AddRange(OfBaton.Select(name => Path.Combine(attempt, name)).Where(StrayPipes.Remove));
        repository.Own.Pipes.Sweep();
        intrusions.TellPipes(own, [.. repository.Own.Pipes.Take().Select(name => ".git/" + name)]);
    }

    /// <summary>What must be there for the folder to be a work tree, as Baton made it.</summary>
    private void PutBack(List<string> removed)
    {
        var head = ("HEAD", $"ref: refs/heads/{info.Branch}\n");
        (string Name, string Text)[] needed = IsClone ? [head] : [head, ("commondir", "../..\n"), ("gitdir", Path.Combine(info.Path, ".git") + "\n")];
        foreach (var (name, text) in needed.Where(n => gitDir != repository.CommonDir && removed.Any(r => r.EndsWith("/" + n.Item1, StringComparison.Ordinal))))
        {
            Write(Path.Combine(gitDir, name), text);
        }

        if (!IsClone && removed.Contains(".git"))
        {
            Write(Path.Combine(info.Path, ".git"), $"gitdir: {gitDir}\n");
        }
    }

    private static void Write(string path, string text)
    {
        if (!Path.Exists(path))
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text), "own-git-file");
        }
    }
}
