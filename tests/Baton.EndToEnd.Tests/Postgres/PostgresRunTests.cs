using Baton.EndToEnd.Tests.Faults;
using Baton.TestKit.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Baton.EndToEnd.Tests.Postgres;

/// <summary>Whole runs whose journal is in a PostgreSQL database.</summary>
public sealed class PostgresRunTests(PostgresServer server)
{
    private const string Chain =
        """
        one: {run: 'echo one > one.txt', outputs: [one.txt], verify: [{file: one.txt}]}
        two: {run: 'echo two > two.txt', needs: [one], outputs: [two.txt], verify: [{file: two.txt}]}
        """;

    [Fact]
    public async Task A_run_is_planned_done_and_reported_without_a_file_for_the_journal()
    {
        await using var bench = await BenchAsync();
        bench.WithTasks(Chain);

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Contains("Succeeded", (await bench.BatonAsync("report")).Output, StringComparison.Ordinal);
        Assert.Equal("two\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "two.txt"));
        Assert.False(File.Exists(Path.Combine(bench.Repository.Root, ".baton", "journal.db")));
        Assert.Equal("", await bench.Repository.GitAsync("status", "--porcelain", "--", ".baton"));
        Assert.DoesNotContain("secret", await AllTextAsync(Path.Combine(bench.Repository.Root, ".baton")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("journal.create-run.within")]
    [InlineData("journal.create-run.after")]
    [InlineData("journal.lease-acquire.after")]
    [InlineData("journal.append.before")]
    [InlineData("journal.append.after")]
    [InlineData("journal.lease-release.before")]
    public async Task A_run_killed_at_a_write_goes_on_and_starts_nothing_twice(string point)
    {
        await using var bench = await BenchAsync();
        bench.WithTasks($$"""
            one: {run: 'echo one > one.txt; echo one >> {{bench.Mark("starts")}}', outputs: [one.txt], verify: [{file: one.txt}]}
            two: {run: 'echo two > two.txt; echo two >> {{bench.Mark("starts")}}', needs: [one], outputs: [two.txt], verify: [{file: two.txt}]}
            """);
        bench.Environment["BATON_FAULT_AT"] = point;
        Assert.Equal(137, (await bench.Start("run", "plan.yaml").EndAsync()).ExitCode);
        bench.Environment.Remove("BATON_FAULT_AT");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(["one", "two"], await File.ReadAllLinesAsync(bench.Mark("starts")));
    }

    [Fact]
    public async Task A_person_is_heard_from_another_terminal()
    {
        await using var bench = await BenchAsync();
        bench.WithTasks($$"""
            one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}, {human: Is it good?}]}
            busy: {run: 'until test -e {{bench.Mark("go")}}; do sleep 0.05; done; echo x > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}
            """);
        var run = bench.Start("run", "plan.yaml");
        Assert.True(await Crash.Poll.UntilAsync(() => run.Output.Contains("Is it good?", StringComparison.Ordinal)), run.Output + run.Error);

        Assert.Equal(0, (await bench.BatonAsync("approve", "one")).ExitCode);
        Assert.True(await Crash.Poll.UntilAsync(() => run.Output.Contains(" complete", StringComparison.Ordinal)), run.Output + run.Error);
        await File.WriteAllTextAsync(bench.Mark("go"), "");
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Two_runs_at_once_are_one_run_and_one_refusal()
    {
        await using var bench = await BenchAsync();
        bench.WithTasks($$"""one: {run: 'echo x > a.txt; until test -e {{bench.Mark("go")}}; do sleep 0.05; done', outputs: [a.txt], verify: [{file: a.txt}]}""");
        var first = bench.Start("run", "plan.yaml");
        Assert.True(await Crash.Poll.UntilAsync(() => first.Output.Contains("started", StringComparison.Ordinal)), first.Output + first.Error);

        var second = await bench.BatonAsync("run", "plan.yaml");
        await File.WriteAllTextAsync(bench.Mark("go"), "");
        Assert.NotEqual(0, second.ExitCode);
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("nonsense", "is not the address of a PostgreSQL database")]
    [InlineData("postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=1", "does not answer")]
    public async Task A_database_that_cannot_be_used_is_said_and_nothing_starts(string store, string said)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Chain);
        bench.Environment["BATON_STORE"] = store;

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.Empty(await bench.KeptAsync());
    }

    private async Task<FaultBench> BenchAsync()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed; ./test installs it.");
        var bench = await FaultBench.CreateAsync();
        bench.Environment["BATON_STORE"] = await server.NewDatabaseAsync();
        return bench;
    }

    private static async Task<string> AllTextAsync(string folder)
    {
        var texts = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => File.ReadAllTextAsync(f));
        return string.Concat(await Task.WhenAll(texts));
    }
}
