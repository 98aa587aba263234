using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Faults;

namespace Baton.EndToEnd.Tests.Failures;

/// <summary>What tests of failures ask a run.</summary>
internal static class FailureBench
{
    public static async Task<JsonNode> JsonAsync(this FaultBench bench, params string[] words) =>
        JsonNode.Parse((await bench.BatonAsync([.. words, "--json"])).Output)!;

    /// <summary>Every event of the newest run: its name and its line for people.</summary>
    public static async Task<List<(string Type, string? Task, string? Text)>> EventsAsync(this FaultBench bench) =>
        [.. (await bench.BatonAsync("watch", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)
            .Select(e => (e["type"]!.GetValue<string>(), e["task"]?.GetValue<string>(), e["text"]?.GetValue<string>()))];

    public static string[] Names(JsonNode list, string key) => [.. list.AsArray().Select(x => x![key]!.GetValue<string>())];

    public static JsonNode TaskOf(JsonNode report, string task) => report["tasks"]!.AsArray().Single(t => t!["id"]!.GetValue<string>() == task)!;

    /// <summary>The program goes with its process alone: agents at work stay.</summary>
    public static async Task KillAsync(BatonProcess run)
    {
        await run.SignalAsync("KILL");
        await Until.TrueAsync("the program is gone", () => !BenchProcesses.IsAlive(run.Pid));
    }

    public static Task MarkedAsync(FaultBench bench, string mark) => Until.TrueAsync($"{mark} is there", () => File.Exists(bench.Mark(mark)));
}
