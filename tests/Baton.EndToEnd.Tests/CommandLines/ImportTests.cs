using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.CommandLines;

/// <summary>The real program imports the examples, and what it wrote is checked by the real program.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData("dispatcher.yaml", 0, 0, 7)]
    [InlineData("phase-1.md", 0, 0, 6)]
    [InlineData("phase-5.3.md", 1, 2, 22)]
    public async Task An_import_is_checked_and_its_check_says_the_same(string file, int exitCode, int errors, int tasks)
    {
        using var folder = BatonFolder.Example("import");
        var import = await folder.JsonAsync(exitCode, "import", file, "-o", "plan.yaml");
        var check = await folder.JsonAsync(exitCode, "check", "plan.yaml");

        Assert.Equal((true, tasks), (import["written"]!.GetValue<bool>(), import["tasks"]!.GetValue<int>()));
        Assert.Equal(errors, check["errors"]!.GetValue<int>());
        Assert.Equal(check["findings"]!.ToJsonString(), import["findings"]!.ToJsonString());
        Assert.NotEmpty(import["guessed"]!.AsArray());
    }

    [Fact]
    public async Task The_text_lists_every_guess_and_loss_with_its_line()
    {
        using var folder = BatonFolder.Example("import");
        var import = (await folder.BatonAsync("import", "dispatcher.yaml", "-o", "plan.yaml")).MustSucceed().Output;

        Assert.All(["Carried: ", "Guessed; look at these: ", "Not carried: ", "dispatcher.yaml:32: T1.validation.sql_syntax", "Wrote plan.yaml: 7 tasks. Its check: 0 errors"],
            part => Assert.Contains(part, import, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_existing_file_is_never_overwritten_without_force()
    {
        using var folder = BatonFolder.Example("import");
        var plan = Path.Combine(folder.Folder, "plan.yaml");
        await File.WriteAllTextAsync(plan, "mine");

        var refused = await folder.BatonAsync("import", "dispatcher.yaml", "-o", "plan.yaml");
        Assert.Equal((4, "mine"), (refused.ExitCode, await File.ReadAllTextAsync(plan)));
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);

        (await folder.BatonAsync("import", "dispatcher.yaml", "-o", "plan.yaml", "--force")).MustSucceed();
        Assert.StartsWith("# Imported from dispatcher.yaml", await File.ReadAllTextAsync(plan), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Folder, "*.tmp"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_nothing_is_written()
    {
        using var folder = new BatonFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "bad.yaml"), "taskGroups: &a [x]\n");

        var bad = await folder.JsonAsync(1, "import", "bad.yaml", "-o", "plan.yaml");
        var missing = await folder.BatonAsync("import", "nowhere.yaml", "-o", "plan.yaml");

        Assert.Equal("BTN008", bad["unreadable"]![0]!["finding"]!["code"]!.GetValue<string>());
        Assert.Equal(5, missing.ExitCode);
        Assert.Contains("nowhere.yaml", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Folder, "plan.yaml")));
    }

    /// <summary>The properties that SARIF 2.1.0 requires, and that every region lies in the file.</summary>
    [Theory]
    [InlineData("phase-1-as-written.yaml", 0)]
    [InlineData("phase-5.3-as-written.yaml", 1)]
    [InlineData("phase-6-as-written.yaml", 1)]
    public async Task Check_writes_sarif_that_readers_of_it_accept(string file, int exitCode)
    {
        using var folder = BatonFolder.Example("documents");
        var done = await folder.BatonAsync("check", file, "--format", "sarif");
        var sarif = JsonNode.Parse(done.Output)!;
        var run = Assert.Single(sarif["runs"]!.AsArray())!;
        var rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.Folder, file));

        Assert.Equal((exitCode, "2.1.0", "baton"), (done.ExitCode, sarif["version"]!.GetValue<string>(), run["tool"]!["driver"]!["name"]!.GetValue<string>()));
        Assert.Equal(rules.Count, rules.Select(r => r!["id"]!.GetValue<string>()).Distinct().Count());
        Assert.All(rules, r => Assert.All(["shortDescription", "fullDescription", "help"], p => Assert.NotEqual("", r![p]!["text"]!.GetValue<string>())));
        Assert.NotEmpty(run["results"]!.AsArray());
        Assert.All(run["results"]!.AsArray(), result =>
        {
            Assert.Equal(result!["ruleId"]!.GetValue<string>(), rules[result["ruleIndex"]!.GetValue<int>()]!["id"]!.GetValue<string>());
            Assert.Contains(result["level"]!.GetValue<string>(), new[] { "error", "warning", "note" });
            Assert.NotEqual("", result["message"]!["text"]!.GetValue<string>());
            var place = result["locations"]![0]!["physicalLocation"]!;
            Assert.Equal(file, place["artifactLocation"]!["uri"]!.GetValue<string>());
            AssertRegion(place["region"]!, lines);
        });
    }

    private static void AssertRegion(JsonNode region, string[] lines)
    {
        var line = lines[region["startLine"]!.GetValue<int>() - 1];
        var start = region["startColumn"]!.GetValue<int>();
        Assert.InRange(start, 1, line.Length + 1);
        if (region["endColumn"] is { } end)
        {
            Assert.Equal(region["snippet"]!["text"]!.GetValue<string>(), line[(start - 1)..(end.GetValue<int>() - 1)]);
        }
    }

    [Fact]
    public async Task Every_code_of_the_reference_is_a_rule()
    {
        using var folder = BatonFolder.Example("documents");
        var sarif = JsonNode.Parse((await folder.BatonAsync("check", "phase-1-as-written.yaml", "--format", "sarif")).Output)!;
        var reference = await File.ReadAllLinesAsync(Path.Combine(Checkout.Root, "docs", "reference", "checks.md"));

        Assert.Equal(
            reference.Where(l => l.StartsWith("## BTN", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]),
            sarif["runs"]![0]!["tool"]!["driver"]!["rules"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("phase-1-as-written.yaml", 0, 1)]
    [InlineData("phase-5.3-as-written.yaml", 1, 1)]
    public async Task Strict_ends_with_one_on_warnings_too(string file, int lenient, int strict)
    {
        using var folder = BatonFolder.Example("documents");

        Assert.Equal(lenient, (await folder.BatonAsync("check", file)).ExitCode);
        Assert.Equal(strict, (await folder.BatonAsync("check", file, "--strict")).ExitCode);
    }
}
