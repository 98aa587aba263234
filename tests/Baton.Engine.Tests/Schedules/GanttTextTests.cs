using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

/// <summary>Golden files stand in the Golden folder; <c>BATON_GOLDEN=write</c> writes them anew for review.</summary>
public sealed class GanttTextTests
{
    [Theory]
    [InlineData("dispatcher", 100, false)]
    [InlineData("dispatcher", 100, true)]
    [InlineData("dispatcher-barriers", 100, false)]
    [InlineData("phase-1", 100, false)]
    [InlineData("phase-1", 72, true)]
    [InlineData("phase-1-running", 100, false)]
    [InlineData("large", 120, false)]
    [InlineData("large-condensed", 100, true)]
    public void Charts_equal_their_golden_files(string name, int width, bool ascii)
    {
        var (plan, facts, rows) = Sample(name);
        var text = GanttText.Render(plan, PlanScheduler.Compute(plan, facts), new(width, ascii, rows));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
        Assert.True(!ascii || text.All(c => c is '\n' or (>= ' ' and <= '~')));
        AssertGolden($"{name}-{width}{(ascii ? "-ascii" : "")}.txt", text);
    }

    [Fact]
    public void Every_task_of_500_is_labelled_in_a_chart_that_is_not_condensed()
    {
        var plan = SamplePlans.Large(5, 500, 8);
        var lines = GanttText.Render(plan, PlanScheduler.Compute(plan), new(120, MaxRows: 500)).Split('\n');
        var words = lines.Skip(4).SelectMany(l => l.Split(' ', '▐', '▌', '█', '▒', '◆')).ToHashSet();
        Assert.All(plan.Tasks, task => Assert.Contains(task.Id.Value, words));
    }

    [Fact]
    public void Plain_words_replace_a_chart_when_there_is_no_schedule()
    {
        var plan = SamplePlans.Dispatcher() with { Limits = new() { Concurrent = 0 } };
        Assert.Equal(
            "dispatcher: Phase 5.3\nno schedule: Task T1 can never start: the limit is 0 agents at once; raise it to 1 or\n    more.\n",
            GanttText.Render(plan, PlanScheduler.Compute(plan), new(90)));
    }

    [Fact]
    public void Control_characters_in_titles_do_not_reach_the_terminal()
    {
        var plan = SamplePlans.Make("odd", "\u001b[31mred", new(), ["x"], [], [SamplePlans.Task("a", "\u001b[2Jclear", 1, "x", null)]);
        Assert.DoesNotContain('\u001b', GanttText.Render(plan, PlanScheduler.Compute(plan)));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    [InlineData(250)]
    public void Any_width_and_any_length_of_plan_give_lines_within_the_width(int width)
    {
        foreach (var hours in new[] { 0, 1e-5, 0.01, 0.3, 7, 5_000, 2_000_000, 100_000_000 })
        {
            var plan = SamplePlans.Make(
                "p", null, new(), ["x"], [],
                [SamplePlans.Task("first", "A", hours, "x", null), SamplePlans.Task(new string('b', 64), "B", hours, null, null, "first")]);
            var text = GanttText.Render(plan, PlanScheduler.Compute(plan), new(width));
            Assert.All(text.Split('\n'), line => Assert.True(line.Length <= Math.Max(40, width), $"{hours} h: {line}"));
            Assert.Contains("first", text);
        }
    }

    private static (Plan Plan, ScheduleFacts? Facts, int Rows) Sample(string name) => name switch
    {
        "dispatcher" => (SamplePlans.Dispatcher(), null, 120),
        "dispatcher-barriers" => (SamplePlans.Dispatcher(barriers: true), null, 120),
        "phase-1" => (SamplePlans.PhaseOne(), null, 120),
        "phase-1-running" => (SamplePlans.PhaseOne(), Running(), 120),
        "large" => (SamplePlans.Large(5, 500, 8), null, 120),
        "large-condensed" => (SamplePlans.Large(5, 500, 8), null, 20),
        _ => throw new ArgumentException($"No sample {name}.", nameof(name)),
    };

    private static ScheduleFacts Running() => new(
        TimeSpan.FromHours(3),
        ImmutableDictionary<TaskId, TaskFact>.Empty
            .Add(new("P3"), new TaskFact.Finished(TimeSpan.Zero, TimeSpan.FromHours(2.5)))
            .Add(new("P4"), new TaskFact.Running(TimeSpan.FromHours(2.5), TimeSpan.FromHours(2))));

    private static void AssertGolden(string file, string text)
    {
        var path = Path.Combine(RepositoryRoot(), "tests", "Baton.Engine.Tests", "Schedules", "Golden", file);
        if (Environment.GetEnvironmentVariable("BATON_GOLDEN") == "write")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing; write it with BATON_GOLDEN=write and read it.");
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Baton.slnx is not above the test's folder.");
    }
}
