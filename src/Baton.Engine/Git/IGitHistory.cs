using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Engine.Git;

/// <summary>
/// Commits and refs of one repository, as merging needs them; no files of a work tree but in <see cref="ForwardAsync"/>. Two ways to have one: a
/// <see cref="GitRepository"/>, and the simulated one of the tests. Thread-safe. Every member may throw <see cref="GitException"/>.
/// </summary>
public interface IGitHistory
{
    /// <summary>The commit of a ref (full name); null when there is none.</summary>
    Task<string?> ReadRefAsync(string name, CancellationToken ct);

    /// <summary>Moves a ref if it still is where the caller saw it, as one step.</summary>
    /// <param name="from">Null: it must not exist.</param>
    /// <returns>False: it is elsewhere, or git would not move it.</returns>
    Task<bool> TryMoveRefAsync(string name, string to, string? from, CancellationToken ct);

    /// <summary>Moves a ref wherever it is now.</summary>
    Task SetRefAsync(string name, string to, CancellationToken ct);

    Task<string> TreeOfAsync(string commit, CancellationToken ct);

    Task<ImmutableArray<string>> ParentsOfAsync(string commit, CancellationToken ct);

    /// <summary>Whether the first commit is the second or one of its ancestors.</summary>
    Task<bool> IsAncestorAsync(string ancestor, string commit, CancellationToken ct);

    /// <summary>Makes a commit object; no branch moves and no hook runs.</summary>
    /// <param name="identity">Author and committer as git's environment variables.</param>
    Task<string> CommitTreeAsync(string tree, IEnumerable<string> parents, string message, ImmutableDictionary<string, string> identity, CancellationToken ct);

    /// <summary>Makes a commit safe from a power cut, with all that it holds, before the journal counts on it. Where a ref is moved to a commit, that is done for it.</summary>
    Task MakeDurableAsync(string commit, CancellationToken ct);

    /// <summary>A three-way merge of two commits into a tree.</summary>
    Task<MergedTree> MergeAsync(string ours, string theirs, CancellationToken ct);

    /// <summary>A conflict for people and agents, at most 20 KB.</summary>
    Task<string> DescribeConflictAsync(MergedTree merged, string ours, string theirs, CancellationToken ct);

    /// <summary>A work tree of a person that has the branch (short name) checked out; null when there is none.</summary>
    Task<string?> FindCheckedOutAsync(string branch, CancellationToken ct);

    /// <summary>Moves a branch (short name) of a person forward, with the files of the main work tree when it is checked out there.</summary>
    /// <param name="integrationBranch">Where the commits come from, for what people are told.</param>
    /// <returns>Why it was not moved; null when it was.</returns>
    Task<string?> ForwardAsync(string branch, string integrationBranch, string from, string to, CancellationToken ct);

    /// <summary>Writes what a head has beyond the base as patches that <c>git am</c> applies, in place of an earlier series of the run.</summary>
    /// <returns>Their folder.</returns>
    Task<string> WritePatchesAsync(RunId run, string baseCommit, string head, CancellationToken ct) => throw new NotSupportedException("There are no files to write patches to.");

    /// <summary>One holder at a time among all who share the repository; free again when the holder dies.</summary>
    Task<IDisposable> LockAsync(CancellationToken ct);
}
