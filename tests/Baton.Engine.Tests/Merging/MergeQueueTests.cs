using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Merging;

public sealed class MergeQueueTests : RepositoryTest
{
    private MergeQueue _queue = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _queue = new MergeQueue(Repository);
        await AdvanceAsync(("a.txt", string.Concat(Enumerable.Range(1, 20).Select(n => $"line {n}\n"))));
    }

    [Fact]
    public async Task Prepare_ThenLand_BringsTheWorkIn_WithoutTouchingAnyWorkTree()
    {
        Temporary.Write("a.txt", "dirty\n");
        var work = await WorkAsync("T1", ("one.txt", "1\n"));
        var ready = await ReadyAsync("T1", work);
        Assert.Equal(ready.Onto, await Repository.HeadOfAsync(Integration, None));
        Assert.Equal(new LandOutcome.Landed(ready.MergeCommit), await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        Assert.Equal("1\n", await Temporary.ReadAtAsync(Integration, "one.txt"));
        Assert.Equal(
            $"{ready.Onto} {work.Commit}|backend|Baton|Merge T1: Title of T1|T1",
            await Temporary.GitAsync("log", "-1", "--format=%P|%an|%cn|%s|%(trailers:key=Baton-Task,valueonly,separator=)", Integration));
        Assert.Equal(" M a.txt", await RawStatusAsync());
    }

    [Fact]
    public async Task Prepare_EmptyWork_IsUpToDate()
    {
        Assert.IsType<MergePreparation.UpToDate>(await PrepareAsync("T1", await WorkAsync("T1")));
    }

    [Fact]
    public async Task Prepare_WorkThatIsAlreadyThere_IsUpToDate()
    {
        var work = await WorkAsync("T1", ("one.txt", "1\n"));
        await MergeAsync("T1", work);
        Assert.IsType<MergePreparation.UpToDate>(await PrepareAsync("T1", work));
    }

    [Fact]
    public async Task Prepare_TwoThatDoNotMeet_BothComeIn()
    {
        var one = await WorkAsync("T1", ("one.txt", "1\n"));
        var two = await WorkAsync("T2", ("two.txt", "2\n"));
        await MergeAsync("T1", one);
        await MergeAsync("T2", two);
        Assert.Equal(["README.md", "a.txt", "one.txt", "two.txt"], await Temporary.PathsAtAsync(Integration));
    }

    [Fact]
    public async Task Prepare_TwoThatMeet_ShowsTheConflict()
    {
        var one = await WorkAsync("T1", ("a.txt", Lines(10, "mine")));
        var two = await WorkAsync("T2", ("a.txt", Lines(10, "yours")));
        await MergeAsync("T1", one);
        var head = await Repository.HeadOfAsync(Integration, None);
        var conflict = Assert.IsType<MergePreparation.Conflict>(await PrepareAsync("T2", two));
        Assert.Equal(["a.txt"], conflict.Paths);
        Assert.Equal(head, conflict.Onto);
        Assert.Contains("a.txt, line 7:\nline 7\nline 8\nline 9\n<<<<<<< integration branch\nmine\n=======\nyours\n>>>>>>> this attempt\nline 11\n", conflict.Detail, StringComparison.Ordinal);
        Assert.Equal(head, await Repository.HeadOfAsync(Integration, None));
    }

    [Fact]
    public async Task Prepare_DeletedHereChangedThere_IsAConflict()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        File.Delete(Path.Combine(info.Path, "a.txt"));
        var two = await WorkAsync("T2", ("a.txt", Lines(10, "yours")));
        await MergeAsync("T1", await CaptureAsync(request, info));
        var conflict = Assert.IsType<MergePreparation.Conflict>(await PrepareAsync("T2", two));
        Assert.Equal(["a.txt"], conflict.Paths);
        Assert.Contains("deleted in", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_HugeConflict_HasABoundedDetail()
    {
        var one = await WorkAsync("T1", ("new\nname.txt", string.Concat(Enumerable.Range(0, 5000).Select(n => $"one {n}\n"))));
        var two = await WorkAsync("T2", ("new\nname.txt", string.Concat(Enumerable.Range(0, 5000).Select(n => $"two {n}\n"))));
        await MergeAsync("T1", one);
        var conflict = Assert.IsType<MergePreparation.Conflict>(await PrepareAsync("T2", two));
        Assert.Equal(["new\nname.txt"], conflict.Paths);
        Assert.InRange(conflict.Detail.Length, 1000, 20 * 1024);
    }

    [Fact]
    public async Task Prepare_RewrittenHistory_MergesWhatChangedAgainstTheBase()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        await TemporaryRepository.GitInAsync(info.Path, "checkout", "-q", "--orphan", "fresh");
        TemporaryRepository.WriteIn(info.Path, "a.txt", Lines(3, "mine"));
        await TemporaryRepository.CommitAllInAsync(info.Path, "new root");
        var work = await CaptureAsync(request, info);
        await MergeAsync("T2", await WorkAsync("T2", ("a.txt", Lines(18, "yours"))));
        await MergeAsync("T1", work);
        var merged = await Temporary.ReadAtAsync(Integration, "a.txt");
        Assert.Contains("mine\n", merged, StringComparison.Ordinal);
        Assert.Contains("yours\n", merged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Land_Again_IsLanded()
    {
        var ready = await ReadyAsync("T1", await WorkAsync("T1", ("one.txt", "1\n")));
        await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None);
        Assert.IsType<LandOutcome.Landed>(await new MergeQueue(await Temporary.OpenAsync()).LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        await MergeAsync("T2", await WorkAsync("T2", ("two.txt", "2\n")));
        var head = await Repository.HeadOfAsync(Integration, None);
        Assert.Equal(new LandOutcome.Landed(head!), await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
    }

    [Fact]
    public async Task Land_OfFourPreparedOnTheSameHead_OneLandsAndTheOthersAreOvertaken()
    {
        var ready = new List<MergePreparation.Ready>();
        foreach (var n in Enumerable.Range(1, 4))
        {
            ready.Add(await ReadyAsync($"T{n}", await WorkAsync($"T{n}", ($"{n}.txt", "x\n"))));
        }

        var outcomes = await Task.WhenAll(ready.Select(r => Task.Run(() => _queue.LandAsync(Integration, r.Onto, r.MergeCommit, None))));
        var landed = Assert.Single(outcomes.OfType<LandOutcome.Landed>());
        Assert.Equal(3, outcomes.OfType<LandOutcome.Overtaken>().Count(o => o.Head == landed.Head));
    }

    [Fact]
    public async Task Land_AfterSomebodyElseMovedTheBranch_PutsItBackAndKeepsWhereItWas()
    {
        var ready = await ReadyAsync("T1", await WorkAsync("T1", ("one.txt", "1\n")));
        var foreign = await Temporary.CommitFilesAsync("foreign", ("foreign.txt", "x"));
        await Temporary.GitAsync("update-ref", "refs/heads/" + Integration, foreign);
        Assert.Equal(new LandOutcome.Landed(ready.MergeCommit), await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        Assert.Equal(ready.MergeCommit, await Repository.HeadOfAsync(Integration, None));
        Assert.Equal(foreign, await Temporary.GitAsync("rev-parse", RefNames.Foreign(Integration, foreign)));
    }

    [Fact]
    public async Task Prepare_AfterTheBranchWasDeletedOrMadeAnotherName_StartsFromWhereItBelongs()
    {
        var work = await WorkAsync("T1", ("one.txt", "1\n"));
        var onto = await Repository.HeadOfAsync(Integration, None);
        await Temporary.GitAsync("update-ref", "-d", "refs/heads/" + Integration);
        Assert.Equal(onto, Assert.IsType<MergePreparation.Ready>(await PrepareAsync("T1", work)).Onto);
        await Temporary.GitAsync("branch", "other", await Temporary.CommitFilesAsync("foreign", ("foreign.txt", "x")));
        await Temporary.GitAsync("symbolic-ref", "refs/heads/" + Integration, "refs/heads/other");
        var other = await Repository.HeadOfAsync("other", None);
        Assert.Equal(onto, Assert.IsType<MergePreparation.Ready>(await PrepareAsync("T1", work)).Onto);
        Assert.Equal(other, await Repository.HeadOfAsync("other", None));
    }

    [Fact]
    public async Task Prepare_WorkThatSaysItMergedTheWorkOfOthersButHasNotGotIt_LeavesThatWork()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        TemporaryRepository.WriteIn(info.Path, "one.txt", "1\n");
        await TemporaryRepository.CommitAllInAsync(info.Path, "mine");
        await MergeAsync("T2", await WorkAsync("T2", ("two.txt", "2\n")));
        await TemporaryRepository.GitInAsync(info.Path, "merge", "-q", "-s", "ours", "-m", "take", Integration);
        await MergeAsync("T1", await CaptureAsync(request, info));
        Assert.Equal(["README.md", "a.txt", "one.txt", "two.txt"], await Temporary.PathsAtAsync(Integration));
    }

    [Fact]
    public async Task Land_WhileTheBranchIsCheckedOut_IsRefused()
    {
        var ready = await ReadyAsync("T1", await WorkAsync("T1", ("one.txt", "1\n")));
        var folder = Path.Combine(Temporary.Folder, "watcher");
        await Temporary.GitAsync("worktree", "add", "-q", folder, Integration);
        var refused = Assert.IsType<LandOutcome.Refused>(await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        Assert.Contains(folder, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(ready.Onto, await Repository.HeadOfAsync(Integration, None));
        await TemporaryRepository.GitInAsync(folder, "checkout", "-q", "--detach");
        Assert.IsType<LandOutcome.Landed>(await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
    }

    [Fact]
    public async Task Revert_TakesTheMergeOutAndKeepsLaterWork()
    {
        var merge = await MergeAsync("T1", await WorkAsync("T1", ("one.txt", "1\n"), ("a.txt", Lines(3, "mine"))));
        await MergeAsync("T2", await WorkAsync("T2", ("two.txt", "2\n")));
        var reverted = await RevertAsync("T1", merge);
        Assert.Equal(["README.md", "a.txt", "two.txt"], await Temporary.PathsAtAsync(Integration));
        Assert.Equal(Lines(0, ""), await Temporary.ReadAtAsync(Integration, "a.txt"));
        Assert.Equal(reverted, await Repository.HeadOfAsync(Integration, None));
        Assert.Equal(merge, await Temporary.GitAsync("log", "-1", "--format=%(trailers:key=Baton-Reverts,valueonly,separator=)", Integration));
    }

    [Fact]
    public async Task Revert_WithDependents_ConflictsUntilTheyAreOut()
    {
        var first = await MergeAsync("T1", await WorkAsync("T1", ("a.txt", Lines(3, "mine"))));
        var second = await MergeAsync("T2", await WorkAsync("T2", ("a.txt", Lines(3, "built on mine"))));
        Assert.Contains("conflicts with later work in a.txt", await WhyNotAsync("T1", first), StringComparison.Ordinal);
        await RevertAsync("T2", second);
        await RevertAsync("T1", first);
        Assert.Equal(Lines(0, ""), await Temporary.ReadAtAsync(Integration, "a.txt"));
    }

    [Fact]
    public async Task Revert_OfADeepChainInReverse_LeavesOnlyWhatOthersDid()
    {
        const int depth = 12;
        var merges = new List<string>();
        for (var n = 1; n <= depth; n++)
        {
            var before = await Temporary.ReadAtAsync(Integration, "a.txt");
            merges.Add(await MergeAsync($"T{n}", await WorkAsync($"T{n}", ("a.txt", before + $"chain {n}\n"))));
        }

        await MergeAsync("other", await WorkAsync("other", ("other.txt", "o\n")));
        Assert.Contains("conflicts", await WhyNotAsync("T1", merges[0]), StringComparison.Ordinal);
        var chain = Enumerable.Range(0, depth).Reverse().Select(n => (new TaskId($"T{n + 1}"), (string?)merges[n]));
        var ready = Assert.IsType<RevertPreparation.Ready>(await _queue.PrepareRevertsAsync(Run, chain, Integration, None));
        Assert.Equal(ready.Onto, await Repository.HeadOfAsync(Integration, None));
        Assert.IsType<LandOutcome.Landed>(await _queue.LandAsync(Integration, ready.Onto, ready.Tip, None));

        Assert.Equal(Lines(0, ""), await Temporary.ReadAtAsync(Integration, "a.txt"));
        Assert.Equal("o\n", await Temporary.ReadAtAsync(Integration, "other.txt"));
    }

    [Fact]
    public async Task Revert_ThenTheTaskAgain_ComesInAgain()
    {
        var merge = await MergeAsync("T1", await WorkAsync("T1", ("one.txt", "1\n")));
        await RevertAsync("T1", merge);
        var again = Request("T1", attempt: 2);
        var info = await Workspaces.PrepareAsync(again, None);
        TemporaryRepository.WriteIn(info.Path, "one.txt", "1\n");
        await MergeAsync("T1", await CaptureAsync(again, info));
        Assert.Equal("1\n", await Temporary.ReadAtAsync(Integration, "one.txt"));
    }

    [Fact]
    public async Task Revert_OfWhatIsNotThere_IsRefused()
    {
        var ready = await ReadyAsync("T1", await WorkAsync("T1", ("one.txt", "1\n")));
        Assert.Contains("nothing to take out", await WhyNotAsync("T1", ready.MergeCommit), StringComparison.Ordinal);
    }

    private async Task<string> RevertAsync(string task, string merge)
    {
        var ready = Assert.IsType<RevertPreparation.Ready>(await _queue.PrepareRevertsAsync(Run, [(new TaskId(task), merge)], Integration, None));
        Assert.IsType<LandOutcome.Landed>(await _queue.LandAsync(Integration, ready.Onto, ready.Tip, None));
        return ready.Tip;
    }

    private async Task<string> WhyNotAsync(string task, string merge) =>
        Assert.IsType<RevertPreparation.Refused>(await _queue.PrepareRevertsAsync(Run, [(new TaskId(task), merge)], Integration, None)).Reason;

    private static string Lines(int changed, string text) => string.Concat(Enumerable.Range(1, 20).Select(n => n == changed ? text + "\n" : $"line {n}\n"));

    private Task<MergePreparation> PrepareAsync(string task, CapturedWork work) =>
        _queue.PrepareAsync(Run, Request(task).Attempt, Agent, $"Title of {task}", Integration, work, None);

    private async Task<MergePreparation.Ready> ReadyAsync(string task, CapturedWork work) => Assert.IsType<MergePreparation.Ready>(await PrepareAsync(task, work));

    private async Task<string> MergeAsync(string task, CapturedWork work)
    {
        var ready = await ReadyAsync(task, work);
        Assert.IsType<LandOutcome.Landed>(await _queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        return ready.MergeCommit;
    }

    private async Task<string> RawStatusAsync() => (await GitProcess.RequireAsync(new GitCommand(Temporary.Root, ["status", "--porcelain"]), None)).Line;
}
