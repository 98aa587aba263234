using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>What became of the wish to take over the work of another run.</summary>
public abstract record GraftOutcome
{
    private GraftOutcome()
    {
    }

    /// <param name="Work">On top of the integration branch, under the new attempt's own ref.</param>
    public sealed record Grafted(CapturedWork Work) : GraftOutcome;

    public sealed record Refused(string Reason) : GraftOutcome;
}

/// <summary>Puts the work of an old run's attempt onto a new run's integration branch, as the new run's own. Looks before it believes.</summary>
internal sealed class WorkGraft(IGitHistory git, BranchHeads heads)
{
    public async Task<GraftOutcome> GraftAsync(RunId run, AttemptId attempt, AgentId? agent, string title, string integrationBranch, CapturedWork work, CancellationToken ct)
    {
        if (await WhyNotAsync(work, ct) is { } reason)
        {
            return new GraftOutcome.Refused(reason);
        }

        var head = await heads.HeadAsync(integrationBranch, ct)
            ?? throw new GitException(GitFailure.UnknownRevision, $"The integration branch {integrationBranch} does not exist.");
        var merged = await MergeAsync(head, work, ct);
        if (!merged.IsClean)
        {
            return new GraftOutcome.Refused($"Its old work conflicts with the new base in {string.Join(", ", merged.Paths.Take(5))}.");
        }

        var message = CommitWords.Message($"{attempt.Task}: {title} (reused)", run, attempt);
        var commit = await git.CommitTreeAsync(merged.Tree, [head], message, CommitWords.Identity(agent), ct);
        var name = RefNames.Captured(run, attempt);
        await git.SetRefAsync(name, commit, ct);
        return new GraftOutcome.Grafted(work with { BaseCommit = head, Commit = commit, Tree = merged.Tree, Ref = name, Salvaged = false, Problems = [] });
    }

    /// <summary>The journal says what the work is; git has to agree.</summary>
    private async Task<string?> WhyNotAsync(CapturedWork work, CancellationToken ct)
    {
        if (await git.ReadRefAsync(work.Ref, ct) is not { } commit)
        {
            return $"{work.Ref}, which kept its work, is gone.";
        }

        if (commit != work.Commit)
        {
            return $"{work.Ref} does not hold the work that was accepted ({work.Commit[..12]}) but {commit[..12]}.";
        }

        return await git.TreeOfAsync(commit, ct) == work.Tree ? null : $"The files of {commit[..12]} are not those that were accepted.";
    }

    /// <summary>What the work changed, on top of where the branch is now. Both sides are given the work's base as their common one, whatever their histories say.</summary>
    private async Task<MergedTree> MergeAsync(string head, CapturedWork work, CancellationToken ct)
    {
        var nobody = CommitWords.Identity(agent: null);
        var ours = await git.CommitTreeAsync(await git.TreeOfAsync(head, ct), [work.BaseCommit], "head", nobody, ct);
        var theirs = await git.CommitTreeAsync(work.Tree, [work.BaseCommit], "work", nobody, ct);
        return await git.MergeAsync(ours, theirs, ct);
    }
}
