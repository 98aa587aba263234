using System.Collections.Concurrent;

namespace Baton.Engine.Git;

/// <summary>Where a branch of Baton's belongs, so that a move by anybody else is noticed and undone. Thread-safe.</summary>
public sealed class BranchHeads(IGitHistory git)
{
    /// <summary>Others that do not take the lock may move it in the very moment.</summary>
    private const int MaxTries = 3;

    private readonly ConcurrentDictionary<string, string> _expected = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string?>> _foreign = new();

    /// <summary>Whether this process still owns the run; asked, with the repository locked, before a branch of the run is moved. Null: nobody else can.</summary>
    public Func<CancellationToken, ValueTask<bool>>? IsOwner { get; set; }

    /// <summary>
    /// Makes the branch if it is to be there, finds out where it belongs, and puts it there. With the repository locked: what an earlier owner moves, it has
    /// moved before, and it moves nothing afterwards.
    /// </summary>
    /// <param name="start">Where to make it when it is missing; null: it must be there.</param>
    public async Task OpenAsync(string branch, string? start, Func<Task<string>> belongs, CancellationToken ct)
    {
        using (await git.LockAsync(ct))
        {
            await DemandOwnerAsync(ct);
            if (start is not null)
            {
                await EnsureAsync(branch, start, ct);
            }

            Expect(branch, await belongs());
            await PutBackAsync(branch, ct);
        }
    }

    /// <summary>Makes the branch at the commit unless there is one of that name; never moves it.</summary>
    public async Task EnsureAsync(string branch, string commit, CancellationToken ct)
    {
        var there = await git.ReadRefAsync("refs/heads/" + branch, ct);
        if (there is null && !await git.TryMoveRefAsync("refs/heads/" + branch, commit, from: null, ct))
        {
            there = await git.ReadRefAsync("refs/heads/" + branch, ct)
                ?? throw new GitException(GitFailure.Failed, $"git would not make the branch {branch} at {commit}. Look for a file refs/heads/{branch}.lock that a dead git left, and that the folder can be written; then run again.");
        }

        Expect(branch, there ?? commit);
    }

    /// <summary>From now on the branch belongs at this commit, whatever its ref says: the journal knows.</summary>
    public void Expect(string branch, string commit) => _expected[branch] = commit;

    /// <summary>
    /// The commit of the branch. One that somebody else moved is first put back where it belongs; where it was is kept under a ref of its own.
    /// </summary>
    /// <returns>Null when there is no such branch and nobody knows where it belongs.</returns>
    public async Task<string?> HeadAsync(string branch, CancellationToken ct)
    {
        var head = await git.ReadRefAsync("refs/heads/" + branch, ct);
        if (!_expected.TryGetValue(branch, out var expected) || head == expected)
        {
            return head;
        }

        using (await git.LockAsync(ct))
        {
            await DemandOwnerAsync(ct);
            return await PutBackAsync(branch, ct);
        }
    }

    /// <summary>Moves the branch if it belongs at <paramref name="from"/>; one mover at a time.</summary>
    public async Task<bool> TryMoveAsync(string branch, string from, string to, CancellationToken ct)
    {
        using (await git.LockAsync(ct))
        {
            await DemandOwnerAsync(ct);
            for (var tries = 0; tries < MaxTries && await PutBackAsync(branch, ct) == from; tries++)
            {
                if (await MoveAndKeepAsync(branch, to, from, ct))
                {
                    _expected[branch] = to;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Moved, and not made safe on the disk, the branch is still where Baton moved it; nobody else did that.</summary>
    private async Task<bool> MoveAndKeepAsync(string branch, string to, string from, CancellationToken ct)
    {
        try
        {
            return await git.TryMoveRefAsync("refs/heads/" + branch, to, from, ct);
        }
        catch (IOException)
        {
            if (await TryReadAsync(branch) == to)
            {
                _expected[branch] = to;
            }

            throw;
        }
    }

    private async Task<string?> TryReadAsync(string branch)
    {
        try
        {
            return await git.ReadRefAsync("refs/heads/" + branch, CancellationToken.None);
        }
        catch (GitException)
        {
            return null; // What went wrong first is what counts.
        }
    }

    /// <summary>Where others had moved the branch since this was last asked.</summary>
    public IReadOnlyList<ForeignMove> TakeForeign(string branch)
    {
        var taken = new List<ForeignMove>();
        while (_foreign.TryGetValue(branch, out var moves) && moves.TryDequeue(out var commit))
        {
            taken.Add(new ForeignMove(branch, commit));
        }

        return taken;
    }

    /// <exception cref="GitException">This process has lost the run.</exception>
    public async Task DemandOwnerAsync(CancellationToken ct)
    {
        if (IsOwner is { } asked && !await asked(ct))
        {
            throw new GitException(GitFailure.Failed, "Another process owns the run now; its branches and worktrees were left to that one.");
        }
    }

    private async Task<string?> PutBackAsync(string branch, CancellationToken ct)
    {
        var head = await git.ReadRefAsync("refs/heads/" + branch, ct);
        if (!_expected.TryGetValue(branch, out var expected) || head == expected)
        {
            return head;
        }

        if (head is not null)
        {
            await git.TryMoveRefAsync(RefNames.Foreign(branch, head), head, from: null, ct);
        }

        await git.SetRefAsync("refs/heads/" + branch, expected, ct);
        _foreign.GetOrAdd(branch, _ => new()).Enqueue(head);
        return expected;
    }
}

/// <summary>Somebody else than Baton moved a branch of Baton's, which was put back.</summary>
/// <param name="Commit">Where it was; null: it was deleted.</param>
public sealed record ForeignMove(string Branch, string? Commit)
{
    /// <summary>What people are told.</summary>
    public string Text => Commit is null
        ? $"The integration branch {Branch} was deleted by somebody else than Baton; it was made again."
        : $"The integration branch {Branch} was moved to {Commit[..12]} by somebody else than Baton; it was put back, and that commit is kept as {RefNames.Foreign(Branch, Commit)}.";
}
