using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Xunit;

namespace Baton.Engine.Tests.Merging;

public sealed class FinishTests : RepositoryTest
{
    private MergeQueue _queue = null!;
    private string _accepted = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _queue = new MergeQueue(Repository);
        var ready = Assert.IsType<MergePreparation.Ready>(await _queue.PrepareAsync(
            Run, Request("T1").Attempt, Agent, "t", Integration, await WorkAsync("T1", ("one.txt", "1\n"), ("README.md", "better\n")), None));
        await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None);
        _accepted = ready.MergeCommit;
    }

    [Fact]
    public async Task Finish_CleanMainWorkTree_MovesBranchAndFiles_AndIsTheSameAgain()
    {
        Assert.Equal(new FinishOutcome.Updated(_accepted), await FinishAsync());
        Assert.Equal("better\n", File.ReadAllText(Path.Combine(Temporary.Root, "README.md")));
        Assert.Equal("", await Temporary.GitAsync("status", "--porcelain"));
        Assert.Equal(new FinishOutcome.Updated(_accepted), await FinishAsync());
    }

    [Fact]
    public async Task Finish_NotCheckedOut_MovesTheBranch()
    {
        await Temporary.GitAsync("checkout", "-q", "-b", "other");
        Assert.Equal(new FinishOutcome.Updated(_accepted), await FinishAsync());
        Assert.Equal(_accepted, await Repository.HeadOfAsync("main", None));
        Assert.Equal("Readme\n", File.ReadAllText(Path.Combine(Temporary.Root, "README.md")));
    }

    [Fact]
    public async Task Finish_DirtyMainWorkTree_IsRefusedAndUntouched()
    {
        Temporary.Write("README.md", "mine\n");
        await RefusedAsync("not committed");
        Assert.Equal("mine\n", File.ReadAllText(Path.Combine(Temporary.Root, "README.md")));
    }

    [Fact]
    public async Task Finish_NewFileInTheWay_IsRefusedAndUntouched()
    {
        Temporary.Write("one.txt", "mine\n");
        await RefusedAsync("one.txt");
        Assert.Equal("mine\n", File.ReadAllText(Path.Combine(Temporary.Root, "one.txt")));
    }

    [Fact]
    public async Task Finish_BaseMoved_GivesAMergeToBeChecked_AndMovesNothingItself()
    {
        var moved = await Temporary.CommitFilesAsync("meanwhile", ("other.txt", "x"));
        var diverged = Assert.IsType<FinishOutcome.Diverged>(await FinishAsync());
        Assert.Equal((moved, moved), (diverged.From, await Repository.HeadOfAsync("main", None)));
        Assert.Equal(new FinishOutcome.Updated(diverged.Commit), await _queue.TakeAsync("main", Integration, diverged, None));
        Assert.Equal(diverged.Commit, await Repository.HeadOfAsync("main", None));
    }

    [Fact]
    public async Task Take_BaseMovedAgain_IsRefused()
    {
        await Temporary.CommitFilesAsync("meanwhile", ("other.txt", "x"));
        var diverged = Assert.IsType<FinishOutcome.Diverged>(await FinishAsync());
        var again = await Temporary.CommitFilesAsync("again", ("third.txt", "x"));
        Assert.Contains("Merge by hand", Assert.IsType<FinishOutcome.Refused>(await _queue.TakeAsync("main", Integration, diverged, None)).Reason, StringComparison.Ordinal);
        Assert.Equal(again, await Repository.HeadOfAsync("main", None));
    }

    [Fact]
    public async Task Finish_CheckedOutInALinkedWorktree_IsRefused()
    {
        await Temporary.GitAsync("checkout", "-q", "-b", "other");
        await Temporary.GitAsync("worktree", "add", "-q", Path.Combine(Temporary.Folder, "linked"), "main");
        await RefusedAsync("linked");
    }

    [Fact]
    public async Task Finish_BaseIsNoBranch_IsRefused()
    {
        var head = await Repository.ResolveAsync("HEAD", None);
        Assert.IsType<FinishOutcome.Refused>(await _queue.FinishAsync(head, Integration, None));
    }

    private Task<FinishOutcome> FinishAsync() => _queue.FinishAsync("main", Integration, None);

    private async Task RefusedAsync(string reason)
    {
        var before = await Repository.HeadOfAsync("main", None);
        Assert.Contains(reason, Assert.IsType<FinishOutcome.Refused>(await FinishAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal(before, await Repository.HeadOfAsync("main", None));
    }
}
