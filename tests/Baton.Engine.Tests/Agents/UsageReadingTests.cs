using Baton.Engine.Agents;
using Baton.Engine.Agents.Drivers;
using Xunit;

namespace Baton.Engine.Tests.Agents;

/// <summary>Usage as it grows in a stream, and what becomes of impossible figures.</summary>
public sealed class UsageReadingTests
{
    [Fact]
    public void Claude_shows_its_usage_message_by_message_and_the_result_replaces_it()
    {
        var reader = Claude();
        reader.Read(Assistant("m1", 1_000, 1));
        reader.Read(Assistant("m1", 1_000, 40));
        reader.Read(Assistant("m2", 500, 2));
        Assert.Equal((1_542L, true), (reader.Progress.Usage.Total!.Value.Count, reader.Progress.Usage.Partial));

        reader.Read(Result(1_500, 300));

        var usage = reader.Finish(0).Usage;
        Assert.Equal((1_800L, false), (usage.Total!.Value.Count, usage.Partial));
    }

    [Fact]
    public void A_result_that_tells_of_less_than_its_messages_does_not_count()
    {
        var reader = Claude();
        reader.Read(Assistant("m1", 1_000, 40));
        reader.Read(Result(0, 0));

        var usage = reader.Finish(0).Usage;

        Assert.Equal((1_040L, true), (usage.Total!.Value.Count, usage.Partial));
    }

    [Fact]
    public void A_stream_that_was_cut_off_keeps_what_was_seen()
    {
        var reader = Claude();
        reader.Read(Assistant("m1", 1_000, 40));

        Assert.True(reader.Finish(143).Usage is { Partial: true, Total.Count: 1_040 });
    }

    [Theory]
    [InlineData("{\"type\":\"result\",\"usage\":{\"input_tokens\":-4,\"output_tokens\":2},\"total_cost_usd\":-1}")]
    [InlineData("{\"type\":\"result\",\"usage\":{\"input_tokens\":9223372036854775807,\"output_tokens\":9223372036854775807,\"cache_creation_input_tokens\":9223372036854775807},\"total_cost_usd\":1e300}")]
    public void Impossible_figures_stay_impossible(string line)
    {
        var reader = Claude();
        reader.Read(line);

        var usage = reader.Finish(0).Usage;

        Assert.True(usage.IsImpossible);
        Assert.Null(usage.Total);
    }

    [Fact]
    public void A_command_that_counts_beyond_all_numbers_stays_impossible()
    {
        var reader = AgentDrivers.Find("shell")!.CreateReader();
        for (var i = 0; i < 20_000; i++)
        {
            reader.Read("baton: tokens in=999999999999999");
        }

        Assert.True(reader.Finish(0).Usage.IsImpossible);
    }

    [Fact]
    public void A_command_whose_lines_were_lost_has_told_only_the_least_that_it_used()
    {
        var reader = AgentDrivers.Find("shell")!.CreateReader();
        reader.Read("baton: tokens in=5");
        reader.Skip();

        Assert.True(reader.Finish(0).Usage is { Partial: true, Total.Count: 5 });
    }

    private static IOutputReader Claude() => AgentDrivers.Find("claude-code")!.CreateReader();

    private static string Assistant(string id, long input, long output) =>
        $"{{\"type\":\"assistant\",\"message\":{{\"id\":\"{id}\",\"content\":[{{\"type\":\"text\",\"text\":\"x\"}}],\"usage\":{{\"input_tokens\":{input},\"output_tokens\":{output}}}}}}}";

    private static string Result(long input, long output) =>
        $"{{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"num_turns\":2,\"usage\":{{\"input_tokens\":{input},\"output_tokens\":{output}}}}}";
}
