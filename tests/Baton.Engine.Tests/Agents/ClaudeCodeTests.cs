using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Baton.TestKit.ScriptedModelServer;
using Xunit;

namespace Baton.Engine.Tests.Agents;

/// <summary>The real Claude Code program against a scripted model server.</summary>
public sealed class ClaudeCodeTests
{
    [Fact]
    public async Task It_writes_the_file_it_was_told_to_and_reports_what_it_used()
    {
        await using var attempt = new AttemptFolder();
        await using var server = new AnthropicServer(
            ModelReply.WriteFile(attempt.File("hello.txt"), "Hello, Baton.\n"), new ModelReply.Say("The file is written."));
        var (exit, result, progress) = await RunAsync(attempt, server);
        Assert.True(exit.ExitCode == 0, attempt.Output());
        Assert.Equal("Hello, Baton.\n", await File.ReadAllTextAsync(attempt.File("hello.txt")));
        Assert.Equal("The file is written.", result.Said);
        Assert.Null(result.Error);
        Assert.Null(result.Quota);
        Assert.Equal(new Tokens(2 * AnthropicServer.InputTokens), result.Usage.Input);
        Assert.Equal(new Tokens(2 * AnthropicServer.OutputTokens), result.Usage.Output);
        Assert.Equal(new Tokens(2 * AnthropicServer.CachedTokens), result.Usage.Cached);
        Assert.True(result.Usage.Cost?.Usd > 0);
        Assert.NotNull(result.Usage.SessionId);
        Assert.StartsWith("claude-", result.Usage.Model, StringComparison.Ordinal);
        Assert.Equal(1, progress.ToolCalls);
        Assert.Contains("Write hello", server.Questions.First().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_can_be_continued()
    {
        await using var attempt = new AttemptFolder();
        await using var server = new AnthropicServer(new ModelReply.Say("The word is marmalade."), new ModelReply.Say("I remember."));
        var (_, first, _) = await RunAsync(attempt, server);
        foreach (var file in new[] { "claim", "exit", "output.log" })
        {
            File.Delete(attempt.File(file));
        }

        var (_, second, _) = await RunAsync(attempt, server, first.Usage.SessionId);
        Assert.Equal("I remember.", second.Said);
        Assert.Contains("marmalade", server.Questions.Last().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_because_of_a_limit_is_a_quota_and_not_only_an_error()
    {
        await using var attempt = new AttemptFolder();
        await using var server = new AnthropicServer(new ModelReply.Fail(429, "rate_limit_error", "This request would exceed your rate limit.")
        {
            Headers = { ["retry-after"] = "1", ["x-should-retry"] = "false" },
        });
        var (_, result, _) = await RunAsync(attempt, server);
        Assert.True(result.Quota is not null, attempt.Output());
        Assert.True(result.Quota!.Guessed);
    }

    [Fact]
    public async Task A_server_error_is_an_error_and_no_quota()
    {
        await using var attempt = new AttemptFolder();
        await using var server = new AnthropicServer(new ModelReply.Fail(500, "api_error", "The server is on fire.") { Headers = { ["x-should-retry"] = "false" } });
        var (_, result, _) = await RunAsync(attempt, server);
        Assert.True(result.Error is not null, attempt.Output());
        Assert.Null(result.Quota);
    }

    [Fact]
    public async Task A_hanging_server_is_ended_by_stopping_the_attempt_and_usage_is_not_measured()
    {
        await using var attempt = new AttemptFolder();
        await using var server = new AnthropicServer(new ModelReply.Hang());
        var brief = BriefFor(attempt, server, null);
        var id = await attempt.StartAsync(AgentDrivers.Find("claude-code")!.Prepare(brief).ToSpec(brief));
        var reader = AgentDrivers.Find("claude-code")!.CreateReader();
        var asked = new TaskCompletionSource();
        var watching = attempt.WatchAsync(id, p =>
        {
            p.Lines.ToList().ForEach(reader.Read);
            if (reader.Progress.SessionId is not null)
            {
                asked.TrySetResult();
            }
        });
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(50));
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        var exit = await watching;
        Assert.NotEqual(0, exit.ExitCode);
        Assert.Null(reader.Finish(exit.ExitCode).Usage.Total);
    }

    private static async Task<(ProcessExit Exit, AgentResult Result, AgentProgress Progress)> RunAsync(
        AttemptFolder attempt, AnthropicServer server, string? resume = null)
    {
        var driver = AgentDrivers.Find("claude-code")!;
        var brief = BriefFor(attempt, server, resume);
        var launch = driver.Prepare(brief);
        Assert.Null(launch.Problem);
        var reader = driver.CreateReader();
        var exit = await attempt.RunAsync(launch.ToSpec(brief), p => p.Lines.ToList().ForEach(reader.Read));
        return (exit, reader.Finish(exit.ExitCode), reader.Progress);
    }

    private static AttemptBrief BriefFor(AttemptFolder attempt, AnthropicServer server, string? resume)
    {
        var given = Brief.In(
            attempt.Folder,
            t => t with { Instructions = "Write hello into a file." },
            a => a with { Driver = "claude-code", Command = new Command([Executable()]), Environment = Brief.Grants(server.Environment()) });
        var brief = given with { ResumeSession = resume, Run = new RunId(attempt.Cookie.Replace('/', '-')) };
        InstructionFile.Write(brief, InstructionExtras.None, new SecretRedactor([]));
        AttemptEnvironment.CreateFolders(brief.Folder, AttemptEnvironment.For(brief).Variables);
        return brief;
    }

    private static string Executable() =>
        Environment.GetEnvironmentVariable("BATON_CLAUDE") ?? RepositoryFiles.Find("artifacts/tools/claude/node_modules/.bin/claude")
        ?? throw new InvalidOperationException("Claude Code is not installed for the tests: './test' installs it, or BATON_CLAUDE names its program.");
}
