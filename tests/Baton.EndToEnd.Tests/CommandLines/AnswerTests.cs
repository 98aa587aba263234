using Baton.EndToEnd.Tests.Failures;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.CommandLines;

/// <summary>After a command a person knows where the task stands and what comes next.</summary>
public sealed class AnswerTests
{
    private const string Two = "ask: {agent: boss, workspace: none}\nnext: {run: 'true', workspace: none, needs: [ask]}";

    [Fact]
    public async Task Done_NobodyDrives_NamesTheStateAndTheCommandToGoOn()
    {
        await using var bench = await WaitingAsync(Two);
        var listed = await bench.BatonAsync("list", "--runs");
        Assert.Contains("Running, nobody drives it", listed.Output, StringComparison.Ordinal);
        Assert.False((await bench.JsonAsync("list", "--runs"))["runs"]![0]!["driven"]!.GetValue<bool>());

        var done = await bench.BatonAsync("done", "ask");

        Assert.Equal("ask: Complete. Nobody drives the run now. Next: baton run plan.yaml", done.Output.Trim().Replace(bench.PlanFile, "plan.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Done_LastTask_NamesStateAndNextStepInJson()
    {
        await using var bench = await WaitingAsync("ask: {agent: boss, workspace: none}");
        var done = await bench.JsonAsync("done", "ask");
        Assert.Equal(("ask", "Complete"), (done["tasks"]![0]!["task"]!.GetValue<string>(), done["tasks"]![0]!["status"]!.GetValue<string>()));
        Assert.Contains("baton r", done["next"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("done", done["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pause_WholeRun_NamesTheRunAndHowToGoOn()
    {
        await using var bench = await WaitingAsync(Two);
        var paused = await bench.BatonAsync("pause");
        Assert.Matches(@"^Run \S+: Paused\. Next: baton resume ", paused.Output);
    }

    [Fact]
    public async Task Done_WhileAnotherProcessDrives_SaysThatItTakesItUp()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Two);
        var run = bench.Start("run", "plan.yaml", "--wait");
        await Until.TrueAsync("ask waits for a person", () => bench.Status("ask") == "InProgress");
        Assert.DoesNotContain("nobody", (await bench.BatonAsync("list", "--runs")).Output, StringComparison.Ordinal);

        var skipped = await bench.BatonAsync("skip", "next", "--reason", "later");

        Assert.Contains("next: Skipped (later).", skipped.Output, StringComparison.Ordinal);
        Assert.Matches(@"The baton that drives the run \(process [0-9]+\) takes it up\.", skipped.Output);
        Assert.Equal(0, (await bench.BatonAsync("done", "ask")).ExitCode);
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("budget", "nope")]
    [InlineData("adopt", "nope", "--reason", "x")]
    [InlineData("resubmit", "nope")]
    [InlineData("resolve", "nope", "--reason", "x")]
    [InlineData("status", "--run", "nope")]
    [InlineData("plan", "plan.yaml", "--width", "99999999")]
    [InlineData("plan", "plan.yaml", "--width", "19")]
    [InlineData("logs", "ask", "--attempt", "0")]
    [InlineData("run", "plan.yaml", "--max", "99999999")]
    [InlineData("schedule", "plan.yaml", "--threads", "99999999")]
    public async Task What_is_not_there_or_out_of_bounds_is_wrong_usage(params string[] words)
    {
        await using var bench = await WaitingAsync(Two);
        var refused = await bench.BatonAsync(words);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("", refused.Output);
        Assert.Contains(words.Contains("nope") ? "nope" : " takes a whole number from ", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baton check", "chek", "plan.yaml")]
    [InlineData("baton dead-letters", "deadletters")]
    [InlineData("baton check --strict", "check", "plan.yaml", "--strikt")]
    public async Task A_mistyped_word_is_told_which_was_meant(string meant, params string[] words)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Two);
        var refused = await bench.BatonAsync(words);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"Did you mean: {meant}\n", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_LongPath_IsShortened()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.Environment["PATH"] = $"{System.Environment.GetEnvironmentVariable("PATH")}:/one/far/away:/two/far/away";
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{run: 'test -f a.txt'}]}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var shown = await bench.BatonAsync("show", "one");
        Assert.Matches(@"PATH=[^:]+:\.\.\. \([0-9]+ folders\)", shown.Output);
        Assert.DoesNotContain("/two/far/away", shown.Output, StringComparison.Ordinal);
    }

    private static async Task<FaultBench> WaitingAsync(string tasks)
    {
        var bench = await FaultBench.CreateAsync();
        bench.WithTasks(tasks);
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        return bench;
    }
}
