using System.Collections.Immutable;
using System.Text;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Plans;
using Baton.Engine.Reports;
using Spectre.Console;
using Xunit;

namespace Baton.Cli.Tests.Rendering;

public sealed class LivePictureTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(120, 40)]
    [InlineData(80, 24)]
    [InlineData(40, 12)]
    [InlineData(20, 8)]
    public void No_line_is_wider_and_no_picture_higher_than_the_terminal(int width, int height)
    {
        var picture = Picture(500, started: 40, width, height, title: "A [bold]title[/] with 漢字 that is much longer than any terminal would ever want to show in one line");
        var lines = picture.Markup().Select(Markup.Remove).ToList();
        Assert.All(lines, line => Assert.True(CellText.Width(line) <= width, $"{CellText.Width(line)} cells: {line}"));
        Assert.True(lines.Count <= height, $"{lines.Count} lines");
        Assert.Contains(lines, l => l.Contains("more at work", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("0/500", StringComparison.Ordinal));
    }

    [Fact]
    public void It_shows_title_agent_state_time_tokens_and_the_last_line_of_output()
    {
        var picture = Picture(1, started: 1, 120, 40, title: "Title [x]") with
        {
            Progress = new Dictionary<AttemptId, AgentProgress>
            {
                [new AttemptId(new TaskId("t1"), 1)] = new(new Usage { Input = new Tokens(12_000), Output = new Tokens(345) }, "\u001b[31mwriting\u001b[0m [a/b.cs]\u0007", 3, null, null),
            },
        };
        var lines = picture.Markup().Select(Markup.Remove).ToList();
        Assert.Equal(["t1    Title [x]  worker  InProgress  7.0s / 2h00m  12,345  writing [a/b.cs]"], lines.Where(l => l.StartsWith("t1 ", StringComparison.Ordinal)));
        Assert.Contains("12,345 tokens", lines[1], StringComparison.Ordinal);
        Assert.Contains("7.0s of 2h00m planned", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Past_the_plan_it_says_by_how_much() =>
        Assert.Contains("7.0s, 2.0s over plan", Markup.Remove((Picture(1, 1, 100, 30, "T") with { Forecast = TimeSpan.FromSeconds(5) }).Markup()[1]), StringComparison.Ordinal);

    [Fact]
    public void With_nothing_at_work_it_says_so() =>
        Assert.Contains(Picture(3, started: 0, 80, 24, "T").Markup(), l => l.Contains("Nothing is at work", StringComparison.Ordinal));

    [Theory]
    [InlineData("plain", 10, "plain")]
    [InlineData("exactly ten", 10, "exactly t…")]
    [InlineData("漢字漢字漢字", 6, "漢字…")]
    [InlineData("a\u001b]0;title\u0007b\tc", 10, "ab c")]
    public void Text_is_cut_by_cells_and_cannot_steer_the_terminal(string text, int width, string expected) => Assert.Equal(expected, CellText.Fit(text, width));

    private static LivePicture Picture(int tasks, int started, int width, int height, string title)
    {
        var text = new StringBuilder("baton: 1\nname: picture\nagents: {worker: {driver: shell, command: 'true'}}\ntasks:\n");
        for (var i = 1; i <= tasks; i++)
        {
            text.Append($"  t{i}: {{title: \"{title}\", agent: worker, estimate: 2h, outputs: [f{i}]}}\n");
        }

        var plan = PlanFile.Parse(Encoding.UTF8.GetBytes(text.ToString()), "plan.yaml").Plan!;
        var planned = new RunEvent.Planned(new RunId("20260102-030405-abcd"), plan.Hash, plan.Name, "main", "0123456789abcdef", "baton/x", [.. plan.Tasks.Select(t => t.Id)]);
        RunEvent[] events = [new RunEvent.Owned("me", 1, []), .. plan.Tasks.Take(started).SelectMany(t => Started(t.Id))];
        var state = events.Aggregate(RunState.Create(plan, planned, Start), (s, e) => s.Apply(e, Start));
        return new LivePicture
        {
            State = state,
            Progress = ImmutableDictionary<AttemptId, AgentProgress>.Empty,
            Lines = [.. Enumerable.Range(1, 20).Select(i => new LiveLine($"03:04:05 t{i} [what] happened {new string('x', 200)}", EventTone.Bad))],
            Forecast = TimeSpan.FromHours(2),
            Now = Start + TimeSpan.FromSeconds(7),
            Width = width,
            Height = height,
        };
    }

    private static IEnumerable<RunEvent> Started(TaskId id) =>
    [
        new RunEvent.TaskQueued(id), new RunEvent.AttemptPlanned(id, 1, new AgentId("worker")),
        new RunEvent.AttemptStarted(id, 1, new WorkspaceInfo(WorkspaceKind.None, "/nowhere", null, null), null),
    ];
}
