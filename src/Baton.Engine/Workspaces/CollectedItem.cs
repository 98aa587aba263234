using Baton.Domain.Runs;

namespace Baton.Engine.Workspaces;

public enum CollectedKind
{
    Worktree,
    Checkout,
    Ref,
    Branch,
    Folder,
}

/// <summary>Something that Baton keeps and could drop.</summary>
/// <param name="Name">A path, or a full ref name.</param>
/// <param name="Why">Why it may go, or, when <paramref name="MayGo"/> is false, why it stays.</param>
/// <param name="Bytes">What it takes on disk; null for refs.</param>
public sealed record CollectedItem(CollectedKind Kind, string Name, string Why, bool MayGo, long? Bytes);

/// <param name="IsFinished">Whether the attempt has ended and its result is recorded; unknown attempts are not finished.</param>
/// <param name="Targets">Branches (short names) whose history keeps work: the base and integration branches.</param>
/// <param name="Unmerged">Also drop kept work that no target holds. It is lost then.</param>
public sealed record CollectRequest(Func<RunId, AttemptId, bool> IsFinished, IReadOnlyList<string> Targets, bool Unmerged = false);
