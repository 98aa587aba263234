using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Plans that cannot be run, and plans that are odd and can.</summary>
public sealed class PlanFaults
{
    [Fact]
    public async Task Malformed_yaml_is_told_with_its_place_and_nothing_is_started()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithPlan("baton: 1\nname: broken\ntasks:\n  a: {run: [echo\n  b: }\n");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("plan.yaml:4:12", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Repository.Root, ".baton")));
    }

    [Fact]
    public async Task A_missing_plan_file_is_named()
    {
        await using var bench = await FaultBench.CreateAsync();

        var run = await bench.BatonAsync("run", "nowhere.yaml");

        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Contains("nowhere.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cycle_is_told_with_every_task_in_it()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'true', needs: [three]}\ntwo: {run: 'true', needs: [one]}\nthree: {run: 'true', needs: [two]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.All(["wait for each other", "one", "two", "three"], word => Assert.Contains(word, run.Error, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData(".git/config")]
    public async Task An_output_outside_the_repository_is_an_error(string path)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'true', outputs: ['{path}'], verify: [{{scope: []}}]}}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_fails_the_task_with_its_name()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: [no-such-program-here, now], outputs: [a.txt], verify: [{file: a.txt}]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("program-missing", run.Output, StringComparison.Ordinal);
        var show = await bench.BatonAsync("show", "one", "--plan", "plan.yaml");
        Assert.Contains("no-such-program-here", show.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("../a")]
    [InlineData("-a")]
    [InlineData("é")]
    [InlineData(".lock")]
    public async Task A_task_id_that_no_branch_could_bear_is_an_error(string id)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"\"{id}\": {{run: 'echo x > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}]}}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(id, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.lock")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("HEAD")]
    [InlineData("1.2_3-X")]
    public async Task A_task_id_that_git_would_not_take_as_a_branch_still_runs(string id)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"\"{id}\": {{run: 'echo x > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}]}}");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
    }

    [Fact]
    public async Task A_thousand_tasks_with_eight_at_once_all_complete()
    {
        await using var bench = await FaultBench.CreateAsync();
        var tasks = string.Join('\n', Enumerable.Range(1, 1000).Select(i => $"t{i}: {{run: [\"true\"], workspace: none{(i > 8 ? $", needs: [t{i - 8}]" : "")}}}"));
        bench.WithTasks(tasks, "limits: {concurrent: 8}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1000/1000 tasks", run.Output, StringComparison.Ordinal);
        Assert.Empty(bench.Processes());
    }

    [Fact]
    public async Task A_plan_that_changed_under_an_unfinished_run_is_refused_and_new_starts_anew()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {agent: boss, workspace: none}");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        bench.WithTasks("two: {run: 'true', workspace: none}");

        var refused = await bench.BatonAsync("run", "plan.yaml");
        var anew = await bench.BatonAsync("run", "plan.yaml", "--new");

        Assert.Equal(4, refused.ExitCode);
        Assert.All(["changed", "--new", "baton cancel", "baton resume"], word => Assert.Contains(word, refused.Error, StringComparison.Ordinal));
        Assert.Equal(0, anew.ExitCode);
    }
}
