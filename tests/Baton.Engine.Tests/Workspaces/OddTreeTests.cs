using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

/// <summary>Worktrees and clean checkouts of trees that are large or need programs and repositories that are not there.</summary>
public sealed class OddTreeTests(ITestOutputHelper output) : RepositoryTest
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    /// <summary><c>BATON_TEST_FILES</c> turns it up to the 50,000 that are asked for.</summary>
    private static readonly int Files = int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_FILES"), out var files) ? files : 10_000;

    /// <summary><c>BATON_TEST_MEGABYTES</c> turns it up.</summary>
    private static readonly int Megabytes = int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_MEGABYTES"), out var megabytes) ? megabytes : 100;

    [Fact]
    public async Task Lfs_ConfiguredButNotInstalled_KeepsPointersEverywhere()
    {
        await Temporary.GitAsync("config", "filter.lfs.process", "git-lfs-that-is-not-there filter-process");
        await Temporary.GitAsync("config", "filter.lfs.clean", "git-lfs-that-is-not-there clean -- %f");
        await Temporary.GitAsync("config", "filter.lfs.smudge", "git-lfs-that-is-not-there smudge -- %f");
        await Temporary.GitAsync("config", "filter.lfs.required", "true");
        await new FastImport().Commit("refs/heads/lfs", "refs/heads/main", "lfs").File(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n").File("big.bin", Pointer).RunAsync(Temporary.Root);
        await ToIntegrationAsync("lfs");
        Repository.Trust(await Repository.ReadSettingsAsync(None));
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        Assert.Equal(Pointer, await File.ReadAllTextAsync(Path.Combine(info.Path, "big.bin")));
        TemporaryRepository.WriteIn(info.Path, "big.bin", Pointer.Replace("12345", "54321", StringComparison.Ordinal));

        var work = await CaptureAsync(request, info);

        Assert.Equal(["big.bin"], work.Changes.Select(c => c.Path));
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(work.Commit, work.BaseCommit, [], [], None);
        Assert.Contains("54321", await File.ReadAllTextAsync(Path.Combine(checkout.Path, "big.bin")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../library")]
    [InlineData("ABSOLUTE")]
    public async Task Submodule_OfALocalRepository_IsThereInACleanCheckout_AndSoIsOneInsideIt(string url)
    {
        await SubmodulesAsync(url == "ABSOLUTE" ? Path.Combine(Temporary.Folder, "library") : url);
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(await Repository.ResolveAsync("with-lib", None), null, [], [], None);

        Assert.Equal("library\n", await File.ReadAllTextAsync(Path.Combine(checkout.Path, "vendor/lib/lib.txt")));
        Assert.Equal("inner\n", await File.ReadAllTextAsync(Path.Combine(checkout.Path, "vendor/lib/inner/in.txt")));
        Assert.Empty(checkout.Forged);
    }

    [Fact]
    public async Task Submodule_OfARepositoryThatIsElsewhere_IsAnEmptyFolder()
    {
        await SubmodulesAsync("https://example.invalid/library.git");
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(await Repository.ResolveAsync("with-lib", None), null, [], [], None);

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(checkout.Path, "vendor/lib")));
    }

    [Fact]
    public async Task Submodule_WithAForgedFile_IsToldLikeAnyOther()
    {
        await SubmodulesAsync("../library");
        var library = Path.Combine(Temporary.Folder, "library");
        var (good, bad) = (await TemporaryRepository.GitInAsync(library, "rev-parse", "HEAD:lib.txt"), await TemporaryRepository.GitInAsync(library, "hash-object", "-w", ".git/HEAD"));
        string ObjectFile(string id) => Path.Combine(library, ".git", "objects", id[..2], id[2..]);
        TemporaryRepository.SetMode(ObjectFile(good), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Copy(ObjectFile(bad), ObjectFile(good), overwrite: true);
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(await Repository.ResolveAsync("with-lib", None), null, [], [], None);

        Assert.Equal(["vendor/lib/lib.txt"], checkout.Forged);
    }

    [Fact]
    public async Task Large_File_IsCapturedCheckedOutAndMerged()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        var bytes = new byte[Megabytes * 1024 * 1024];
        new Random(7).NextBytes(bytes.AsSpan(0, bytes.Length / 8));
        await File.WriteAllBytesAsync(Path.Combine(info.Path, "large.bin"), bytes);

        var work = await CaptureAsync(request, info);

        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync(work.Commit, work.BaseCommit, [], [], None);
        Assert.Empty(checkout.Forged);
        Assert.Equal(bytes.Length, new FileInfo(Path.Combine(checkout.Path, "large.bin")).Length);
        Assert.IsType<MergePreparation.Ready>(await new MergeQueue(Repository).PrepareAsync(Run, request.Attempt, Agent, "t", Integration, work, None));
    }

    [Fact]
    public async Task Large_Repository_IsPreparedCapturedCheckedOutAndMerged()
    {
        var import = new FastImport().Commit("refs/heads/large", "refs/heads/main", "large");
        for (var n = 0; n < Files; n++)
        {
            import.File(string.Create(CultureInfo.InvariantCulture, $"d{n / 500}/f{n % 500}.txt"), string.Create(CultureInfo.InvariantCulture, $"{n}\n"));
        }

        await import.RunAsync(Temporary.Root);
        await ToIntegrationAsync("large");
        var began = TimeProvider.System.GetTimestamp();
        var (one, two) = (await ChangeAsync("T1", "d0/f1.txt"), await ChangeAsync("T2", "d1/f1.txt"));
        output.WriteLine($"{Files} files: two worktrees made, changed and captured after {TimeProvider.System.GetElapsedTime(began)}");
        var queue = new MergeQueue(Repository);
        foreach (var (task, work) in new[] { ("T1", one), ("T2", two) })
        {
            var ready = Assert.IsType<MergePreparation.Ready>(await queue.PrepareAsync(Run, Request(task).Attempt, Agent, "t", Integration, work, None));
            Assert.IsType<LandOutcome.Landed>(await queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None));
        }

        output.WriteLine($"merged after {TimeProvider.System.GetElapsedTime(began)}");
        using var checkouts = new CleanCheckouts(Repository);
        await using var checkout = await checkouts.CreateAsync((await Repository.HeadOfAsync(Integration, None))!, one.BaseCommit, [], [], None);
        output.WriteLine($"checked out after {TimeProvider.System.GetElapsedTime(began)}");
        Assert.Equal("changed\n", await File.ReadAllTextAsync(Path.Combine(checkout.Path, "d1/f1.txt")));
        Assert.Equal(Files + 1, Directory.EnumerateFiles(checkout.Path, "*.*", SearchOption.AllDirectories).Count(f => Path.GetFileName(f) != ".git"));
    }

    private async Task<CapturedWork> ChangeAsync(string task, string path)
    {
        var request = Request(task);
        var info = await Workspaces.PrepareAsync(request, None);
        TemporaryRepository.WriteIn(info.Path, path, "changed\n");
        var work = await CaptureAsync(request, info);
        Assert.Equal([path], work.Changes.Select(c => c.Path));
        return work;
    }

    /// <summary>A library with another one inside, and a branch <c>with-lib</c> that points to it.</summary>
    private async Task SubmodulesAsync(string url)
    {
        var inner = await MakeAsync("inner-library", f => f.File("in.txt", "inner\n"));
        var library = await MakeAsync("library", f => f.File("lib.txt", "library\n").File(".gitmodules", "[submodule \"inner\"]\n\tpath = inner\n\turl = ../inner-library\n").Submodule("inner", inner));
        await new FastImport().Commit("refs/heads/with-lib", "refs/heads/main", "lib")
            .File(".gitmodules", $"[submodule \"the lib\"]\n\tpath = vendor/lib\n\turl = {url}\n").Submodule("vendor/lib", library).RunAsync(Temporary.Root);
    }

    private async Task<string> MakeAsync(string name, Action<FastImport> files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Temporary.Folder, name)).FullName;
        await TemporaryRepository.GitInAsync(folder, "init", "-q", "-b", "main");
        var import = new FastImport().Commit("refs/heads/main", null, name);
        files(import);
        await import.RunAsync(folder);
        return await TemporaryRepository.GitInAsync(folder, "rev-parse", "main");
    }

    private async Task ToIntegrationAsync(string branch)
    {
        var onto = await Repository.ResolveAsync(Integration, None);
        Assert.IsType<LandOutcome.Landed>(await new MergeQueue(Repository).LandAsync(Integration, onto, await Repository.ResolveAsync(branch, None), None));
    }
}
