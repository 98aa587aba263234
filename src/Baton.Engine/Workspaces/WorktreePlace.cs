using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Where the things of one attempt's worktree lie.</summary>
internal sealed record WorktreePlace(string Folder)
{
    public string Marker => Folder + ".json";

    /// <summary>The index that capturing uses, so that the agent's own stays as it is.</summary>
    public string Index => Folder + ".index";

    /// <summary>Git folders of repositories that the attempt made inside its worktree.</summary>
    public string Nested => Folder + ".nested";

    /// <summary>The git folder of a clone.</summary>
    public string OwnGit => Path.Combine(Folder, ".git");

    /// <summary>What remains of a folder that is being removed; its work is captured.</summary>
    public string Dropped => Folder + ".dropped";

    /// <summary>Where folders go that a preparation found in its way and that may hold somebody's files.</summary>
    public static string Asides(GitRepository repository) => Path.Combine(repository.StateFolder, "aside");

    public static string Root(GitRepository repository) => Path.Combine(repository.StateFolder, "worktrees");

    public static WorktreePlace Of(GitRepository repository, RunId run, AttemptId attempt) =>
        new(Path.Combine(Root(repository), RefNames.Safe(run.Value), RefNames.Folder(attempt)));

    /// <summary>A free name among those moved aside.</summary>
    public string Aside(GitRepository repository)
    {
        var root = Directory.CreateDirectory(Asides(repository)).FullName;
        var name = $"{Path.GetFileName(Path.GetDirectoryName(Folder))}-{Path.GetFileName(Folder)}";
        return Enumerable.Range(1, int.MaxValue).Select(n => Path.Combine(root, $"{name}-{n}")).First(path => !Path.Exists(path));
    }
}
