using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Agents;

/// <summary>Paths in <c>.baton/</c>, for those who have no run at hand.</summary>
public static class AttemptFolders
{
    public static string Of(string repositoryRoot, RunId run, AttemptId attempt) =>
        Path.Combine(repositoryRoot, ".baton", "runs", run.Value, RefNames.Folder(attempt));
}
