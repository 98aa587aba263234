using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Faults;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

/// <summary>The names in the JSON of the commands for failures are kept beside those of the others; <c>BATON_GOLDEN=write</c> writes them anew.</summary>
public sealed class FailureFieldTests
{
    [Fact]
    public async Task The_field_names_stay()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt; exit 1', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'echo y > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}");
        await bench.BatonAsync("run", "plan.yaml");

        await AssertFieldsAsync("dead-letters", await bench.JsonAsync("dead-letters"));
        await AssertFieldsAsync("breaker", await bench.JsonAsync("breaker"));
        await AssertFieldsAsync("fork", await bench.JsonAsync("fork", "plan.yaml", "--dry-run"));
    }

    private static async Task AssertFieldsAsync(string shape, JsonNode json)
    {
        var golden = Path.Combine(Checkout.Root, "tests", "Baton.EndToEnd.Tests", "CommandLines", "Fields", shape + ".txt");
        if (Environment.GetEnvironmentVariable("BATON_GOLDEN") == "write")
        {
            await File.WriteAllLinesAsync(golden, Fields(json));
        }

        Assert.Equal(await File.ReadAllLinesAsync(golden), Fields(json));
    }

    private static string[] Fields(JsonNode? node) => [.. Paths(node, "").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Paths(JsonNode? node, string before) => node switch
    {
        JsonObject o => o.SelectMany(p => Paths(p.Value, before + p.Key + ".").Prepend(before + p.Key + (p.Value is JsonArray ? "[]" : ""))),
        JsonArray a => a.SelectMany(e => Paths(e, before.TrimEnd('.') + "[].")),
        _ => [],
    };
}
