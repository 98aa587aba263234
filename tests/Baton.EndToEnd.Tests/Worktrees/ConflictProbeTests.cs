using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Crash;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Worktrees;

/// <summary><c>baton conflicts</c> while agents are at work.</summary>
public sealed class ConflictProbeTests
{
    [Fact]
    public async Task Attempts_at_work_that_will_not_merge_are_told_before_they_finish_and_nothing_changes()
    {
        await using var bench = await FaultBench.CreateAsync();
        await bench.Repository.CommitFilesAsync("lines", ("a.txt", "one\n1\n2\n3\n4\nthree\n"));
        bench.WithTasks($$"""
            early: {run: 'until [ -e $BENCH/behind ]; do sleep 0.05; done; sed -i s/three/3/ a.txt', authority: {write: [a.txt]}, verify: [{run: '! grep -q three a.txt'}]}
            left: {run: 'sed -i s/one/left/ a.txt; {{Hold("left")}}', authority: {write: [a.txt]}, verify: [{run: grep -q left a.txt}]}
            right: {run: 'sed -i s/one/right/ a.txt; {{Hold("right")}}', authority: {write: [a.txt]}, verify: [{run: grep -q right a.txt}], workspace: clone}
            behind: {run: 'sed -i s/three/III/ a.txt; {{Hold("behind")}}', authority: {write: [a.txt]}, verify: [{run: grep -q III a.txt}]}
            apart: {run: 'echo b > b.txt; {{Hold("apart")}}', outputs: [b.txt], verify: [{file: b.txt}]}
            idle: {run: '{{Hold("idle")}}; echo c > c.txt', outputs: [c.txt], verify: [{file: c.txt}]}
            """, "limits: {conflicts: off}\nenv: [{BENCH: " + bench.Folder + "}]");
        await using var run = new Running(bench);
        await Poll.UntilAsync(() => bench.Status("early") == "Complete" && new[] { "left", "right", "behind", "apart", "idle" }.All(t => File.Exists(bench.Mark(t))));
        var before = await RefsAsync(bench);

        var found = JsonNode.Parse((await bench.BatonAsync("conflicts", "--json")).Output)!;

        Assert.Equal(["apart", "behind", "left", "right"], found["attempts"]!.AsArray().Select(a => a!["task"]!.GetValue<string>()).Order());
        Assert.Equal(["behind - early's a.txt", "left - right a.txt"], found["conflicts"]!.AsArray().Select(Named).Order(StringComparer.Ordinal));
        var told = (await bench.BatonAsync("conflicts")).Output;
        Assert.Contains("left#1 and right#1 change the same lines: a.txt", told, StringComparison.Ordinal);
        Assert.Contains("behind#1 changes lines that others have changed and merged since it began: a.txt", told, StringComparison.Ordinal);
        Assert.Equal(before, await RefsAsync(bench));
        Assert.DoesNotContain(Directory.EnumerateFiles(bench.Repository.StateHome, "*", SearchOption.AllDirectories), f => f.Contains(".probe-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_attempts_at_work_there_is_nothing_to_tell()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}");
        await bench.BatonAsync("run", "plan.yaml");

        var told = await bench.BatonAsync("conflicts");

        Assert.Equal((0, "No attempt at work has changed anything that is not merged.\n"), (told.ExitCode, told.Output));
    }

    private static string Hold(string name) => $"touch $BENCH/{name}; until [ -e $BENCH/go ]; do sleep 0.05; done";

    private static string Named(JsonNode? conflict)
    {
        var paths = string.Join(' ', conflict!["paths"]!.AsArray().Select(p => p!.GetValue<string>()));
        return conflict["second"] is { } second
            ? $"{string.Join(" - ", new[] { conflict["first"]!["task"]!.GetValue<string>(), second["task"]!.GetValue<string>() }.Order(StringComparer.Ordinal))} {paths}"
            : $"{conflict["first"]!["task"]} - early's {paths}";
    }

    private static async Task<string> RefsAsync(FaultBench bench) =>
        await bench.Repository.GitAsync("for-each-ref") + string.Concat(Directory.EnumerateFiles(bench.Repository.StateHome, "a.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>The run, whose agents go on when the test is over.</summary>
    private sealed class Running(FaultBench bench) : IAsyncDisposable
    {
        private readonly BatonProcess _process = bench.Start("run", "plan.yaml");

        public async ValueTask DisposeAsync()
        {
            await File.WriteAllTextAsync(bench.Mark("go"), "");
            await _process.EndAsync();
        }
    }
}
