using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class WorktreeCaptureTests : CaptureTest
{
    [Fact]
    public async Task Capture_NothingDone_IsTheBaseItself()
    {
        var work = await CaptureAsync();
        Assert.True(work.IsEmpty);
        Assert.Equal(Info.BaseCommit, work.Commit);
        Assert.Equal(work.Commit, await Temporary.GitAsync("rev-parse", work.Ref));
        Assert.Equal(await Temporary.GitAsync("rev-parse", "main^{tree}"), work.Tree);
        Assert.False(work.Salvaged);
        Assert.Empty(work.Problems);
    }

    [Fact]
    public async Task Capture_StagedUnstagedUntrackedRenamedDeletedAndBinary_AreAllThere()
    {
        Write("a.txt", "changed\n");
        Write("staged.txt", "staged\n");
        await GitAsync("add", "staged.txt");
        File.Move(At("c.txt"), At("moved.txt"));
        File.Delete(At("b.txt"));
        File.WriteAllBytes(At("image.bin"), [0, 1, 2, 255, 0]);
        Write("debug.log", "ignored");
        var work = await CaptureAsync();
        Assert.Equal(
            ["a.txt Modified ", "b.txt Deleted ", "image.bin Added ", "moved.txt Renamed c.txt", "staged.txt Added "],
            work.Changes.Select(c => $"{c.Path} {c.Kind} {c.OldPath}").Order(StringComparer.Ordinal));
        Assert.True(work.Salvaged);
        Assert.Empty(work.Problems);
        Assert.Equal("5", await Temporary.GitAsync("cat-file", "-s", $"{work.Ref}:image.bin"));
        Assert.Equal("A  staged.txt", (await GitAsync("status", "--porcelain")).Split('\n').Single(l => l.EndsWith("staged.txt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Capture_SaysWhoMadeIt()
    {
        Write("a.txt", "changed\n");
        var work = await CaptureAsync();
        Assert.Equal(
            "backend <backend@baton.invalid>|Baton <baton@baton.invalid>|T1: Title of T1|20260101-120000-abcd|T1|1",
            await Temporary.GitAsync("log", "-1", "--format=%an <%ae>|%cn <%ce>|%s|%(trailers:key=Baton-Run,valueonly,separator=)|%(trailers:key=Baton-Task,valueonly,separator=)|%(trailers:key=Baton-Attempt,valueonly,separator=)", work.Ref));
        Assert.Equal(Info.BaseCommit, await Temporary.GitAsync("rev-parse", work.Ref + "^"));
    }

    [Fact]
    public async Task Capture_Twice_GivesTheSameCommit()
    {
        Write("a.txt", "changed\n");
        var first = await CaptureAsync();
        var second = await CaptureAsync();
        Assert.Equal(first.Commit, second.Commit);
        Assert.Equal(first.Changes.AsEnumerable(), second.Changes);
    }

    [Fact]
    public async Task Capture_AfterMoreWasWritten_KeepsTheEarlierCommitToo()
    {
        Write("a.txt", "one\n");
        var first = await CaptureAsync();
        Write("a.txt", "two\n");
        var second = await CaptureAsync();
        Assert.Equal("two\n", await Temporary.ReadAtAsync(second.Ref, "a.txt"));
        Assert.Contains(first.Commit, await KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_CommittedWork_IsTheAgentsOwnCommit()
    {
        Write("a.txt", "changed\n");
        var commit = await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        var work = await CaptureAsync();
        Assert.Equal(commit, work.Commit);
        Assert.False(work.Salvaged);
        Assert.Equal("a.txt", Assert.Single(work.Changes).Path);
    }

    [Fact]
    public async Task Capture_CommittedAndMore_PutsTheRestOnTop()
    {
        Write("a.txt", "changed\n");
        var commit = await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        Write("more.txt", "more\n");
        var work = await CaptureAsync();
        Assert.Equal(commit, await Temporary.GitAsync("rev-parse", work.Ref + "^"));
        Assert.Equal(["a.txt", "more.txt"], work.Changes.Select(c => c.Path));
        Assert.True(work.Salvaged);
    }

    [Fact]
    public async Task Capture_DetachedHead_TakesItsCommits()
    {
        await GitAsync("checkout", "-q", "--detach");
        Write("a.txt", "changed\n");
        var commit = await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        var work = await CaptureAsync();
        Assert.Equal(commit, work.Commit);
        Assert.Contains("detached", Assert.Single(work.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_SwitchedBranch_TakesItsWorkAndKeepsTheFirstBranch()
    {
        Write("first.txt", "1\n");
        var left = await TemporaryRepository.CommitAllInAsync(Info.Path, "first");
        await GitAsync("checkout", "-q", "-b", "elsewhere", Info.BaseCommit!);
        Write("second.txt", "2\n");
        var work = await CaptureAsync();
        Assert.Equal("second.txt", Assert.Single(work.Changes).Path);
        Assert.Contains("elsewhere", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Contains(left, await KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_CommitsThatWereResetAway_KeepARef()
    {
        Write("lost.txt", "1\n");
        var lost = await TemporaryRepository.CommitAllInAsync(Info.Path, "lost");
        await GitAsync("reset", "-q", "--hard", "HEAD^");
        var work = await CaptureAsync();
        Assert.True(work.IsEmpty);
        Assert.Contains(lost, await KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_RewrittenHistory_IsToldAndComparedWithTheBase()
    {
        await GitAsync("checkout", "-q", "--orphan", "fresh");
        Write("a.txt", "changed\n");
        var orphan = await TemporaryRepository.CommitAllInAsync(Info.Path, "all new");
        var work = await CaptureAsync();
        Assert.Equal("a.txt", Assert.Single(work.Changes).Path);
        Assert.Contains(work.Problems, p => p.Contains("rewrote history", StringComparison.Ordinal));
        Assert.Equal($"{Info.BaseCommit} {orphan}", await Temporary.GitAsync("log", "-1", "--format=%P", work.Ref));
        Assert.Equal(work.Commit, (await CaptureAsync()).Commit);
    }

    [Fact]
    public async Task Capture_UnbornBranch_StillHoldsTheFiles()
    {
        await GitAsync("checkout", "-q", "--orphan", "fresh");
        Write("new.txt", "n\n");
        Assert.Equal("new.txt", Assert.Single((await CaptureAsync()).Changes).Path);
    }

    [Fact]
    public async Task Capture_DuringAMerge_HoldsTheFilesAndTheOtherSide()
    {
        Write("a.txt", "mine\n");
        await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        await GitAsync("checkout", "-q", "--detach", Info.BaseCommit!);
        Write("a.txt", "theirs\n");
        var theirs = await TemporaryRepository.CommitAllInAsync(Info.Path, "theirs");
        await GitAsync("checkout", "-q", Info.Branch!);
        await Assert.ThrowsAsync<InvalidOperationException>(() => GitAsync("merge", "-q", theirs));
        var work = await CaptureAsync();
        Assert.Contains("<<<<<<<", await Temporary.ReadAtAsync(work.Ref, "a.txt"), StringComparison.Ordinal);
        Assert.Contains("merge was not finished", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Contains(theirs, await KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_FolderGone_TakesTheBranch()
    {
        Write("a.txt", "changed\n");
        var commit = await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        Directory.Delete(Info.Path, recursive: true);
        var work = await CaptureAsync();
        Assert.Equal(commit, work.Commit);
        Assert.Contains("gone", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Equal(commit, (await CaptureAsync()).Commit);
    }

    [Fact]
    public async Task Capture_OddFileNames_ComeThrough()
    {
        string[] names = [" leading", "new\nline", "quote\"'", "tab\tx", "ünï/中文 😀.txt", "-dash"];
        foreach (var name in names)
        {
            Write(name, name);
        }

        var work = await CaptureAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), work.Changes.Select(c => c.Path).Order(StringComparer.Ordinal));
        Assert.Equal("new\nline", await Temporary.ReadAtAsync(work.Ref, "new\nline"));
    }

    [Fact]
    public async Task Capture_LinkThatLeavesTheTree_IsAProblem()
    {
        File.CreateSymbolicLink(At("inside"), "a.txt");
        File.CreateSymbolicLink(At("outside"), "../../secret");
        File.CreateSymbolicLink(At("absolute"), "/etc/passwd");
        var work = await CaptureAsync();
        Assert.Equal(3, work.Changes.Length);
        Assert.Equal(["absolute", "outside"], work.Problems.Select(p => p.Split(' ')[2]).Order());
    }

    [Fact]
    public async Task Capture_ChangeInTheSameSecondWithTheSameSize_IsSeen()
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var request = Request("quick", attempt);
            var info = await Workspaces.PrepareAsync(request, None);
            File.WriteAllText(Path.Combine(info.Path, "a.txt"), "z\n");
            Assert.Equal("a.txt", Assert.Single((await CaptureAsync(request, info)).Changes).Path);
        }
    }

    [Fact]
    public async Task Capture_UnreadableFile_IsToldAndTheRestIsCaptured()
    {
        Write("open.txt", "1");
        Write("closed.txt", "2");
        TemporaryRepository.SetMode(At("closed.txt"), UnixFileMode.None);
        var work = await CaptureAsync();
        Assert.Contains(work.Changes, c => c.Path == "open.txt");
        Assert.True(work.Changes.Any(c => c.Path == "closed.txt") || work.Problems.Any(p => p.Contains("closed.txt", StringComparison.Ordinal)));
    }

    /// <summary>An attempt can write any id into the file of its branch; a commit upon one that is none could not be read by git.</summary>
    [Theory]
    [InlineData("a tag")]
    [InlineData("a file")]
    [InlineData("nothing")]
    [InlineData("nothing, with as many digits as other repositories have")]
    public async Task Capture_OfABranchThatStandsAtNoCommit_TakesTheFiles(string what)
    {
        Write("a.txt", "changed\n");
        await GitAsync("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "work");
        await GitAsync("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "t", "t", "HEAD");
        var id = what switch
        {
            "a tag" => await GitAsync("rev-parse", "t"),
            "a file" => await GitAsync("rev-parse", "HEAD:a.txt"),
            "nothing" => new string('7', 40),
            _ => new string('7', 64),
        };
        File.WriteAllText(Path.Combine(Repository.CommonDir, "refs", "heads", Info.Branch!), id + "\n");
        var work = await CaptureAsync();
        Assert.Equal("commit", await Temporary.GitAsync("cat-file", "-t", work.Commit));
        Assert.Equal(Info.BaseCommit, await Temporary.GitAsync("rev-parse", work.Commit + "^@"));
        Assert.Equal("changed", await Temporary.GitAsync("show", work.Commit + ":a.txt"));
        Assert.Contains("which is no commit", Assert.Single(work.Problems), StringComparison.Ordinal);
    }

    /// <summary>The agent's index says that the file was added and has not changed since.</summary>
    [Fact]
    public async Task Capture_WhenWhatWasAddedIsGone_ReadsTheFilesAgain()
    {
        Write("a.txt", "changed\n");
        Write("new.txt", "new\n");
        await GitAsync("add", "-A");
        var id = await GitAsync("rev-parse", ":new.txt");
        File.Delete(Path.Combine(Repository.CommonDir, "objects", id[..2], id[2..]));
        var work = await CaptureAsync();
        Assert.Equal(["a.txt", "new.txt"], work.Changes.Select(c => c.Path));
        Assert.Equal("new", await Temporary.GitAsync("show", work.Commit + ":new.txt"));
        Assert.Empty(work.Problems);
    }

    /// <summary>The newest commit is whole, one below is not: nobody could clone or push a branch that has it in its history.</summary>
    [Fact]
    public async Task Capture_OfCommitsOverAnObjectThatIsMissing_LeavesThemOut()
    {
        Write("gone.txt", "will be damaged\n");
        await GitAsync("add", "-A");
        await GitAsync("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
        var id = await GitAsync("rev-parse", "HEAD:gone.txt");
        await GitAsync("rm", "-q", "gone.txt");
        Write("a.txt", "changed\n");
        await GitAsync("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "two");
        File.Delete(Path.Combine(Repository.CommonDir, "objects", id[..2], id[2..]));
        var work = await CaptureAsync();
        Assert.Equal(Info.BaseCommit, await Temporary.GitAsync("rev-parse", work.Commit + "^@"));
        Assert.Equal("a.txt", Assert.Single(work.Changes).Path);
        Assert.Contains("lack objects or are damaged", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Equal(work.Commit, Assert.Single((await KeptAsync()).Split('\n')).Split(' ')[0]);
    }

    [Fact]
    public async Task CommitTree_UponATag_IsRefused()
    {
        await Temporary.GitAsync("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "t", "t", "main");
        var tag = await Temporary.GitAsync("rev-parse", "t");
        await Assert.ThrowsAsync<Baton.Engine.Git.GitException>(() => Repository.CommitTreeAsync(Info.BaseCommit!, [tag], "m", System.Collections.Immutable.ImmutableDictionary<string, string>.Empty, None));
    }

    [Fact]
    public async Task Records_OfWorkTreesThatNameNoPath_AreLeftAlone()
    {
        var odd = Directory.CreateDirectory(Path.Combine(Repository.CommonDir, "worktrees", "odd")).FullName;
        File.WriteAllText(Path.Combine(odd, "gitdir"), "a\0b/.git\n");
        Write("a.txt", "changed\n");
        File.WriteAllText(At(".git"), "gitdir: a\0b\n");
        Assert.False((await CaptureAsync()).IsEmpty);
        Assert.Null(await Repository.FindCheckedOutAsync(Integration, None));
    }

    [Fact]
    public async Task Capture_OfAHeadWithControlCharacters_ShowsNone()
    {
        Write("a.txt", "changed\n");
        File.WriteAllText(Path.Combine(await GitAsync("rev-parse", "--absolute-git-dir"), "HEAD"), "ref: refs/heads/\u001b[31mx\n");
        var problem = Assert.Single((await CaptureAsync()).Problems);
        Assert.Contains("left its branch for", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(problem, char.IsControl);
    }
}
