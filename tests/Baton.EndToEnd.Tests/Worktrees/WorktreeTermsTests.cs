using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Worktrees;

/// <summary>What <c>worktrees</c> of a plan does: copied files, set-up and clean-up commands, a bound for the disk.</summary>
public sealed class WorktreeTermsTests
{
    [Theory]
    [InlineData("worktree")]
    [InlineData("clone")]
    public async Task Copied_files_are_there_for_agents_and_checks_as_they_were_and_are_never_committed(string workspace)
    {
        await using var bench = await IgnoringAsync();
        bench.Repository.Write(".env", "KEY=true\n");
        bench.WithTasks($"one: {{run: 'cat .env > a.txt; echo KEY=agent > .env; echo KEY=agent > {bench.Repository.Root}/.env', workspace: {workspace}, outputs: [a.txt], verify: [{{run: 'grep -q true .env'}}, {{scope: []}}]}}", "worktrees: {copy: [.env]}");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var branch = await bench.IntegrationAsync();
        Assert.Equal("KEY=true\n", await bench.Repository.ReadAtAsync(branch, "a.txt"));
        Assert.Equal(".gitignore\na.txt", await bench.Repository.GitAsync("ls-tree", "--name-only", branch, ".gitignore", "a.txt", ".env"));
    }

    [Fact]
    public async Task A_file_that_git_does_not_ignore_is_not_copied_but_told()
    {
        await using var bench = await IgnoringAsync();
        bench.Repository.Write("settings.json", "{}\n");
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}", "worktrees: {copy: [settings.json]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("'settings.json' of `worktrees: copy` matches no file", run.Error, StringComparison.Ordinal);
        Assert.Contains(".gitignore", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_up_comes_before_the_agent_and_ends_the_attempt_when_it_fails()
    {
        await using var bench = await IgnoringAsync();
        bench.WithTasks(
            $"one: {{run: 'cat ready.tmp > a.txt; touch {bench.Mark("agent")}', outputs: [a.txt], verify: [{{file: a.txt}}]}}",
            $"worktrees: {{setup: ['echo ready > ready.tmp', 'test -e {bench.Mark("server")} || {{ echo no server; exit 3; }}']}}");

        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.False(File.Exists(bench.Mark("agent")));
        var shown = (await bench.BatonAsync("show", "one")).Output;
        Assert.Contains("ended with exit code 3. The set-up command `test -e", shown, StringComparison.Ordinal);
        Assert.Contains("no server", (await bench.BatonAsync("logs", "one")).Output, StringComparison.Ordinal);

        File.WriteAllText(bench.Mark("server"), "");
        await bench.BatonAsync("retry", "one");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("ready\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
    }

    [Fact]
    public async Task Clean_up_runs_however_the_attempt_ended_and_its_own_failure_is_told()
    {
        await using var bench = await IgnoringAsync();
        bench.WithTasks("""
            good: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}
            bad: {run: 'exit 4'}
            late: {run: 'sleep 100', timeout: 200ms}
            """, $"worktrees: {{cleanup: ['pwd >> {bench.Mark("cleaned")}', 'echo cannot >&2; exit 6']}}");

        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var cleaned = File.ReadAllLines(bench.Mark("cleaned")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["bad-1", "good-1", "late-1"], cleaned);
        Assert.Contains("`echo cannot >&2; exit 6` ended with exit code 6. cannot", (await bench.BatonAsync("show", "good")).Output, StringComparison.Ordinal);
        Assert.Equal("Complete", bench.Status("good"));
    }

    [Fact]
    public async Task Worktrees_that_are_over_make_room_and_without_room_the_task_is_given_up_with_what_to_do()
    {
        await using var bench = await IgnoringAsync();
        const string fill = "head -c 3000000 /dev/zero > fill.tmp";
        bench.WithTasks($$"""
            one: {run: '{{fill}}; echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}
            two: {run: '{{fill}}; echo x > b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}
            """, "worktrees: {disk: 2MB}");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.DoesNotContain(Directory.EnumerateDirectories(bench.Repository.StateHome, "*", SearchOption.AllDirectories), d => Path.GetFileName(d) == "one-1");

        bench.WithTasks("three: {run: 'echo x > c.txt', outputs: [c.txt], verify: [{file: c.txt}]}", "worktrees: {disk: 1MB}");
        var run = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("of the 1 MB that `worktrees: disk` allows", run.Output, StringComparison.Ordinal);
        Assert.Contains("baton gc", run.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await bench.BatonAsync("gc")).ExitCode);
        await bench.BatonAsync("retry", "three");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    private static async Task<FaultBench> IgnoringAsync()
    {
        var bench = await FaultBench.CreateAsync();
        await bench.Repository.CommitFilesAsync("ignore", (".gitignore", ".env\n*.tmp\n"));
        return bench;
    }
}
