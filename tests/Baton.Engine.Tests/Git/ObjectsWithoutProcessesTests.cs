using System.Buffers.Binary;
using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Git;

/// <summary>What Baton reads and writes in the object store itself is what git would read and write.</summary>
public sealed class ObjectsWithoutProcessesTests : RepositoryTest
{
    private static readonly DateTimeOffset LongBefore = TimeProvider.System.GetUtcNow().AddHours(-1);

    private static readonly ImmutableDictionary<string, string> Identity = ImmutableDictionary<string, string>.Empty
        .Add("GIT_AUTHOR_NAME", "Ann <the> first").Add("GIT_AUTHOR_EMAIL", "ann@example.invalid").Add("GIT_COMMITTER_NAME", "B").Add("GIT_COMMITTER_EMAIL", "b@example.invalid");

    [Fact]
    public async Task CommitTree_IsACommitThatGitFindsNothingWrongWith()
    {
        var head = await Repository.ResolveAsync("main", None);
        var tree = await Repository.TreeOfAsync(head, None);
        var commit = await Repository.CommitTreeAsync(tree, [head, head], "subject ü\n\nbody", Identity, None);
        Assert.Equal("", await Temporary.GitAsync("fsck", "--strict", "--no-dangling", "--no-progress"));
        Assert.Equal($"{tree}\n{head}\nAnn the first <ann@example.invalid>\nB <b@example.invalid>\nsubject ü\n\nbody", await Temporary.GitAsync("log", "-1", "--format=%T%n%P%n%an <%ae>%n%cn <%ce>%n%B", commit));
        Assert.Equal(tree, await Repository.TreeOfAsync(commit, None));
    }

    [Fact]
    public async Task CommitTree_WhereSomebodyPutAFalseObjectOfThatName_WritesTheTrueOne()
    {
        var head = await Repository.ResolveAsync("main", None);
        var tree = await Repository.TreeOfAsync(head, None);
        string commit, again;
        do // until both fall into one second, without which they have different names
        {
            commit = await Repository.CommitTreeAsync(tree, [head], "same", Identity, None);
            var file = Path.Combine(Repository.CommonDir, "objects", commit[..2], commit[2..]);
            TemporaryRepository.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(file, "false");
            again = await Repository.CommitTreeAsync(tree, [head], "same", Identity, None);
        }
        while (again != commit);
        Assert.Equal(tree, await Temporary.GitAsync("rev-parse", commit + "^{tree}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Capture_OfRandomWork_TellsTheChangesThatGitTells(int seed)
    {
        var random = new Random(seed);
        await AdvanceAsync([.. Enumerable.Range(0, 40).Select(n => (PathOf(n), $"{n}\n{new string('x', n)}\n"))]);
        for (var round = 0; round < 8; round++)
        {
            await Temporary.GitAsync(round % 2 == 0 ? ["gc", "-q"] : ["status"]);
            var request = Request($"T{round}");
            var info = await Workspaces.PrepareAsync(request, None);
            Scramble(info.Path, random);
            var work = await CaptureAsync(request, info);
            Assert.Equal(await GitsAsync(work), [.. work.Changes.Select(c => $"{Letter(c.Kind)} {(c.OldPath is { } old ? old + " " : "")}{c.Path}").Order(StringComparer.Ordinal)]);
        }
    }

    private static string PathOf(int n) => $"{"abc"[n % 3]}{(n % 4 == 0 ? "/sub" : n % 4 == 1 ? "/sub.d" : "")}/{(n % 5 == 0 ? "ü " : "")}{n}.txt";

    private static void Scramble(string folder, Random random)
    {
        for (var step = 0; step < random.Next(1, 12); step++)
        {
            var path = Path.Combine(folder, PathOf(random.Next(40)));
            switch (random.Next(6))
            {
                case 0:
                    Remove(path);
                    break;
                case 1:
                    Remove(path);
                    TemporaryRepository.WriteIn(path, "inside.txt", $"{step}\n");
                    break;
                case 2:
                    Remove(path);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.CreateSymbolicLink(path, "nowhere");
                    break;
                case 3 when File.Exists(path) && new FileInfo(path).LinkTarget is null:
                    File.Move(path, Path.Combine(folder, $"moved{step}.txt"));
                    break;
                case 4 when File.Exists(path) && new FileInfo(path).LinkTarget is null:
                    TemporaryRepository.SetMode(path, (UnixFileMode)0b111_101_101);
                    break;
                default:
                    Remove(path);
                    TemporaryRepository.WriteIn(folder, Path.GetRelativePath(folder, path), $"new {random.Next()}\n");
                    break;
            }
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private async Task<ImmutableArray<string>> GitsAsync(CapturedWork work)
    {
        var fields = (await Temporary.GitAsync("diff-tree", "-r", "-z", "-M", "--name-status", work.BaseCommit, work.Commit)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var lines = new List<string>();
        for (var i = 0; i < fields.Length; i++)
        {
            lines.Add(fields[i][0] == 'R' ? $"R {fields[++i]} {fields[++i]}" : $"{fields[i][0]} {fields[++i]}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static char Letter(FileChangeKind kind) => kind == FileChangeKind.TypeChanged ? 'T' : kind.ToString()[0];

    /// <summary>git reads packs first and does not look whether what they hold is what they call it.</summary>
    [Fact]
    public async Task Checkout_AfterAPackMadeByHandHidesAnObject_TellsTheForgery()
    {
        var work = await WorkAsync("T1", ("judge.txt", "must hold\n"));
        var wanted = await Temporary.GitAsync("rev-parse", work.Commit + ":judge.txt");
        await using (var before = await new CleanCheckouts(Repository) { BelievedUntil = LongBefore }.CreateAsync(work.Commit, null, [], [], None))
        {
            Assert.Empty(before.Forged);
        }

        await ForgeAsync(wanted, "holds always\n");
        using var checkouts = new CleanCheckouts(Repository) { BelievedUntil = LongBefore };
        await using var checkout = await checkouts.CreateAsync(work.Commit, null, [], [], None);
        Assert.Equal("holds always", await Temporary.GitAsync("show", work.Commit + ":judge.txt"));
        Assert.Equal(["judge.txt"], checkout.Forged);
    }

    /// <summary>A pack with one object, whose index calls it by another name (git's documentation, gitformat-pack, index version 2).</summary>
    private async Task ForgeAsync(string name, string text)
    {
        var file = Path.Combine(Temporary.Folder, "forged.txt");
        File.WriteAllText(file, text);
        var id = await Temporary.GitAsync("hash-object", "-w", file);
        var list = Path.Combine(Temporary.Folder, "ids");
        File.WriteAllText(list, id + "\n");
        var stem = Path.Combine(Repository.CommonDir, "objects", "pack", "pack");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", $"git pack-objects -q '{stem}' <'{list}'"]) { WorkingDirectory = Temporary.Root, RedirectStandardOutput = true })!;
        var hash = (await shell.StandardOutput.ReadToEndAsync(None)).Trim();
        var index = $"{stem}-{hash}.idx";
        TemporaryRepository.SetMode(index, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = File.ReadAllBytes(index);
        const int fanout = 8, names = fanout + 256 * sizeof(uint);
        var raw = Convert.FromHexString(name);
        for (var first = 0; first < 256; first++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(fanout + first * sizeof(uint)), first >= raw[0] ? 1u : 0);
        }

        raw.CopyTo(bytes, names);
        File.WriteAllBytes(index, bytes);
    }
}
