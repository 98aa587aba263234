using Baton.Engine.Faults;
using Baton.Engine.Git;

namespace Baton.Engine.Journal;

/// <summary>Keeps a path of Baton's out of <c>git status</c> without touching a tracked file: a line in the repository's own exclude file.</summary>
internal static class GitExclude
{
    /// <summary>Adds the pattern unless it is there; git's own rules say where the file is: in the folder that all worktrees share.</summary>
    public static void Add(string root, string pattern)
    {
        var file = Path.Combine(CommonFolder(root), "info", "exclude");
        var text = PlainFile.TryRead(file) ?? "";
        if (text.Split('\n').Any(line => line.Trim().TrimStart('/') == pattern))
        {
            return;
        }

        FaultPoint.Reach("journal.exclude.before");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.AppendAllText(file, text.Length > 0 && text[^1] != '\n' ? $"\n{pattern}\n" : $"{pattern}\n");
        FaultPoint.Reach("journal.exclude.after");
    }

    private static string CommonFolder(string root)
    {
        var own = OwnFolder(root);
        var pointer = Path.Combine(own, "commondir");
        return File.Exists(pointer) ? Path.GetFullPath(File.ReadAllText(pointer).Trim(), own) : own;
    }

    /// <summary><c>.git</c> itself, or where it points to in a linked worktree or a submodule.</summary>
    private static string OwnFolder(string root)
    {
        const string prefix = "gitdir:";
        var git = Path.Combine(root, ".git");
        if (Directory.Exists(git))
        {
            return git;
        }

        var text = File.ReadAllText(git).Trim();
        return text.StartsWith(prefix, StringComparison.Ordinal)
            ? Path.GetFullPath(text[prefix.Length..].Trim(), root)
            : throw new JournalUnavailableException(JournalProblem.NoRepository, git, $"{git} is neither a git folder nor a pointer to one. Repair the repository, then try again.");
    }
}
