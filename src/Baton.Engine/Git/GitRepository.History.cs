using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Engine.Git;

public sealed partial class GitRepository
{
    internal CheckedOutBranches CheckedOut => new(this);

    /// <summary>A git that died meanwhile may have left its lock on the ref; then it is tried once more without it.</summary>
    public async Task<bool> TryMoveRefAsync(string name, string to, string? from, CancellationToken ct)
    {
        if ((await TryUpdateRefAsync(name, to, from, ct)).Succeeded)
        {
            return true;
        }

        if (!File.Exists(Path.Combine(CommonDir, name + ".lock")))
        {
            return false;
        }

        await RemoveStaleLocksAsync(TimeProvider.System, ct);
        return (await TryUpdateRefAsync(name, to, from, ct)).Succeeded;
    }

    public async Task<string> WritePatchesAsync(RunId run, string baseCommit, string head, CancellationToken ct)
    {
        var folder = Path.Combine(OwnFolders.Secure(Root, Path.Combine(Root, ".baton", "runs", run.Value)), "patches");
        await new PatchSeries(this).WriteAsync(baseCommit, head, folder, ct);
        return folder;
    }

    public async Task SetRefAsync(string name, string to, CancellationToken ct)
    {
        await Own.Durable.WriteAsync(to, ct);
        var set = Command(["update-ref", "--no-deref", name, to]) with { Effect = "branch-put-back" };
        var done = await GitProcess.RunAsync(set, ct);
        if (!done.Succeeded)
        {
            _ = LooseRefs.TryRemoveBroken(CommonDir, name, to.Length) ? await GitProcess.RequireAsync(set, ct) : throw GitErrors.From(set, done);
        }

        SealRef(name);
    }

    public Task<string> TreeOfAsync(string commit, CancellationToken ct) => Own.TreeOfAsync(commit, ct);

    public async Task<ImmutableArray<string>> ParentsOfAsync(string commit, CancellationToken ct) =>
        [.. (await Own.RequireAsync(["rev-parse", commit + "^@"], ct)).Line.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public Task<MergedTree> MergeAsync(string ours, string theirs, CancellationToken ct) => MergeTree.ComputeAsync(this, ours, theirs, ct);

    public Task<string> DescribeConflictAsync(MergedTree merged, string ours, string theirs, CancellationToken ct) => ConflictDetail.DescribeAsync(this, merged, ours, theirs, ct);

    public async Task<string?> FindCheckedOutAsync(string branch, CancellationToken ct) =>
        (await CheckedOut.FindAsync(branch, ct)).Find(folder => !GitState.IsInside(folder, StateFolder));

    public Task<string?> ForwardAsync(string branch, string integrationBranch, string from, string to, CancellationToken ct) =>
        new BaseForward(this).ForwardAsync(branch, integrationBranch, from, to, ct);

    public Task<IDisposable> LockAsync(CancellationToken ct) => Lock.TakeAsync(ct);
}
