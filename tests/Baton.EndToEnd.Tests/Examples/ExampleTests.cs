using System.Text.Json.Nodes;
using Xunit;

namespace Baton.EndToEnd.Tests.Examples;

/// <summary>The examples do what their READMEs say, with the real program.</summary>
[Trait("suite", "examples")]
public sealed class ExampleTests
{
    [Theory]
    [InlineData("quickstart", 7)]
    [InlineData("phase-1", 6)]
    [InlineData("phase-5.3", 22)]
    [InlineData("real-library", 4)]
    public async Task Every_example_plan_is_sound(string name, int tasks)
    {
        using var example = BatonFolder.Example(name);
        var check = await example.JsonAsync(0, "check", "plan.yaml");
        Assert.Equal(0, check["errors"]!.GetValue<int>());
        Assert.Equal(tasks, (await example.JsonAsync(0, "list", "plan.yaml"))["tasks"]!.AsArray().Count);
        Assert.False(Directory.Exists(example.Repository));
    }

    [Fact]
    public async Task The_quick_start_catches_one_lie_resolves_one_conflict_and_ends_with_working_code()
    {
        using var example = BatonFolder.Example("quickstart");
        var report = await example.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal("Succeeded", report["state"]!.GetValue<string>());
        Assert.Equal((7, 10, 7, 3, 1, 1), Totals(report, "complete", "attempts", "accepted", "failures", "falseClaims", "conflicts"));

        var liar = Assert.Single(Attempts(report), a => a["claimedFalsely"]!.GetValue<bool>());
        Assert.Equal("divide 1", $"{liar.Parent!.Parent!["id"]} {liar["number"]}");
        Assert.Contains("2 of 4 tests passed", liar["failure"]!.GetValue<string>(), StringComparison.Ordinal);
        var conflicted = Assert.Single(Attempts(report), a => a["conflictPaths"]!.AsArray().Count > 0);
        var loser = conflicted.Parent!.Parent!["id"]!.GetValue<string>();
        Assert.Contains(loser, new[] { "help-option", "version-option" });
        var plain = Assert.Single(Attempts(report), a => a["failureCode"]?.GetValue<string>() == "exit-code");
        Assert.Equal("multiply", plain.Parent!.Parent!["id"]!.GetValue<string>());

        var document = await File.ReadAllTextAsync(Path.Combine(example.Repository, ".baton", "reports", report["run"]!.GetValue<string>(), "report.md"));
        Assert.All(new[] { "**divide#1**", $"**{loser}#1** conflicted in `calc`", "**multiply#1** exit-code" }, e => Assert.Contains(e, document, StringComparison.Ordinal));
        Assert.Equal(3, document.Split("Resolved by attempt 2.").Length - 1);
        await AssertCalculatorWorksAsync(example, report);
    }

    private static async Task AssertCalculatorWorksAsync(BatonFolder example, JsonNode report)
    {
        var tree = await example.CheckOutAsync(report);
        var tests = await example.InAsync(tree, "sh", "tests/run.sh");
        Assert.True(tests.ExitCode == 0, tests.Output + tests.Error);
        Assert.Contains("23 tests, 0 failed", tests.Output, StringComparison.Ordinal);
        foreach (var (words, expected) in new[] { ("add 2 3", "5"), ("subtract 5 3", "2"), ("multiply 4 3", "12"), ("divide 7 2", "3"), ("power 2 5", "32") })
        {
            Assert.Equal(expected, (await example.InAsync(tree, ["sh", "calc", .. words.Split(' ')])).MustSucceed().Output.Trim());
        }
    }

    [Fact]
    public async Task Phase_1_has_the_figures_of_its_document_and_succeeds()
    {
        using var example = BatonFolder.Example("phase-1");
        Assert.Equal((3.5, 4.0, 6.5), Figures(await example.JsonAsync(0, "plan", "plan.yaml")));
        var report = await example.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal((6, 6, 6, 0, 0, 0), Totals(report, "complete", "attempts", "accepted", "failures", "falseClaims", "conflicts"));
    }

    [Fact]
    public async Task Phase_5_3_has_the_figures_of_its_document_and_survives_a_kill_without_doing_anything_twice()
    {
        using var example = BatonFolder.Example("phase-5.3");
        var plan = await example.JsonAsync(0, "plan", "plan.yaml");
        Assert.Equal((38.0, 38.0, 81.0), Figures(plan));
        Assert.Equal("T1 T4 T9 T13 T15 T17 T19 T21 T22", string.Join(' ', plan["dependencyPath"]!["tasks"]!.AsArray().Select(t => t!.GetValue<string>())));

        var killed = await example.KilledAsync("git.merge-tree.after*7", "run", "plan.yaml");
        Assert.Equal(137, killed.ExitCode);
        var halfway = await example.JsonAsync(0, "status", "plan.yaml");
        Assert.Equal("Running", halfway["state"]!.GetValue<string>());
        Assert.InRange(halfway["totals"]!["complete"]!.GetValue<int>(), 5, 21);

        var report = await example.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal(halfway["run"]!.GetValue<string>(), report["run"]!.GetValue<string>());
        Assert.Equal((22, 22, 22, 0, 0, 0), Totals(report, "complete", "attempts", "accepted", "failures", "falseClaims", "conflicts"));
        var merged = (await example.GitAsync("log", "--first-parent", "--format=%(trailers:key=Baton-Task,valueonly,separator=%x2C)", $"main..{report["integrationBranch"]}")).Split('\n');
        Assert.Equal(22, merged.Length);
        Assert.Equal(22, merged.Distinct().Count());
    }

    [Fact]
    [Trait("suite", "slow")]
    public async Task The_real_library_catches_its_liar_and_its_tests_pass()
    {
        using var example = BatonFolder.Example("real-library");
        var report = await example.JsonAsync(0, "run", "plan.yaml");
        Assert.Equal((4, 5, 4, 1, 1, 0), Totals(report, "complete", "attempts", "accepted", "failures", "falseClaims", "conflicts"));
        var liar = Assert.Single(Attempts(report), a => a["claimedFalsely"]!.GetValue<bool>());
        Assert.Equal("money", liar.Parent!.Parent!["id"]!.GetValue<string>());
        Assert.All(report["tasks"]!.AsArray(), t => Assert.NotNull(t!["mergeCommit"]));
    }

    private static (double, double, double) Figures(JsonNode plan) =>
        (plan["dependencyPath"]!["hours"]!.GetValue<double>(), plan["makespanHours"]!.GetValue<double>(), plan["sequentialHours"]!.GetValue<double>());

    private static (int, int, int, int, int, int) Totals(JsonNode report, string a, string b, string c, string d, string e, string f)
    {
        int Of(string name) => report["totals"]![name]!.GetValue<int>();
        return (Of(a), Of(b), Of(c), Of(d), Of(e), Of(f));
    }

    private static IEnumerable<JsonNode> Attempts(JsonNode report) => report["tasks"]!.AsArray().SelectMany(t => t!["attempts"]!.AsArray())!;
}
