using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;

namespace Baton.Engine.Plans;

/// <summary>Reads <c>worktrees</c>.</summary>
internal static class WorktreesReader
{
    public static WorktreeTerms Read(Section plan) => plan.Inner("worktrees", PlanKeys.Worktrees) is not { } worktrees ? new WorktreeTerms() : new WorktreeTerms
    {
        Copy = Copied(worktrees),
        SetUp = Commands(worktrees, "setup"),
        CleanUp = Commands(worktrees, "cleanup"),
        Disk = worktrees.Size("disk"),
    };

    private static ImmutableArray<string> Copied(Section worktrees)
    {
        var globs = worktrees.Texts("copy");
        foreach (var outside in globs.Where(g => g.StartsWith('/') || g.Split('/').Any(s => s is ".." or ".git")))
        {
            Refuse(CheckCode.OutsideRepository, worktrees, "copy", $"{worktrees.Name("copy")} leaves the work tree: '{FindingList.Shorten(outside)}'.", "Write globs relative to the repository, without '..' and '.git'.");
        }

        return globs;
    }

    private static ImmutableArray<string> Commands(Section worktrees, string key)
    {
        var commands = worktrees.Texts(key);
        if (commands.Length > WorktreeTerms.MostCommands)
        {
            Refuse(CheckCode.TooMany, worktrees, key, $"{worktrees.Name(key)} holds {commands.Length} commands.", $"Write at most {WorktreeTerms.MostCommands}, or one script.");
        }

        return commands;
    }

    private static void Refuse(string code, Section worktrees, string key, string message, string remedy) =>
        worktrees.Findings.Error(code, worktrees.Find(key)!.Position, key, message, remedy);
}
