using System.Text.Json.Nodes;
using Xunit;

namespace Baton.EndToEnd.Tests.Examples;

/// <summary>Limits and the schedule in runs of the real program.</summary>
public sealed class LimitedRunTests
{
    [Fact]
    public async Task A_run_starts_nothing_that_hours_windows_models_or_resources_forbid()
    {
        using var folder = await MadeAsync("""
            hour: 1s
            start: 2026-11-30 06:00
            limits: {concurrent: 4, models: {opus: 1}}
            agents:
              dev: {driver: shell, model: opus, command: sleep 0.2, quota: {per: 4h, attempts: 2}}
              lead: {driver: shell, command: "true", calendar: {hours: mon-fri 09:00-17:00}}
              x: {driver: shell, command: sleep 0.3}
            tasks:
              a: {agent: dev, estimate: 30m}
              b: {agent: dev, estimate: 30m}
              c: {agent: dev, estimate: 30m}
              r: {agent: lead, estimate: 20m}
              p1: {agent: x, estimate: 30m, exclusive: port:80}
              p2: {agent: x, estimate: 30m, exclusive: port:80}
            """);
        await folder.JsonAsync(0, "run", "plan.yaml");
        var events = await EventsAsync(folder);
        var begun = events[0].At;
        Assert.True(At(events, "r", "AttemptPlanned") - begun >= TimeSpan.FromSeconds(2.9), "the reviewer worked before 09:00");
        var starts = new[] { "a", "b", "c" }.Select(t => At(events, t, "AttemptPlanned")).Order().ToList();
        Assert.True(starts[2] - starts[0] >= TimeSpan.FromSeconds(4), "three attempts within one window");
        AssertApart(events, "p1", "p2");
        AssertApart(events, "a", "b");
    }

    [Fact]
    public async Task A_run_plans_anew_when_a_resource_is_free_much_sooner_than_planned()
    {
        // The only shortest schedule (22 h, both places always busy) starts with x, which was to hold the resource for ten hours; g and the chain behind it
        // come after that, and all but one of the fillers before. x is over at once, so the chain goes first now.
        var fillers = string.Concat(Enumerable.Range(1, 11).Select(i => $"  f{i}: {{agent: x, estimate: 1h, run: sleep 0.9}}\n"));
        using var folder = await MadeAsync($"""
            hour: 1s
            limits: {"{"}concurrent: 2{"}"}
            agents: {"{"}x: {"{"}driver: shell{"}"}{"}"}
            tasks:
              x: {"{"}agent: x, estimate: 10h, exclusive: gpu, run: sleep 0.1{"}"}
              g: {"{"}agent: x, estimate: 1h, exclusive: gpu, run: sleep 0.1{"}"}
              y: {"{"}agent: x, estimate: 12h, needs: [x], run: sleep 0.1{"}"}
              end: {"{"}agent: x, estimate: 10h, needs: [g], run: sleep 0.1{"}"}
            {fillers}
            """);
        await folder.JsonAsync(0, "run", "plan.yaml");
        var events = await EventsAsync(folder);
        Assert.Contains(events, e => e.Type == "Reordered");
        var g = At(events, "g", "AttemptPlanned");
        Assert.Contains(Enumerable.Range(1, 11), i => At(events, $"f{i}", "AttemptPlanned") > g);
    }

    [Fact]
    public async Task A_run_plans_anew_when_a_task_takes_longer_than_planned()
    {
        // x was to end before the reviewer leaves. It does not, so g comes the next day, after f. Until then nothing ends and no other fact changes.
        using var folder = await MadeAsync("""
            hour: 500ms
            start: 2026-11-30 09:00
            agents:
              x: {driver: shell, concurrent: 1, command: sleep 9}
              z: {driver: shell, concurrent: 1}
              lead: {driver: shell, command: "true", calendar: {hours: mon-fri 09:00-15:00}}
            tasks:
              x: {agent: x, estimate: 4h, exclusive: gpu}
              y: {agent: z, estimate: 20h, run: sleep 9}
              g: {agent: lead, estimate: 1h, exclusive: gpu}
              f: {agent: z, estimate: 1h, run: "true"}
            """);
        await folder.JsonAsync(0, "run", "plan.yaml");
        var events = await EventsAsync(folder);
        var reordered = events.FindIndex(e => e.Type == "Reordered");
        Assert.InRange(reordered, 0, events.FindIndex(e => e.Type == "TaskCompleted"));
        Assert.InRange(events.Count(e => e.Type == "Reordered"), 1, 6);
    }

    [Fact]
    public async Task A_forecast_can_be_drawn_from_earlier_runs()
    {
        using var folder = await MadeAsync("""
            hour: 1s
            agents: {x: {driver: shell, command: sleep 0.2}}
            tasks:
              a: {agent: x, estimate: 1h}
              b: {agent: x, estimate: 1h}
            """);
        for (var k = 0; k < 3; k++)
        {
            await folder.JsonAsync(0, "run", "plan.yaml", "--new");
        }

        Assert.Null((await folder.JsonAsync(0, "plan", "plan.yaml"))["forecast"]);
        var forecast = (await folder.JsonAsync(0, "plan", "plan.yaml", "--history"))["forecast"]!;
        Assert.StartsWith("PERT-beta; 2 tasks by their times in 3 earlier runs", forecast["basis"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(forecast["p95Hours"]!.GetValue<double>() >= 0.2);
    }

    private static async Task<BatonFolder> MadeAsync(string body)
    {
        var folder = new BatonFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "plan.yaml"), $"baton: 1\nname: limited\nrepository: .repo\ndefaults: {{workspace: none}}\n{body}\n");
        (await folder.InAsync(folder.Folder, "sh", "-c", "git init -q .repo && cd .repo && git -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m start")).MustSucceed();
        return folder;
    }

    private static async Task<List<(string Type, string? Task, DateTimeOffset At)>> EventsAsync(BatonFolder folder) =>
    [
        .. (await folder.BatonAsync("watch", "plan.yaml", "--json")).MustSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).Select(e => (e["type"]!.GetValue<string>(), e["task"]?.GetValue<string>(), e["at"]!.GetValue<DateTimeOffset>())),
    ];

    private static DateTimeOffset At(List<(string Type, string? Task, DateTimeOffset At)> events, string task, string type) =>
        events.First(e => e.Task == task && e.Type == type).At;

    private static void AssertApart(List<(string Type, string? Task, DateTimeOffset At)> events, string a, string b)
    {
        var (first, second) = At(events, a, "AttemptPlanned") < At(events, b, "AttemptPlanned") ? (a, b) : (b, a);
        Assert.True(At(events, second, "AttemptPlanned") >= At(events, first, "AttemptExited"), $"{a} and {b} were at work at once");
    }
}
