using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.CommandLines;

/// <summary>
/// The names in every command's JSON are kept: one file per shape in the Fields folder, <c>BATON_GOLDEN=write</c> writes them anew for review.
/// </summary>
public sealed class JsonFieldTests
{
    private static readonly string[] PeopleCommands =
    [
        "retry divide", "skip divide --reason x", "cancel divide", "pause", "approve divide", "reject divide --reason x", "done divide", "rollback manual --reason x",
        "resubmit divide", "resolve divide --reason x", "breaker agent:nobody --close --reason x",
    ];

    [Fact]
    public async Task Every_command_keeps_its_field_names()
    {
        using var folder = BatonFolder.Example("quickstart");
        await AssertFieldsAsync(folder, "init", "init own.yaml");
        await AssertFieldsAsync(folder, "import", "import ../foreign.md -o imported.yaml", 0, ("foreign.md", "| Task | Hours | Needs |\n|---|---|---|\n| T1 | 2 | prose |\n"));
        await AssertFieldsAsync(folder, "import-unreadable", "import ../nothing.md -o nothing.yaml", 1, ("nothing.md", "text\n"));
        await AssertFieldsAsync(folder, "check", "check ../broken.yaml", 1, ("broken.yaml", "baton: 1\nname: x\ntasks: {a: {title: A, needs: [b]}}\n"));
        await AssertFieldsAsync(folder, "plan", "plan plan.yaml");
        await AssertFieldsAsync(folder, "plan", "run plan.yaml --dry-run");
        await AssertFieldsAsync(folder, "run-report", "run plan.yaml");
        foreach (var command in new[] { "status plan.yaml", "report plan.yaml", "resume plan.yaml" })
        {
            await AssertFieldsAsync(folder, "run-report", command);
        }

        await AssertFieldsAsync(folder, "budget", "budget plan.yaml");
        await AssertFieldsAsync(folder, "list", "list plan.yaml");
        await AssertFieldsAsync(folder, "list-runs", "list plan.yaml --runs");
        await AssertFieldsAsync(folder, "show", "show divide --plan plan.yaml");
        await AssertFieldsAsync(folder, "logs", "logs divide --plan plan.yaml");
        await AssertFieldsAsync(folder, "gc", "gc plan.yaml --dry-run");
        await AssertFieldsAsync(folder, "schedule", $"schedule {Path.Combine(Checkout.Root, "tests", "Baton.Scheduling.Tests", "Instances", "j301_1.sm")}");
        await AssertFieldsAsync(folder, "error", "schedule nothing.sm", 1);
        await AssertFieldsAsync(folder, "error", "show nothing --plan plan.yaml", 2);
        var head = (await folder.InAsync(Path.Combine(folder.Folder, ".repo"), "git", "for-each-ref", "--format=%(objectname)", "refs/heads/baton/**/integration")).MustSucceed().Output.Trim();
        foreach (var command in PeopleCommands.Prepend($"adopt {head} --reason x"))
        {
            var answer = await JsonAsync(folder, command + " --plan plan.yaml");
            Assert.True(Fields(answer).Where(f => !f.StartsWith("tasks[].", StringComparison.Ordinal)).SequenceEqual(["accepted", "code", "message", "next", "run", "state", "tasks[]"]), $"{command}: {answer}");
        }
    }

    [Fact]
    public async Task Watch_writes_one_object_per_event_with_the_state_that_the_event_led_to()
    {
        using var folder = BatonFolder.Example("quickstart");
        await folder.JsonAsync(0, "run", "plan.yaml");
        var lines = (await folder.BatonAsync("watch", "plan.yaml", "--json")).MustSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.All(lines, line => Assert.Equal(["at", "seq", "state", "task", "text", "type"], Fields(line)));
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(l => l["seq"]!.GetValue<int>()));
        Assert.Equal(("Planned", "Succeeded"), (lines[0]["state"]!.GetValue<string>(), lines[^1]["state"]!.GetValue<string>()));
        Assert.Contains(lines, l => l["state"]!.GetValue<string>() == "Running");
    }

    [Fact]
    public void Every_field_is_in_the_reference()
    {
        var reference = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "reference", "cli.md"));
        var names = Directory.GetFiles(Folder, "*.txt").SelectMany(File.ReadAllLines).SelectMany(l => l.Split('.')).Select(n => n.Replace("[]", "", StringComparison.Ordinal)).Distinct();
        Assert.All(names, name => Assert.True(
            reference.Contains($"`{name}`", StringComparison.Ordinal) || reference.Contains($"`{name}[]`", StringComparison.Ordinal) || reference.Contains($".{name}[]`", StringComparison.Ordinal),
            $"docs/reference/cli.md does not explain the field {name}."));
    }

    private static string Folder => Path.Combine(Checkout.Root, "tests", "Baton.EndToEnd.Tests", "CommandLines", "Fields");

    private static async Task AssertFieldsAsync(BatonFolder folder, string shape, string command, int exitCode = 0, (string Name, string Text)? file = null)
    {
        if (file is { } made)
        {
            command = command.Replace("../" + made.Name, made.Name, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.Folder, made.Name), made.Text);
        }

        var json = await folder.JsonAsync(exitCode, command.Split(' '));
        Assert.Equal(exitCode, json["code"]?.GetValue<int>() ?? 0);
        var golden = Path.Combine(Folder, shape + ".txt");
        if (Environment.GetEnvironmentVariable("BATON_GOLDEN") == "write")
        {
            await File.WriteAllLinesAsync(golden, Fields(json));
        }

        Assert.Equal(await File.ReadAllLinesAsync(golden), Fields(json));
    }

    private static async Task<JsonNode> JsonAsync(BatonFolder folder, string command) =>
        JsonNode.Parse((await folder.BatonAsync([.. command.Split(' '), "--json"])).Output)!;

    /// <summary>Paths of all members, sorted; elements of an array count together.</summary>
    private static string[] Fields(JsonNode? node) => [.. Paths(node, "").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Paths(JsonNode? node, string before) => node switch
    {
        JsonObject o => o.SelectMany(p => Paths(p.Value, before + p.Key + ".").Prepend(before + p.Key + (p.Value is JsonArray ? "[]" : ""))),
        JsonArray a => a.SelectMany(e => Paths(e, before.TrimEnd('.') + "[].")),
        _ => [],
    };
}
