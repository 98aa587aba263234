using System.Collections.Immutable;

namespace Baton.Engine.Merging;

/// <summary>What became of computing a merge. No branch has moved.</summary>
public abstract record MergePreparation
{
    private MergePreparation()
    {
    }

    /// <summary>The merge commit exists and waits for its checks.</summary>
    /// <param name="Onto">The integration head it was computed on; its first parent.</param>
    public sealed record Ready(string Onto, string MergeCommit, string Tree) : MergePreparation;

    /// <summary>The integration branch already holds everything.</summary>
    public sealed record UpToDate(string Onto) : MergePreparation;

    /// <param name="Detail">The conflicting parts for people and agents, at most 20 KB.</param>
    public sealed record Conflict(string Onto, ImmutableArray<string> Paths, string Detail) : MergePreparation;
}

/// <summary>What became of moving the integration branch.</summary>
public abstract record LandOutcome
{
    private LandOutcome()
    {
    }

    /// <summary>The branch holds the commit.</summary>
    public sealed record Landed(string Head) : LandOutcome;

    /// <summary>The branch is elsewhere; compute the merge again.</summary>
    public sealed record Overtaken(string Head) : LandOutcome;

    /// <summary>The branch must not be moved now.</summary>
    public sealed record Refused(string Reason) : LandOutcome;
}

/// <summary>What became of taking a merge out again.</summary>
public abstract record RevertOutcome
{
    private RevertOutcome()
    {
    }

    /// <summary>The commit exists and waits for its checks.</summary>
    public sealed record Reverted(string Commit, string Tree) : RevertOutcome;

    /// <summary>Later work builds on it; take that out first.</summary>
    public sealed record Conflict(ImmutableArray<string> Paths) : RevertOutcome;

    public sealed record Refused(string Reason) : RevertOutcome;
}

/// <summary>What became of the base branch at the end of a run.</summary>
public abstract record FinishOutcome
{
    private FinishOutcome()
    {
    }

    /// <summary>The base branch is at this commit.</summary>
    public sealed record Updated(string Commit) : FinishOutcome;

    public sealed record Refused(string Reason) : FinishOutcome;

    /// <summary>Both have commits that the other lacks; this merge of them waits for its checks.</summary>
    /// <param name="From">Where the base branch is.</param>
    public sealed record Diverged(string From, string Commit) : FinishOutcome;
}
