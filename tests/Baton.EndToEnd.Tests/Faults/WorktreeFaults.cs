using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Agents that damage the worktree they were given, or use git in ways of their own.</summary>
public sealed class WorktreeFaults
{
    private static async Task<FaultBench> BenchAsync(string command)
    {
        var bench = await FaultBench.CreateAsync();
        var lines = command.ReplaceLineEndings("\n      ");
        return bench.WithTasks($"one:\n    outputs: [a.txt]\n    authority: {{write: [b.txt]}}\n    verify: [{{file: a.txt}}]\n    run: |\n      {lines}\nother: {{run: 'echo o > o.txt', outputs: [o.txt], verify: [{{file: o.txt}}]}}");
    }

    [Fact]
    public async Task A_worktree_that_its_agent_deleted_fails_the_attempt_with_that_reason()
    {
        await using var bench = await BenchAsync("echo x > a.txt\ngit add a.txt; git -c user.name=a -c user.email=a@b commit -qm work\nrm -rf \"$PWD\"");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.InRange(run.ExitCode, 0, 1);
        Assert.Equal("Complete", bench.Status("other"));
        var kept = (await bench.KeptAsync()).First(r => r.Contains("/one", StringComparison.Ordinal));
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(kept, "a.txt"));
        Assert.Contains("was gone before its work was captured", (await bench.BatonAsync("show", "one")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo x > a.txt; rm .git")]
    [InlineData("echo x > a.txt; rm .git; git init -q .; git add a.txt; git -c user.name=a -c user.email=a@b commit -qm own")]
    [InlineData("git checkout -q -b elsewhere; echo x > a.txt; git add a.txt; git -c user.name=a -c user.email=a@b commit -qm own")]
    [InlineData("echo x > a.txt; git add a.txt; git -c user.name=a -c user.email=a@b commit -qm own; echo y > b.txt")]
    [InlineData("git checkout -q --orphan fresh; git rm -rfq --cached .; echo x > a.txt; git add -A; git -c user.name=a -c user.email=a@b commit -qm own")]
    [InlineData("echo x > a.txt; git add a.txt; git -c user.name=a -c user.email=a@b commit -q --amend -m rewritten")]
    public async Task What_the_files_say_counts_however_git_was_used(string command)
    {
        await using var bench = await BenchAsync(command);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
        Assert.Equal("Readme\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "README.md"));
        Assert.Equal("main", await bench.Repository.GitAsync("rev-parse", "--abbrev-ref", "HEAD"));
    }

    [Fact]
    public async Task A_repository_that_the_agent_made_inside_its_worktree_is_merged_as_files()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {outputs: ['b/**'], verify: [{file: b/inner.txt}], run: 'mkdir b; cd b; git init -q; echo inner > inner.txt; git add -A; git -c user.name=a -c user.email=a@b commit -qm inner'}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("inner\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "b/inner.txt"));
    }
}
