namespace Baton.Engine.Git;

/// <summary>Turns git's refusals into failures with advice. git has one exit code for most of them, so only its words tell them apart.</summary>
internal static class GitErrors
{
    private const int MaxQuoted = 2000;

    public static GitException From(GitCommand command, GitResult result)
    {
        var said = Quote(result);
        if (said.Contains("dubious ownership", StringComparison.Ordinal))
        {
            var folder = said.Split('\'') is [_, var named, ..] ? named : command.Folder;
            return new(GitFailure.DubiousOwnership,
                $"The repository at {folder} belongs to another user. If you trust it, run: git config --global --add safe.directory '{folder}'");
        }

        if (said.Contains("not a git repository", StringComparison.Ordinal))
        {
            return new(GitFailure.NotARepository, $"{command.Folder} is not in a git repository. Run `git init` there and make a first commit, or name a plan that lies in a repository.");
        }

        return result.ExitCode == 129
            ? new(GitFailure.TooOld, $"git {command.Words[0]} does not know what Baton asks of it. Install git 2.38 or later. It said: {said}")
            : new(GitFailure.Failed, $"git {command.Words[0]} failed with exit code {result.ExitCode} in {command.Folder}: {said}");
    }

    /// <summary>What git said, shortened for people.</summary>
    public static string Quote(GitResult result)
    {
        var said = result.Error.Trim();
        return said.Length switch
        {
            0 => "(nothing)",
            > MaxQuoted => said[..MaxQuoted] + " ...",
            _ => said,
        };
    }
}
