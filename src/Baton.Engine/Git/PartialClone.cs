namespace Baton.Engine.Git;

/// <summary>A repository that fetches objects when they are first needed. Baton fetches nothing, so what a run starts from must be there.</summary>
internal static class PartialClone
{
    private const int MaxConfigBytes = 1 << 20;

    /// <exception cref="GitException">Files of the commit are not in the repository; the message says how to fetch them.</exception>
    public static async Task RequireCompleteAsync(GitRepository repository, string commit, CancellationToken ct)
    {
        if (!IsPartial(repository.CommonDir))
        {
            return;
        }

        var list = await repository.Own.RequireAsync(["rev-list", "--objects", "--no-walk", "--missing=print", commit], ct);
        var missing = list.Output.Split('\n').Count(line => line.StartsWith('?'));
        if (missing > 0)
        {
            throw new GitException(GitFailure.Failed,
                $"{repository.Root} is a partial clone: {missing} files or folders of {commit[..12]} have not been fetched, and Baton fetches nothing by itself. Fetch them with `git fetch --refetch --no-filter origin` (or the remote that has them), then try again.");
        }
    }

    private static bool IsPartial(string commonDir)
    {
        var config = new FileInfo(Path.Combine(commonDir, "config"));
        return config is { Exists: true, Length: < MaxConfigBytes } && PlainFile.Exists(config.FullName)
            && File.ReadAllText(config.FullName) is var text
            && (text.Contains("promisor", StringComparison.OrdinalIgnoreCase) || text.Contains("partialclone", StringComparison.OrdinalIgnoreCase));
    }
}
