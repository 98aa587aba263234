using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit.ScriptedModelServer;
using Xunit;

namespace Baton.EndToEnd.Tests.Examples;

/// <summary>A whole run whose agent is the real Claude Code program, which asks a scripted model server.</summary>
[Trait("suite", "claude")]
public sealed class ClaudeCodePlanTests
{
    private static readonly string Claude = Environment.GetEnvironmentVariable("BATON_CLAUDE")
        ?? Path.Combine(Checkout.Root, "artifacts", "tools", "claude", "node_modules", ".bin", "claude");

    [Fact]
    public async Task Its_file_is_captured_validated_and_merged_and_what_it_used_is_in_the_report()
    {
        await using var server = new AnthropicServer(ModelReply.WriteFile("hello.txt", "Hello, Baton.\n"), new ModelReply.Say("The file is written."));
        using var folder = Plan(server);
        var report = await folder.JsonAsync(0, "run", "plan.yaml");
        var attempt = Assert.Single(report["tasks"]![0]!["attempts"]!.AsArray())!;
        Assert.Equal(2 * (AnthropicServer.InputTokens + AnthropicServer.OutputTokens), attempt["tokens"]!.GetValue<long>());
        Assert.True(attempt["costUsd"]!.GetValue<decimal>() > 0);
        Assert.StartsWith("claude-", attempt["model"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(attempt["sessionId"]!.GetValue<string>());
        Assert.Equal("Hello, Baton.", await folder.GitAsync("show", $"{report["integrationBranch"]}:hello.txt"));
        Assert.Contains("Write hello into hello.txt", server.Questions.First().ToJsonString(), StringComparison.Ordinal);

        var document = (await folder.BatonAsync("report", "plan.yaml")).MustSucceed().Output;
        Assert.Contains(attempt["model"]!.GetValue<string>(), document, StringComparison.Ordinal);
        Assert.Contains("2,000", document, StringComparison.Ordinal);
        var log = (await folder.BatonAsync("report", "plan.yaml", "--kind", "log")).MustSucceed().Output;
        Assert.Contains(attempt["sessionId"]!.GetValue<string>(), log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_with_a_reset_parks_the_task_spends_no_retry_and_then_it_goes_on()
    {
        await using var server = new AnthropicServer(
            new ModelReply.Fail(429, "rate_limit_error", "This request would exceed your rate limit. Try again in 2 seconds.") { Headers = { ["retry-after"] = "2", ["x-should-retry"] = "false" } },
            ModelReply.WriteFile("hello.txt", "Hello, Baton.\n"),
            new ModelReply.Say("The file is written."));
        using var folder = Plan(server);
        var report = await folder.JsonAsync(0, "run", "plan.yaml");
        var attempts = report["tasks"]![0]!["attempts"]!.AsArray();
        Assert.Equal(["quota", ""], attempts.Select(a => a!["failureCode"]?.GetValue<string>() ?? ""));
        var parked = Assert.Single(report["decisions"]!.AsArray(), d => d!["what"]!.GetValue<string>().StartsWith("parked hello", StringComparison.Ordinal));
        Assert.Contains("2 seconds", parked!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Hello, Baton.", await folder.GitAsync("show", $"{report["integrationBranch"]}:hello.txt"));
    }

    /// <summary>One task without any retry, so that a spent one would fail the run.</summary>
    private static BatonFolder Plan(AnthropicServer server)
    {
        Assert.SkipUnless(File.Exists(Claude), "Claude Code is not installed for the tests; ./test installs it.");
        var folder = new BatonFolder();
        Directory.CreateDirectory(Path.Combine(folder.Folder, "seed"));
        File.WriteAllText(Path.Combine(folder.Folder, "seed", "README.md"), "A repository.\n");
        var granted = string.Join("\n", server.Environment().Select(e => $"      - {{{e.Key}: {JsonValue.Create(e.Value)!.ToJsonString()}}}"));
        File.WriteAllText(Path.Combine(folder.Folder, "plan.yaml"), $$"""
            baton: 1
            name: hello
            repository: {path: .repo, template: seed}
            defaults:
              retry: {retries: 0}
            agents:
              claude:
                driver: claude-code
                command: [{{JsonValue.Create(Claude)!.ToJsonString()}}]
                env:
            {{granted}}
            tasks:
              hello:
                title: Say hello
                agent: claude
                estimate: 1h
                timeout: 5m
                outputs: [hello.txt]
                instructions: Write hello into hello.txt.
                verify:
                  - run: {command: grep -q Hello hello.txt}
                  - scope: []
            """);
        return folder;
    }
}
