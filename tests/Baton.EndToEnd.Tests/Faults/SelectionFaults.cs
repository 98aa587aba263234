using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Parts of a plan: <c>--task</c>, <c>--group</c>, <c>--ready</c>, <c>--max</c>, <c>--dry-run</c>.</summary>
public sealed class SelectionFaults
{
    private const string Chain = """
        one: {run: 'true', workspace: none, group: first}
        two: {run: 'true', workspace: none, needs: [one], group: second}
        three: {run: 'true', workspace: none, group: second}
        """;

    private static async Task<FaultBench> BenchAsync() =>
        (await FaultBench.CreateAsync()).WithTasks(Chain, "groups: {first: First, second: Second}");

    [Fact]
    public async Task A_task_whose_needs_are_not_met_is_refused_and_no_run_is_begun()
    {
        await using var bench = await BenchAsync();

        var run = await bench.BatonAsync("run", "plan.yaml", "--task", "two");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("two needs one", run.Error, StringComparison.Ordinal);
        var runs = await bench.BatonAsync("list", "--runs");
        Assert.DoesNotContain("Planned", runs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--task", "nobody")]
    [InlineData("--group", "nobody")]
    public async Task A_name_that_the_plan_does_not_have_is_wrong_usage_and_no_run_is_begun(string option, string name)
    {
        await using var bench = await BenchAsync();

        var run = await bench.BatonAsync("run", "plan.yaml", option, name);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(name, run.Error, StringComparison.Ordinal);
        bench.WithTasks("other: {run: 'true', workspace: none}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Fact]
    public async Task Selected_tasks_run_alone_and_the_rest_of_the_plan_later()
    {
        await using var bench = await BenchAsync();

        var some = await bench.BatonAsync("run", "plan.yaml", "--task", "one", "--task", "two");
        Assert.Equal(0, some.ExitCode);
        Assert.Contains("2/3 tasks", some.Output, StringComparison.Ordinal);
        Assert.Equal("Pending", bench.Status("three"));

        var rest = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(0, rest.ExitCode);
        Assert.Contains("3/3 tasks", rest.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_takes_what_could_start_now_and_max_bounds_it()
    {
        await using var bench = await BenchAsync();

        var ready = await bench.BatonAsync("run", "plan.yaml", "--ready", "--max", "1");
        Assert.Equal(0, ready.ExitCode);
        Assert.Contains("1/3 tasks", ready.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml", "--ready")).ExitCode);
        Assert.Equal("Complete", bench.Status("three"));
    }

    [Fact]
    public async Task A_group_alone_is_refused_while_it_needs_another_and_runs_after_that()
    {
        await using var bench = await BenchAsync();

        Assert.Equal(4, (await bench.BatonAsync("run", "plan.yaml", "--group", "second")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml", "--group", "first")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml", "--group", "second")).ExitCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    public async Task A_maximum_that_is_no_number_from_one_is_wrong_usage(string max)
    {
        await using var bench = await BenchAsync();

        var run = await bench.BatonAsync("run", "plan.yaml", "--max", max);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--max takes a", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_tells_the_order_and_changes_nothing()
    {
        await using var bench = await BenchAsync();

        var run = await bench.BatonAsync("run", "plan.yaml", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("after one", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Repository.Root, ".baton")));
        Assert.Equal("", await bench.IntegrationAsync());
    }

    [Fact]
    public async Task A_dry_run_of_a_part_tells_that_part_alone()
    {
        await using var bench = await BenchAsync();

        var run = await bench.BatonAsync("run", "plan.yaml", "--dry-run", "--task", "three");

        Assert.Equal(0, run.ExitCode);
        var order = run.Output[run.Output.IndexOf("Would start", StringComparison.Ordinal)..];
        Assert.Contains("three", order, StringComparison.Ordinal);
        Assert.DoesNotContain("after one", order, StringComparison.Ordinal);
    }
}
