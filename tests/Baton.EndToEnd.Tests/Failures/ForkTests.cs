using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

/// <summary>A new run takes over from an old one what has not changed, with real git.</summary>
public sealed class ForkTests
{
    /// <summary>parse, then totals, then report; apart from them notes. Every call of an agent leaves a line.</summary>
    private static async Task<FaultBench> DoneAsync()
    {
        var bench = await FaultBench.CreateAsync();
        bench.WithTasks($$"""
            parse: {exclusive: desk, priority: critical, run: 'echo parse >> {{bench.Mark("calls")}}; echo p > p.txt', outputs: [p.txt], verify: [{file: p.txt}]}
            totals: {run: 'echo totals >> {{bench.Mark("calls")}}; cat p.txt > t.txt; echo t >> t.txt', outputs: [t.txt], verify: [{file: t.txt}, {run: 'grep -q p t.txt'}], needs: [parse]}
            report: {run: 'echo report >> {{bench.Mark("calls")}}; cat t.txt > r.txt', outputs: [r.txt], verify: [{file: r.txt}], needs: [totals]}
            notes: {exclusive: desk, run: 'echo notes >> {{bench.Mark("calls")}}; echo n > n.txt', outputs: [n.txt], verify: [{file: n.txt}]}
            """);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        File.Delete(bench.Mark("calls"));
        return bench;
    }

    [Fact]
    public async Task From_a_step_on_everything_is_done_anew_and_the_rest_is_reused_and_merged_anew()
    {
        await using var bench = await DoneAsync();
        var old = (await bench.JsonAsync("status"))["run"]!.GetValue<string>();

        var fork = await bench.JsonAsync("fork", "plan.yaml", "--from", "totals");

        Assert.Equal(["notes", "parse"], FailureBench.Names(fork["reused"]!, "task").Order());
        Assert.Equal(["report", "totals"], FailureBench.Names(fork["anew"]!, "task").Order());
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(["report", "totals"], await CallsAsync(bench));
        var report = await bench.JsonAsync("status");
        Assert.Equal(fork["run"]!.GetValue<string>(), report["run"]!.GetValue<string>());
        Assert.Equal($"{old}#1", FailureBench.TaskOf(report, "parse")["attempts"]![0]!["reusedFrom"]!.GetValue<string>());
        Assert.Null(FailureBench.TaskOf(report, "totals")["attempts"]![0]!["reusedFrom"]);
        var branch = report["integrationBranch"]!.GetValue<string>();
        Assert.Equal(["README.md", "n.txt", "p.txt", "r.txt", "t.txt"], await bench.Repository.PathsAtAsync(branch));
        Assert.Equal("p\nt\n", await bench.Repository.ReadAtAsync(branch, "r.txt"));
        Assert.Contains(await bench.EventsAsync(), e => e.Type == "WorkReused" && e.Text!.Contains($"attempt 1 of run {old}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_came_between_is_not_dragged_along()
    {
        await using var bench = await DoneAsync();
        Assert.Contains("p.txt", await bench.Repository.PathsAtAsync((await bench.KeptAsync()).Single(r => r.Contains("/notes/", StringComparison.Ordinal))));
        await bench.JsonAsync("fork", "plan.yaml", "--from", "parse");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml", "--task", "notes")).ExitCode);
        var branch = (await bench.JsonAsync("status"))["integrationBranch"]!.GetValue<string>();
        Assert.Equal(["README.md", "n.txt"], await bench.Repository.PathsAtAsync(branch));
        Assert.Empty(await CallsAsync(bench));
    }

    [Fact]
    public async Task A_fork_of_a_fork_that_was_never_started_reuses_what_that_one_was_to_reuse()
    {
        await using var bench = await DoneAsync();
        var old = (await bench.JsonAsync("status"))["run"]!.GetValue<string>();
        await bench.JsonAsync("fork", "plan.yaml", "--from", "report");
        await bench.JsonAsync("fork", "plan.yaml");

        var fork = await bench.JsonAsync("fork", "plan.yaml");

        Assert.Equal(["notes", "parse", "totals"], FailureBench.Names(fork["reused"]!, "task").Order());
        Assert.All(fork["reused"]!.AsArray(), r => Assert.Equal(old, r!["run"]!.GetValue<string>()));
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(["report"], await CallsAsync(bench));
        Assert.Equal($"{old}#1", FailureBench.TaskOf(await bench.JsonAsync("status"), "parse")["attempts"]![0]!["reusedFrom"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_changed_part_of_the_plan_and_all_that_builds_on_it_is_done_anew()
    {
        await using var bench = await DoneAsync();
        await File.WriteAllTextAsync(bench.PlanFile, (await File.ReadAllTextAsync(bench.PlanFile, TestContext.Current.CancellationToken))
            .Replace("grep -q p t.txt", "grep -q t t.txt", StringComparison.Ordinal).Replace("priority: critical", "priority: high", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var fork = await bench.JsonAsync("fork", "plan.yaml");

        Assert.Equal(["notes", "parse"], FailureBench.Names(fork["reused"]!, "task").Order());
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(["report", "totals"], await CallsAsync(bench));
    }

    [Fact]
    public async Task It_says_for_each_task_why_it_is_kept_or_done_again()
    {
        await using var bench = await DoneAsync();
        await File.WriteAllTextAsync(bench.PlanFile, (await File.ReadAllTextAsync(bench.PlanFile, TestContext.Current.CancellationToken))
            .Replace("grep -q p t.txt", "grep -q t t.txt", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var changed = await bench.BatonAsync("fork", "plan.yaml", "--dry-run");

        Assert.All(
            [
                "  parse kept: same work, evidence of attempt 1 of run ", "  notes kept: same work, evidence of attempt 1 of run ",
                "  totals again: its description has changed (verify)\n", "  report again: it builds on totals, which is done anew\n", "2 tasks would be kept, 2 done again.",
            ],
            line => Assert.Contains(line, changed.Output, StringComparison.Ordinal));
        await File.WriteAllTextAsync(bench.PlanFile, (await File.ReadAllTextAsync(bench.PlanFile, TestContext.Current.CancellationToken)) + "\nprotect: [ci/**]\n", TestContext.Current.CancellationToken);
        Assert.Contains("  notes again: what all tasks have in common has changed (protect)\n", (await bench.BatonAsync("fork", "plan.yaml", "--dry-run")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_set_up_means_that_nothing_is_reused_but_another_clean_up_does_not_matter()
    {
        await using var bench = await DoneAsync();
        var plan = await File.ReadAllTextAsync(bench.PlanFile, TestContext.Current.CancellationToken);

        await File.WriteAllTextAsync(bench.PlanFile, plan + "\nworktrees: {cleanup: [date], disk: 1GB}\n", TestContext.Current.CancellationToken);
        Assert.Contains("4 tasks would be kept", (await bench.BatonAsync("fork", "plan.yaml", "--dry-run")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(bench.PlanFile, plan + "\nworktrees: {setup: [date]}\n", TestContext.Current.CancellationToken);
        Assert.Contains("  notes again: what all tasks have in common has changed (worktrees)\n", (await bench.BatonAsync("fork", "plan.yaml", "--dry-run")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_base_means_that_nothing_is_reused_but_a_committed_plan_is_no_other_base()
    {
        await using var bench = await DoneAsync();
        await bench.Repository.GitAsync("add", "plan.yaml");
        await bench.Repository.GitAsync("commit", "-q", "-m", "the plan");
        Assert.Equal(4, (await bench.JsonAsync("fork", "plan.yaml", "--dry-run"))["reused"]!.AsArray().Count);
        await bench.Repository.CommitFilesAsync("more", ("more.txt", "more\n"));

        var fork = await bench.JsonAsync("fork", "plan.yaml", "--dry-run");

        Assert.Empty(fork["reused"]!.AsArray());
        Assert.Null(fork["run"]);
        Assert.All(fork["anew"]!.AsArray(), a => Assert.Contains("has changed", a!["why"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Single((await bench.JsonAsync("list", "--runs"))["runs"]!.AsArray());
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("forged")]
    public async Task A_ref_that_does_not_hold_the_accepted_work_is_not_reused(string how)
    {
        await using var bench = await DoneAsync();
        var name = (await bench.KeptAsync()).Single(r => r.Contains("/parse/", StringComparison.Ordinal));
        await (how == "missing" ? bench.Repository.GitAsync("update-ref", "-d", name) : bench.Repository.GitAsync("update-ref", name, "HEAD"));

        await bench.JsonAsync("fork", "plan.yaml");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(["parse", "report", "totals"], await CallsAsync(bench));
        Assert.Contains(await bench.EventsAsync(), e => e is { Type: "ReuseRefused", Task: "parse" });
        var report = await bench.JsonAsync("status");
        Assert.NotNull(FailureBench.TaskOf(report, "notes")["attempts"]![0]!["reusedFrom"]);
    }

    [Fact]
    public async Task A_fork_of_a_fork_reuses_what_the_first_one_reused()
    {
        await using var bench = await DoneAsync();
        await bench.JsonAsync("fork", "plan.yaml");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        JsonNode again = await bench.JsonAsync("fork", "plan.yaml");
        Assert.Equal(4, again["reused"]!.AsArray().Count);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Empty(await CallsAsync(bench));
    }

    private static async Task<string[]> CallsAsync(FaultBench bench) =>
        File.Exists(bench.Mark("calls")) ? [.. (await File.ReadAllLinesAsync(bench.Mark("calls"))).Order()] : [];
}
