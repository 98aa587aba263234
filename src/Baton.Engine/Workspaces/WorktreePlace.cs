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

    public static string Root(GitRepository repository) => Path.Combine(repository.StateFolder, "worktrees");

    public static WorktreePlace Of(GitRepository repository, RunId run, AttemptId attempt) =>
        new(Path.Combine(Root(repository), RefNames.Safe(run.Value), RefNames.Folder(attempt)));

    /// <summary>A free name beside the folder for what must not be deleted.</summary>
    public string Aside() => Enumerable.Range(1, int.MaxValue).Select(n => $"{Folder}.aside-{n}").First(path => !Path.Exists(path));
}
