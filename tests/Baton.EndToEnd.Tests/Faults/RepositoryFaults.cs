using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Repositories that are missing, unusual, or changed by others while a run is under way.</summary>
public sealed class RepositoryFaults
{
    private const string One = "one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}";
    private const string Commit = "git -c user.name=a -c user.email=a@b commit -q";

    [Fact]
    public async Task A_repository_without_commits_is_told_so()
    {
        await using var bench = await FaultBench.CreateAsync(empty: true);
        bench.WithTasks(One);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("no commit", run.Error, StringComparison.Ordinal);
        Assert.Contains("git commit", run.Error, StringComparison.Ordinal);
    }

    /// <summary>One half of the files is packed, the other lies in files of its own.</summary>
    [Fact]
    public async Task A_repository_of_50_000_files_is_no_trouble()
    {
        const int files = 25_000;
        await using var bench = await FaultBench.CreateAsync();
        var packed = new FastImport().Commit("refs/heads/main", "refs/heads/main^0", "packed");
        for (var n = 0; n < files; n++)
        {
            packed.File($"packed/{n % 100}/{n}.txt", $"{n}\n");
        }

        await packed.RunAsync(bench.Repository.Root);
        await bench.Repository.GitAsync("reset", "-q", "--hard");
        for (var n = 0; n < files; n++)
        {
            bench.Repository.Write($"loose/{n % 100}/{n}.txt", $"loose {n}\n");
        }

        await TemporaryRepository.CommitAllInAsync(bench.Repository.Root, "loose");
        bench.WithTasks("""
            one: {run: 'echo more >>packed/1/1.txt; echo more >>loose/2/2.txt', outputs: [packed/1/1.txt, loose/2/2.txt], verify: [{run: 'test $(git ls-files | wc -l) -ge 50000'}]}
            two: {run: 'git mv packed moved && git -c user.name=a -c user.email=a@b commit -qm moved', needs: [one], authority: {write: [packed/**, moved/**]}, verify: [{run: grep -q more moved/1/1.txt}]}
            """, more: "finish: merge");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("1\nmore\nloose 2\nmore", await bench.Repository.GitAsync("show", "HEAD:moved/1/1.txt") + "\n" + await bench.Repository.GitAsync("show", "HEAD:loose/2/2.txt"));
    }

    [Fact]
    public async Task A_folder_that_is_no_repository_is_told_so()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One);
        var elsewhere = Directory.CreateDirectory(bench.Mark("elsewhere")).FullName;
        File.Copy(bench.PlanFile, Path.Combine(elsewhere, "plan.yaml"));

        foreach (var words in new string[][] { ["run", "plan.yaml"], ["status"], ["gc"], ["retry", "one"], ["list", "--runs"] })
        {
            var run = await bench.BatonInAsync(elsewhere, words);
            Assert.Equal(5, run.ExitCode);
            Assert.Contains(elsewhere, run.Error, StringComparison.Ordinal);
            Assert.Contains("git init", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is nothing to drop", "gc", "--dry-run")]
    [InlineData("There are no dead letters", "dead-letters")]
    [InlineData("Nothing was spent", "budget")]
    public async Task Where_nothing_was_run_there_is_nothing_and_a_question_about_a_run_is_an_error(string answer, params string[] words)
    {
        await using var bench = await FaultBench.CreateAsync();

        var asked = await bench.BatonAsync(words);
        var named = await bench.BatonAsync([.. words, "--json"]);

        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        Assert.StartsWith(answer + ": nothing was run in this repository yet", asked.Output, StringComparison.Ordinal);
        Assert.Equal(5, named.ExitCode);
        Assert.Equal(5, (await bench.BatonAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_bare_repository_is_told_so()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One);
        var bare = bench.Mark("bare.git");
        await TemporaryRepository.GitInAsync(bench.Folder, "clone", "-q", "--bare", bench.Repository.Root, bare);
        File.Copy(bench.PlanFile, Path.Combine(bare, "plan.yaml"));

        var run = await bench.BatonInAsync(bare, "run", "plan.yaml");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("bare", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_before_any_run_says_how_to_start_one()
    {
        await using var bench = await FaultBench.CreateAsync();

        foreach (var words in new string[][] { ["status"], ["show", "one"], ["retry", "one"], ["pause"], ["logs", "one"], ["report"], ["resume"] })
        {
            var told = await bench.BatonAsync(words);
            Assert.InRange(told.ExitCode, 2, 5);
            Assert.Contains("baton run", told.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dirty_main_tree_is_the_same_afterwards_byte_for_byte()
    {
        await using var bench = await FaultBench.CreateAsync();
        await bench.Repository.CommitFilesAsync("more", ("a.txt", "base\n"), ("c.txt", "c\n"));
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}", "finish: merge");
        bench.Repository.Write("a.txt", "edited, not staged\n");
        bench.Repository.Write("staged.txt", "staged\n");
        await bench.Repository.GitAsync("add", "staged.txt");
        await bench.Repository.GitAsync("rm", "-q", "--cached", "c.txt");
        bench.Repository.Write("untracked/file.txt", "untracked\n");
        await bench.Repository.GitAsync("status");
        var before = await SnapshotAsync(bench);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(before, await SnapshotAsync(bench));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("changes that are not committed", run.Output, StringComparison.Ordinal);
        Assert.Contains("git merge --ff-only", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_branch_that_moved_meanwhile_gets_what_came_and_the_work()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'echo x > a.txt; cd {bench.Repository.Root} && {Commit} --allow-empty -m moved', outputs: [a.txt], verify: [{{file: a.txt}}]}}", "finish: merge");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal("moved", await bench.Repository.GitAsync("log", "-1", "--format=%s", "main^1"));
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync("main", "a.txt"));
        Assert.Equal("", await bench.Repository.GitAsync("status", "--porcelain", "--", "a.txt"));
    }

    [Fact]
    public async Task A_base_branch_that_moved_against_the_work_is_left_alone_and_the_way_out_is_told()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'echo x > a.txt; cd {bench.Repository.Root} && echo other > a.txt && git add a.txt && {Commit} -m moved', outputs: [a.txt], verify: [{{file: a.txt}}]}}", "finish: merge");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal("moved", await bench.Repository.GitAsync("log", "-1", "--format=%s", "main"));
        Assert.Equal("other\n", File.ReadAllText(Path.Combine(bench.Repository.Root, "a.txt")));
        Assert.Contains("git merge baton/", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("merged into", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task An_integration_branch_that_is_checked_out_holds_the_merge_until_it_is_free_and_the_work_is_not_done_twice()
    {
        await using var bench = await FaultBench.CreateAsync();
        var other = bench.Mark("other");
        bench.WithTasks($"one: {{run: 'echo once >> {bench.Mark("count")}; git worktree add -q {other} $(git for-each-ref --format=\"%(refname:short)\" \"refs/heads/baton/**/integration\"); echo x > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}]}}");

        var held = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(5, held.ExitCode);
        Assert.Contains("is checked out in " + other, held.Output, StringComparison.Ordinal);
        Assert.Contains("--detach", held.Output, StringComparison.Ordinal);

        await TemporaryRepository.GitInAsync(other, "checkout", "-q", "--detach");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("once\n", File.ReadAllText(bench.Mark("count")));
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
    }

    [Fact]
    public async Task An_integration_branch_that_was_deleted_between_two_sittings_comes_back_with_its_work()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One + "\nboss: {agent: boss, workspace: none, needs: [one]}\nthree: {run: 'cat a.txt > b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [boss]}");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var branch = await bench.IntegrationAsync();
        await bench.Repository.GitAsync("branch", "-D", branch);

        await bench.BatonAsync("done", "boss");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(branch, "a.txt"));
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(branch, "b.txt"));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("ünïcödé 漢字")]
    [InlineData("quote'and\"double")]
    [InlineData("dollar$HOME;echo")]
    [InlineData("-dash")]
    public async Task A_repository_with_an_odd_path_works(string name)
    {
        await using var bench = await FaultBench.CreateAsync(name);
        bench.WithTasks("one: {run: 'echo x > \"ä b.txt\"', outputs: ['ä b.txt'], verify: [{file: 'ä b.txt'}, {scope: []}, {run: \"grep -q x 'ä b.txt'\"}]}");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "ä b.txt"));
        Assert.Equal(0, (await bench.BatonAsync("gc")).ExitCode);
    }

    [Fact]
    public async Task A_missing_git_is_told_and_how_to_get_it()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One);
        var bin = Directory.CreateDirectory(bench.Mark("bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "sh"), "/bin/sh");
        bench.Environment["PATH"] = bin;

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("git", run.Error, StringComparison.Ordinal);
        Assert.Contains("nstall", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> SnapshotAsync(FaultBench bench)
    {
        var files = Directory.EnumerateFiles(bench.Repository.Root, "*", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/.git/", StringComparison.Ordinal) && !f.Contains("/.baton/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {Convert.ToHexString(File.ReadAllBytes(f))}");
        var index = Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(bench.Repository.Root, ".git", "index")));
        var head = await bench.Repository.GitAsync("rev-parse", "HEAD", "main");
        return $"{string.Join('\n', files)}\n{index}\n{head}";
    }
}
