using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class DriverTests
{
    [Theory]
    [InlineData("shell", true)]
    [InlineData("claude-code", true)]
    [InlineData("human", true)]
    [InlineData("noop", true)]
    [InlineData("codex", false)]
    public void Drivers_are_found_by_name(string name, bool known) => Assert.Equal(known ? name : null, AgentDrivers.Find(name)?.Name);

    [Fact]
    public void The_command_of_the_task_goes_before_that_of_the_agent()
    {
        var brief = Brief.In("/tmp", t => t with { Run = Command.FromShell("echo task") }, a => a with { Command = Command.FromShell("echo agent") });
        Assert.Equal(["/bin/sh", "-c", "echo task"], AgentDrivers.Find("shell")!.Prepare(brief).Words);
    }

    [Fact]
    public void A_shell_task_without_a_command_and_a_missing_program_are_problems_before_anything_starts()
    {
        Assert.Equal("no-command", AgentDrivers.Find("shell")!.Prepare(Brief.In("/tmp")).Problem?.Code);
        var missing = Brief.In("/tmp", agent: a => a with { Command = new Command(["no-such-claude"]) });
        var problem = AgentDrivers.Find("claude-code")!.Prepare(missing).Problem;
        Assert.Equal("program-missing", problem?.Code);
        Assert.Contains("no-such-claude", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_needs_no_process() => Assert.Empty(AgentDrivers.Find("human")!.Prepare(Brief.In("/tmp")).Words);

    [Fact]
    public void Usage_lines_of_a_command_add_up_and_without_them_nothing_is_measured()
    {
        var result = Read("shell", "hello", "baton: tokens in=100 out=20 cost=0.5", "baton: tokens out=5 cached=7", "baton: tokens are nice", "bye");
        Assert.Equal(new Usage { Input = new(100), Output = new(25), Cached = new(7), Cost = new(0.5m) }, result.Usage);
        Assert.Equal("hello\nbaton: tokens are nice\nbye", result.Said);
        Assert.Equal(Usage.NotMeasured, Read("shell", "hello").Usage);
    }

    [Fact]
    public void A_recorded_session_of_Claude_Code_is_read()
    {
        var result = Read("claude-code", Fixture("write"));
        Assert.Equal(new Tokens(2000), result.Usage.Input);
        Assert.Equal(new Tokens(100), result.Usage.Output);
        Assert.Equal(new Tokens(400), result.Usage.Cached);
        Assert.Equal(0.0127m, decimal.Round(result.Usage.Cost!.Value.Usd, 6));
        Assert.Equal(2, result.Usage.Turns);
        Assert.Equal("claude-opus-4-8", result.Usage.Model);
        Assert.Equal("The file is written.", result.Said);
        Assert.Null(result.Error);
    }

    [Fact]
    public void A_recorded_refusal_is_a_quota_and_a_recorded_server_error_is_not()
    {
        Assert.True(Read("claude-code", Fixture("429")).Quota?.Guessed);
        var error = Read("claude-code", Fixture("500"));
        Assert.Null(error.Quota);
        Assert.Contains("500", error.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_ends_early_is_an_error_and_its_usage_is_what_was_seen_of_it()
    {
        var result = Read("claude-code", [.. Fixture("write")[..2], "{\"type\":\"assist"]);
        Assert.NotNull(result.Error);
        Assert.Equal((1_001L, true), (result.Usage.Total?.Count, result.Usage.Partial));
        Assert.Null(result.Usage.Cost);
        Assert.NotNull(result.Usage.SessionId);
    }

    [Theory]
    [InlineData("Claude AI usage limit reached|1790000000", 1790000000)]
    [InlineData("Too many requests, retry after 120 seconds", 1780000000 + 120)]
    [InlineData("You've hit your limit · resets 11pm (UTC)", 1780009200)]
    public void The_reset_that_the_provider_states_is_used(string message, long expected)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1780000000);
        var limit = ProviderLimit.From(message, null, now);
        Assert.True(ProviderLimit.IsOne(message));
        Assert.False(limit.Guessed);
        Assert.Equal(expected, limit.Until.ToUnixTimeSeconds());
    }

    [Fact]
    public void A_rejected_limit_event_gives_the_reset()
    {
        var result = Read(
            "claude-code",
            """{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1790000000}}""",
            """{"type":"result","subtype":"success","is_error":true,"result":"You've hit your limit"}""");
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1790000000), result.Quota?.Until);
        Assert.False(result.Quota!.Guessed);
    }

    [Fact]
    public void Lines_that_are_no_events_do_no_harm()
    {
        var reader = AgentDrivers.Find("claude-code")!.CreateReader();
        foreach (var line in new[] { "", "{", "{}", "[1]", "{\"type\":5}", "{\"type\":\"result\",\"usage\":[]}", "{\"type\":\"assistant\",\"message\":7}", "warning: x" })
        {
            reader.Read(line);
        }

        Assert.Equal("warning: x", reader.Progress.LastLine);
    }

    private static AgentResult Read(string driver, params string[] lines)
    {
        var reader = AgentDrivers.Find(driver)!.CreateReader();
        Array.ForEach(lines, reader.Read);
        return reader.Finish(0);
    }

    private static string[] Fixture(string name) =>
        File.ReadAllLines(RepositoryFiles.Find($"tests/Baton.Engine.Tests/Agents/Fixtures/claude-2.1.197-{name}.jsonl")!);
}
