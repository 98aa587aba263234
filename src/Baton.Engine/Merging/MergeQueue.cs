using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>
/// Brings accepted work onto the integration branch, takes it out again, and at the end brings it to the base branch. Merges are computed
/// without a work tree; a branch moves by compare-and-swap. Every step may be repeated after a kill.
/// </summary>
public sealed class MergeQueue(IGitHistory git, BranchHeads heads)
{
    private readonly BaseBranch _base = new(git, heads);
    private readonly WorkGraft _graft = new(git, heads);

    public MergeQueue(GitRepository repository)
        : this(repository, repository.Heads)
    {
    }

    /// <summary>
    /// Makes the branch of a run that has merged nothing yet, and puts it where the journal says, or one step further when a kill came between a move and its record.
    /// That of a finished run is left alone until somebody lets the run go on.
    /// </summary>
    /// <param name="isOwner">Whether this process still owns the run; asked before its branch is moved.</param>
    public async Task OpenAsync(RunState state, Func<CancellationToken, ValueTask<bool>> isOwner, CancellationToken ct)
    {
        heads.IsOwner = isOwner;
        if (state.IsTerminal)
        {
            heads.Expect(state.Origin.IntegrationBranch, state.IntegrationHead);
            return;
        }

        var start = state.Merges == 0 ? state.Origin.BaseCommit : null;
        await heads.OpenAsync(state.Origin.IntegrationBranch, start, () => IntegrationHead.FindAsync(git, state, ct), ct);
    }

    /// <summary>From now on the branch belongs at this commit: a person said so.</summary>
    public void ExpectHead(string branch, string commit) => heads.Expect(branch, commit);

    /// <summary>Moves by others that were undone and that nobody has been told of.</summary>
    public IReadOnlyList<ForeignMove> TakeForeign(string branch) => heads.TakeForeign(branch);

    /// <summary>Computes the merge of captured work onto the head of the integration branch. Moves nothing.</summary>
    public async Task<MergePreparation> PrepareAsync(RunId run, AttemptId attempt, AgentId agent, string title, string integrationBranch, CapturedWork work, CancellationToken ct)
    {
        var (onto, tree) = await HeadAsync(integrationBranch, ct);
        return await PrepareOnAsync(onto, tree, run, attempt, agent, title, work, ct);
    }

    /// <summary>The same upon a commit that is not on the branch yet, such as another prepared merge.</summary>
    public async Task<MergePreparation> PrepareOnAsync(string onto, string tree, RunId run, AttemptId attempt, AgentId agent, string title, CapturedWork work, CancellationToken ct)
    {
        if (work.IsEmpty)
        {
            return new MergePreparation.UpToDate(onto);
        }

        // Nothing happened on the branch since the work began: there is nothing to merge with.
        var theirs = onto == work.BaseCommit ? work.Commit : await WithoutHistoryAsync(work, ct);
        var merged = onto == work.BaseCommit ? new MergedTree(work.Tree, IsClean: true, [], []) : await git.MergeAsync(onto, theirs, ct);
        if (!merged.IsClean)
        {
            return new MergePreparation.Conflict(onto, merged.Paths, await git.DescribeConflictAsync(merged, onto, theirs, ct));
        }

        if (merged.Tree == tree)
        {
            return new MergePreparation.UpToDate(onto);
        }

        var message = CommitWords.Message($"Merge {attempt.Task}: {title}", run, attempt);
        var commit = await git.CommitTreeAsync(merged.Tree, [onto, work.Commit], message, CommitWords.Identity(agent), ct);
        await git.MakeDurableAsync(commit, ct);
        return new MergePreparation.Ready(onto, commit, merged.Tree);
    }

    /// <summary>Reads the integration branch and writes an object that nobody needs.</summary>
    /// <exception cref="GitException">Git cannot do that now.</exception>
    public async Task ProbeAsync(string integrationBranch, CancellationToken ct)
    {
        var (head, tree) = await HeadAsync(integrationBranch, ct);
        await git.CommitTreeAsync(tree, [head], "probe", CommitWords.Identity(agent: null), ct);
    }

    /// <summary>Takes over the work of another run's attempt, if git still holds what was accepted. Moves no branch.</summary>
    public Task<GraftOutcome> GraftAsync(RunId run, AttemptId attempt, AgentId? agent, string title, string integrationBranch, CapturedWork work, CancellationToken ct) =>
        _graft.GraftAsync(run, attempt, agent, title, integrationBranch, work, ct);

    /// <summary>Moves the integration branch from <paramref name="onto"/> to <paramref name="commit"/>, if it still is there.</summary>
    public async Task<LandOutcome> LandAsync(string integrationBranch, string onto, string commit, CancellationToken ct)
    {
        if (await git.FindCheckedOutAsync(integrationBranch, ct) is { } folder)
        {
            return await ContainsAsync(integrationBranch, commit, ct) is { } already ? already : new LandOutcome.Refused(
                $"The branch {integrationBranch} is checked out in {folder}, which moving it would put out of step. Check out something else there (git -C '{folder}' checkout --detach), then resume.");
        }

        if (await heads.TryMoveAsync(integrationBranch, onto, commit, ct))
        {
            return new LandOutcome.Landed(commit);
        }

        return await ContainsAsync(integrationBranch, commit, ct) ?? await OvertakenAsync(integrationBranch, onto, ct);
    }

    /// <summary>Computes what takes merges out of the integration branch, one upon the other. Moves nothing.</summary>
    /// <param name="merges">In the order in which they go, with the merge commit of each; null: it had brought no files.</param>
    public async Task<RevertPreparation> PrepareRevertsAsync(RunId run, IEnumerable<(TaskId Task, string? Merge)> merges, string integrationBranch, CancellationToken ct)
    {
        var (head, tree) = await HeadAsync(integrationBranch, ct);
        return await new RevertChain(git).ComputeAsync(run, merges, head, tree, ct);
    }

    /// <summary>Moves the base branch forward to the integration branch, if that loses nothing and surprises nobody.</summary>
    public Task<FinishOutcome> FinishAsync(string baseBranch, string integrationBranch, CancellationToken ct) => _base.FinishAsync(baseBranch, integrationBranch, ct);

    /// <summary>Moves the base branch to a merge that passed its checks.</summary>
    public Task<FinishOutcome> TakeAsync(string baseBranch, string integrationBranch, FinishOutcome.Diverged merge, CancellationToken ct) => _base.TakeAsync(baseBranch, integrationBranch, merge, ct);

    /// <summary>Writes what a branch has beyond the base as patches.</summary>
    /// <returns>Their folder.</returns>
    public async Task<string> WritePatchesAsync(RunId run, string baseCommit, string integrationBranch, CancellationToken ct) =>
        await git.WritePatchesAsync(run, baseCommit, (await HeadAsync(integrationBranch, ct)).Commit, ct);

    /// <summary>
    /// The work as one commit on its base. What counts is the difference between the two trees: an attempt whose history says that it merged
    /// the work of others, while its files say otherwise, would take that work out again.
    /// </summary>
    private Task<string> WithoutHistoryAsync(CapturedWork work, CancellationToken ct) =>
        git.CommitTreeAsync(work.Tree, [work.BaseCommit], "work", CommitWords.Identity(agent: null), ct);

    private async Task<(string Commit, string Tree)> HeadAsync(string branch, CancellationToken ct)
    {
        return await heads.HeadAsync(branch, ct) is { } commit ? (commit, await git.TreeOfAsync(commit, ct)) : throw new GitException(GitFailure.UnknownRevision,
            $"The integration branch {branch} does not exist. Was it deleted? `git reflog` or refs/baton/ may name its commit; make it again with `git branch {branch} <commit>`.");
    }

    private async Task<LandOutcome?> ContainsAsync(string branch, string commit, CancellationToken ct) =>
        await heads.HeadAsync(branch, ct) is { } head && await git.IsAncestorAsync(commit, head, ct) ? new LandOutcome.Landed(head) : null;

    /// <summary>A branch that stands where it was did not move for another reason; to compute the merge again would never end.</summary>
    private async Task<LandOutcome> OvertakenAsync(string branch, string onto, CancellationToken ct)
    {
        var (head, _) = await HeadAsync(branch, ct);
        return head != onto
            ? new LandOutcome.Overtaken(head)
            : new LandOutcome.Refused($"git would not move the branch {branch} from {onto[..12]}. Look for a file refs/heads/{branch}.lock in the git folder that a dead git left, and that the folder can be written; then run again.");
    }
}
