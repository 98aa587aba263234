using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Merging;

/// <summary>What trees can hold beside plain text files, changed by two tasks that know nothing of each other.</summary>
public sealed class OddMergeTests : RepositoryTest
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
    private static readonly string First = new('1', 40);
    private static readonly string Second = new('2', 40);
    private static readonly string Third = new('3', 40);

    [Fact]
    public async Task Submodule_MovedOnOneSide_TakesThePointer()
    {
        await BaseAsync(f => f.File(".gitmodules", Modules).Submodule("lib", First));
        Assert.Equal($"160000 commit {Second}\tlib", await MergedAsync("ls-tree {0} lib", f => f.File("a.txt", "a\n"), f => f.Submodule("lib", Second)));
    }

    [Fact]
    public async Task Submodule_MovedOnBothSides_IsAConflictThatNamesIt()
    {
        await BaseAsync(f => f.File(".gitmodules", Modules).Submodule("lib", First));
        Assert.Equal(["lib"], (await ConflictAsync(f => f.Submodule("lib", Second), f => f.Submodule("lib", Third))).Paths);
    }

    [Fact]
    public async Task Submodule_MovedToTheSameOnBothSides_IsNoConflict()
    {
        await BaseAsync(f => f.File(".gitmodules", Modules).Submodule("lib", First));
        Assert.Equal($"160000 commit {Second}\tlib", await MergedAsync("ls-tree {0} lib", f => f.Submodule("lib", Second), f => f.Submodule("lib", Second).File("b.txt", "b\n")));
    }

    [Fact]
    public async Task Submodule_ReplacedByFilesOnOneSideAndMovedOnTheOther_IsAConflict()
    {
        await BaseAsync(f => f.File(".gitmodules", Modules).Submodule("lib", First));
        Assert.NotEmpty((await ConflictAsync(f => f.Delete("lib").File("lib/a.txt", "a\n"), f => f.Submodule("lib", Second))).Paths);
    }

    [Fact]
    public async Task LfsPointer_ChangedOnOneSide_IsKeptAsItIs_AndOnBothIsAConflict()
    {
        await BaseAsync(f => f.File(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n").File("big.bin", Pointer));
        var changed = Pointer.Replace("12345", "54321", StringComparison.Ordinal);
        Assert.Equal(changed.TrimEnd(), await MergedAsync("show {0}:big.bin", f => f.File("a.txt", "a\n"), f => f.File("big.bin", changed)));
        Assert.Equal(["big.bin"], (await ConflictAsync(f => f.File("big.bin", Pointer + "x\n"), f => f.File("big.bin", Pointer + "y\n"), "T3", "T4")).Paths);
    }

    /// <summary>There are repositories with folders of mode 040000 in their trees; git prints them as if they were others.</summary>
    [Fact]
    public async Task Tree_WithModesAsOldGitsWroteThem_IsRead()
    {
        await Temporary.CommitFilesAsync("files", ("dir/a.txt", "a\n"));
        var folder = Convert.FromHexString(await Temporary.GitAsync("rev-parse", "HEAD:dir"));
        var raw = Path.Combine(Temporary.Folder, "raw");
        await File.WriteAllBytesAsync(raw, [.. "040000 dir\0"u8, .. folder], None);
        var tree = await Temporary.GitAsync("hash-object", "-t", "tree", "-w", "--literally", raw);
        var old = await Temporary.GitAsync("commit-tree", "-p", "HEAD", "-m", "old", tree);
        await Temporary.GitAsync("update-ref", "refs/heads/old", old);
        await Temporary.GitAsync("repack", "-adq");
        await Temporary.GitAsync("prune-packed");
        await Temporary.GitAsync("checkout", "-q", "-b", "other", old);
        var theirs = await Temporary.CommitFilesAsync("theirs", ("dir/b.txt", "b\n"));
        var merged = await Repository.MergeAsync(old, theirs, None);
        Assert.True(merged.IsClean);
        Assert.Equal("a.txt\nb.txt", await Temporary.GitAsync("ls-tree", "--name-only", merged.Tree + ":dir"));
    }

    /// <summary>git before 2.44 merges a missing tree as an empty one, which deletes everything, and exits with 0.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tree_ThatIsMissing_IsNotTakenForAnEmptyOne(bool wasReadBefore)
    {
        Temporary.Write("a.txt", "a\n");
        var ours = await TemporaryRepository.CommitAllInAsync(Temporary.Root, "ours");
        await Temporary.GitAsync("checkout", "-q", "-b", "other", "HEAD~1");
        Temporary.Write("b.txt", "b\n");
        var theirs = await TemporaryRepository.CommitAllInAsync(Temporary.Root, "theirs");
        var tree = await Temporary.GitAsync("rev-parse", ours + "^{tree}");
        if (wasReadBefore)
        {
            Assert.True((await Repository.MergeAsync(ours, theirs, None)).IsClean);
        }

        File.Delete(Path.Combine(Repository.CommonDir, "objects", tree[..2], tree[2..]));
        await Assert.ThrowsAsync<GitException>(() => Repository.MergeAsync(ours, theirs, None));
        await Assert.ThrowsAsync<GitException>(() => Repository.MergeAsync(theirs, ours, None));
    }

    [Fact]
    public async Task Rename_OnOneSideAndChangeOnTheOther_MeetInTheNewFile()
    {
        await BaseAsync(f => f.File("old.txt", Ten));
        Assert.Equal(Ten.Replace("5", "five", StringComparison.Ordinal).TrimEnd(),
            await MergedAsync("show {0}:new.txt", f => f.Rename("old.txt", "new.txt"), f => f.File("old.txt", Ten.Replace("5", "five", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Rename_ToTwoNames_IsAConflictThatNamesAll()
    {
        await BaseAsync(f => f.File("old.txt", Ten));
        var conflict = await ConflictAsync(f => f.Rename("old.txt", "left.txt"), f => f.Rename("old.txt", "right.txt"));
        Assert.Equal(["left.txt", "old.txt", "right.txt"], conflict.Paths.Order(StringComparer.Ordinal));
        Assert.Contains("renamed", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_OfAFolderWhileAFileIsAddedToIt_IsShownAndNotGuessed()
    {
        await BaseAsync(f => f.File("old/a.txt", Ten).File("old/b.txt", Ten + "b\n"));
        var conflict = await ConflictAsync(f => f.Rename("old/a.txt", "new/a.txt").Rename("old/b.txt", "new/b.txt"), f => f.File("old/c.txt", "c\n"));
        Assert.Contains(conflict.Paths, p => p.EndsWith("c.txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rename_OfCaseAlone_ComesThrough()
    {
        await BaseAsync(f => f.File("Name.txt", Ten));
        Assert.Equal("README.md\na.txt\nname.txt", await MergedAsync("ls-tree --name-only {0}", f => f.File("a.txt", "a\n"), f => f.Rename("Name.txt", "name.txt")));
    }

    [Fact]
    public async Task Binary_ChangedOnBothSides_IsAConflictWithoutItsBytes()
    {
        await BaseAsync(f => f.File("pic.bin", [0, 1, 2, 255]));
        var conflict = await ConflictAsync(f => f.File("pic.bin", [0, 1, 3, 255]), f => f.File("pic.bin", [0, 1, 4, 255]));
        Assert.Equal(["pic.bin"], conflict.Paths);
        Assert.DoesNotContain('\0', conflict.Detail);
    }

    [Fact]
    public async Task Mode_OnOneSideAndTextOnTheOther_AreBothTaken()
    {
        await BaseAsync(f => f.File("run.sh", Ten));
        var mode = await MergedAsync("ls-tree {0} run.sh", f => f.File("run.sh", Ten, "100755"), f => f.File("run.sh", Ten + "11\n"));
        Assert.StartsWith("100755", mode, StringComparison.Ordinal);
        Assert.EndsWith("11", await Temporary.GitAsync("show", Integration + ":run.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_ChangedOnOneSide_IsTaken_AndAgainstAFileIsAConflict()
    {
        await BaseAsync(f => f.File("link", "README.md", "120000"));
        Assert.Equal("a.txt", await MergedAsync("show {0}:link", f => f.File("a.txt", "a\n"), f => f.File("link", "a.txt", "120000")));
        Assert.NotEmpty((await ConflictAsync(f => f.File("link", "b.txt", "120000"), f => f.Delete("link").File("link", "now a file\n"), "T3", "T4")).Paths);
    }

    [Theory]
    [InlineData("with space.txt")]
    [InlineData("line\nbreak.txt")]
    [InlineData("tab\tand \"quote\".txt")]
    [InlineData("Grüße-日本語-🎼.txt")]
    [InlineData("-dash.txt")]
    [InlineData("deep/er/:(glob)*.txt")]
    public async Task Path_OfAnyKind_MergesAndConflictsUnderItsName(string path)
    {
        await BaseAsync(f => f.File(path, Ten));
        var text = Ten.Replace("2", "two", StringComparison.Ordinal);
        await MergedAsync("show {0}:README.md", f => f.File(path, Ten + "11\n"), f => f.File(path, text));
        Assert.Equal(text + "11\n", await Temporary.ReadAtAsync(Integration, path));
        Assert.Equal([path], (await ConflictAsync(f => f.File(path, "x\n"), f => f.File(path, "y\n"), "T3", "T4")).Paths);
    }

    [Fact]
    public async Task Crlf_ChangedOnBothSidesInOtherLines_StaysCrlf()
    {
        var crlf = Ten.Replace("\n", "\r\n", StringComparison.Ordinal);
        await BaseAsync(f => f.File("dos.txt", crlf));
        await MergedAsync("show {0}:README.md", f => f.File("dos.txt", crlf.Replace("2\r", "two\r", StringComparison.Ordinal)), f => f.File("dos.txt", crlf.Replace("9\r", "nine\r", StringComparison.Ordinal)));
        Assert.Equal("1\r\ntwo\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\nnine\r\n10\r\n", await Temporary.ReadAtAsync(Integration, "dos.txt"));
    }

    [Fact]
    public async Task TheSameChange_OnBothSides_NeedsNoSecondMerge()
    {
        await BaseAsync(f => f.File("a.txt", Ten));
        await LandAsync(await WorkOnBaseAsync("T1", f => f.File("a.txt", Ten + "11\n")), "T1");
        Assert.IsType<MergePreparation.UpToDate>(await PrepareAsync(await WorkOnBaseAsync("T2", f => f.File("a.txt", Ten + "11\n")), "T2"));
    }

    [Fact]
    public async Task Land_WithALockThatADeadGitLeftMeanwhile_WaitsAndLands()
    {
        await BaseAsync(f => f.File("a.txt", Ten));
        var ready = Assert.IsType<MergePreparation.Ready>(await PrepareAsync(await WorkOnBaseAsync("T1", f => f.File("b.txt", "b\n")), "T1"));
        var stale = Path.Combine(Temporary.Root, ".git", "refs", "heads", Integration + ".lock");
        await File.WriteAllTextAsync(stale, "");
        File.SetLastWriteTimeUtc(stale, DateTime.UnixEpoch.AddYears(50));
        Assert.Equal(new LandOutcome.Landed(ready.MergeCommit), await new MergeQueue(Repository).LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
    }

    private const string Modules = "[submodule \"lib\"]\n\tpath = lib\n\turl = ../lib\n";

    /// <summary>A commit with these files on main, from which both sides start.</summary>
    private async Task BaseAsync(Action<FastImport> files)
    {
        var import = new FastImport().Commit("refs/heads/started", "refs/heads/main", "base");
        files(import);
        await import.RunAsync(Temporary.Root);
        var onto = await Repository.ResolveAsync(Integration, None);
        Assert.IsType<LandOutcome.Landed>(await new MergeQueue(Repository).LandAsync(Integration, onto, await Repository.ResolveAsync("started", None), None));
    }

    private async Task<CapturedWork> WorkOnBaseAsync(string task, Action<FastImport> files)
    {
        var name = RefNames.Captured(Run, new AttemptId(new TaskId(task), 1));
        var import = new FastImport().Commit(name, "refs/heads/started", task);
        files(import);
        await import.RunAsync(Temporary.Root);
        var words = (await Temporary.GitAsync("rev-parse", "started", name, name + "^{tree}")).Split('\n');
        return new CapturedWork(words[0], words[1], words[2], name, [new FileChange("x", FileChangeKind.Modified)], Salvaged: false, []);
    }

    private Task<MergePreparation> PrepareAsync(CapturedWork work, string task) =>
        new MergeQueue(Repository).PrepareAsync(Run, new AttemptId(new TaskId(task), 1), Agent, task, Integration, work, None);

    private async Task LandAsync(CapturedWork work, string task)
    {
        var ready = Assert.IsType<MergePreparation.Ready>(await PrepareAsync(work, task));
        Assert.IsType<LandOutcome.Landed>(await new MergeQueue(Repository).LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
    }

    /// <summary>Both come in; what git says about the integration branch then.</summary>
    private async Task<string> MergedAsync(string question, Action<FastImport> ours, Action<FastImport> theirs)
    {
        var (first, second) = (await WorkOnBaseAsync("T1", ours), await WorkOnBaseAsync("T2", theirs));
        await LandAsync(first, "T1");
        await LandAsync(second, "T2");
        return await Temporary.GitAsync([.. question.Split(' ').Select(w => w.Replace("{0}", Integration, StringComparison.Ordinal))]);
    }

    private async Task<MergePreparation.Conflict> ConflictAsync(Action<FastImport> ours, Action<FastImport> theirs, string one = "T1", string two = "T2")
    {
        var onto = await Repository.ResolveAsync(Integration, None);
        await Temporary.GitAsync("update-ref", "refs/heads/started", onto);
        var (first, second) = (await WorkOnBaseAsync(one, ours), await WorkOnBaseAsync(two, theirs));
        await LandAsync(first, one);
        var head = await Repository.HeadOfAsync(Integration, None);
        var conflict = Assert.IsType<MergePreparation.Conflict>(await PrepareAsync(second, two));
        Assert.Equal(head, await Repository.HeadOfAsync(Integration, None));
        return conflict;
    }
}
