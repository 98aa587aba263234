using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Where the integration branch of a run belongs when a session begins: where the journal says, or one step further when a kill came between the move and its record.</summary>
internal static class IntegrationHead
{
    public static async Task<string> FindAsync(IGitHistory git, RunState state, CancellationToken ct)
    {
        var recorded = state.IntegrationHead;
        var actual = await git.ReadRefAsync("refs/heads/" + state.Origin.IntegrationBranch, ct);
        if (actual == recorded)
        {
            return recorded;
        }

        return PreparedRollback(state) ?? PreparedMerge(state) ?? recorded;
    }

    /// <summary>
    /// The merge, or the last one of the batch, that the journal wants next on the recorded head. It may have landed, and somebody may have moved the
    /// branch since: it has passed and is the next step forward in either case. Null: there is none.
    /// </summary>
    private static string? PreparedMerge(RunState state)
    {
        var (first, last) = state.MergeBatch is { IsEmpty: false } batch ? (batch[0], batch[^1]) : (state.MergeQueue.FirstOrDefault(), state.MergeQueue.FirstOrDefault());
        return state.MergeQueue.Count > 0 && state[first].Current?.Merge?.Onto == state.IntegrationHead ? state[last].Current?.Merge?.Commit : null;
    }

    /// <summary>The same of a rollback. It goes first: from the moment it is prepared no merge lands before it.</summary>
    private static string? PreparedRollback(RunState state) => state.Rollback is { } rollback && rollback.Onto == state.IntegrationHead ? rollback.Tip : null;
}
