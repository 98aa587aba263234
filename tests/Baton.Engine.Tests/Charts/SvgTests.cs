using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;
using Baton.Engine.Tests.Schedules;
using Xunit;

namespace Baton.Engine.Tests.Charts;

public sealed class SvgTests
{
    public static TheoryData<int, int> Randoms => [.. Enumerable.Range(0, 24).Select(seed => (seed, seed switch { < 8 => 1 + seed, < 16 => 20 + (3 * seed), < 22 => 15 * seed, _ => 500 }))];

    [Theory]
    [MemberData(nameof(Randoms))]
    public void A_chart_of_any_plan_is_well_formed_and_nothing_in_it_overlaps_or_leaves_the_picture(int seed, int count)
    {
        var plan = ChartPlans.Random(seed, count);
        var svg = new SvgReading(GanttSvg.Render(plan, PlanScheduler.Compute(plan)));
        svg.AssertSafeAndInside();
        var tasks = svg.Root.Descendants().Where(e => e.Attribute("class")?.Value == "b-task").ToList();
        Assert.Equal(count, tasks.Count);
        Assert.All(plan.Tasks, task => Assert.Contains(tasks, t => SvgReading.TitleOf(t).StartsWith(ChartText.Label(task.Id.Value, task.Title) + ":", StringComparison.Ordinal)));
        AssertApart([.. tasks.Select(Extents)]);
        AssertApart([.. svg.All("text", "b-mark").Concat(svg.All("text", "b-ticks")).Select(e => (Box[])[SvgReading.BoxOf(e)])]);
        AssertApart([.. svg.All("text", "b-name").Select(e => (Box[])[SvgReading.BoxOf(e)])]);
    }

    [Theory]
    [MemberData(nameof(Randoms))]
    public void A_graph_of_any_plan_is_well_formed_and_no_box_overlaps_another(int seed, int count)
    {
        var plan = ChartPlans.Random(seed, count);
        var svg = new SvgReading(GraphSvg.Render(plan, PlanScheduler.Compute(plan)));
        svg.AssertSafeAndInside();
        var nodes = svg.Root.Descendants().Where(e => e.Attribute("class")?.Value == "b-node").ToList();
        Assert.Equal(count, nodes.Count);
        AssertApart([.. nodes.Select(Extents)]);
        Assert.All(nodes, n =>
        {
            var boxes = Extents(n);
            Assert.All(boxes.Skip(1), text => Assert.True(text.Left >= boxes[0].Left && text.Right <= boxes[0].Right, $"{n.Value} leaves its box."));
        });
    }

    [Fact]
    public void A_graph_draws_every_link_that_does_not_follow_from_others()
    {
        var plan = ChartPlans.Example("phase-5.3");
        var schedule = PlanScheduler.Compute(plan);
        var arrows = MermaidText.Flowchart(plan, schedule).Split('\n').Count(l => l.Contains("-->", StringComparison.Ordinal) || l.Contains("==>", StringComparison.Ordinal));
        var svg = new SvgReading(GraphSvg.Render(plan, schedule));
        Assert.Equal(35, arrows);
        Assert.Equal(arrows, svg.All("path", "b-links").Count(p => p.Attribute("class")!.Value is "b-link" or "b-chain"));
    }

    [Fact]
    public void Too_many_tasks_are_drawn_as_a_load_and_not_as_a_graph()
    {
        var plan = SamplePlans.Large(5, 2_500, 8);
        var schedule = PlanScheduler.Compute(plan);
        var chart = GanttSvg.Render(plan, schedule);
        new SvgReading(chart).AssertSafeAndInside();
        Assert.True(chart.Length < 200_000, $"{chart.Length} characters");
        Assert.DoesNotContain("b-task", chart, StringComparison.Ordinal);
        Assert.Contains("too many for a graph", GraphSvg.Render(plan, schedule), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_without_tasks_or_without_a_schedule_says_so()
    {
        var empty = SamplePlans.Make("empty", null, new(), [], [], []);
        var broken = SamplePlans.Dispatcher(concurrent: 0);
        foreach (var render in (Func<Plan, PlanSchedule, string>[])[GanttSvg.Render, GraphSvg.Render])
        {
            Assert.Contains(">The plan has no tasks.<", render(empty, PlanScheduler.Compute(empty)), StringComparison.Ordinal);
            var text = render(broken, PlanScheduler.Compute(broken));
            new SvgReading(text).AssertSafeAndInside();
            Assert.Contains("no schedule: Task T1 can never start", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Longest_chains_differ_from_the_rest_in_more_than_their_colour()
    {
        var plan = ChartPlans.Example("phase-5.3");
        var schedule = PlanScheduler.Compute(plan);
        var svg = new SvgReading(GanttSvg.Render(plan, schedule));
        foreach (var task in schedule.Tasks)
        {
            var group = svg.Root.Descendants().Single(e => e.Attribute("class")?.Value == "b-task" && SvgReading.TitleOf(e).StartsWith(task.Id + " ", StringComparison.Ordinal));
            Assert.Equal(task.OnDependencyPath, group.Elements().Any(e => e.Name.LocalName == "text" && e.Attribute("class")!.Value.Contains("b-bold", StringComparison.Ordinal)));
            Assert.Equal(task.OnDependencyPath, SvgReading.TitleOf(group).Contains("on a longest chain", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_machines_language_changes_nothing()
    {
        var plan = ChartPlans.Random(3, 40);
        var schedule = PlanScheduler.Compute(plan);
        string[] Texts() => [GanttSvg.Render(plan, schedule), GraphSvg.Render(plan, schedule), MermaidText.Gantt(plan, schedule), Baton.Engine.Reports.WorkPlans.WorkPlan.ToHtml(plan, schedule, "plan.yaml")];
        var before = CultureInfo.CurrentCulture;
        var expected = Texts();
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberGroupSeparator) = (";", "~", "_");
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Texts());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The bar or box first, then the texts; a milestone's shape is a path and is left out.</summary>
    private static Box[] Extents(XElement group) =>
        [.. group.Elements().Where(e => e.Name.LocalName is "rect" or "text" && e.Value is not " ").Where(e => e.Name.LocalName == "rect" || e.Value.Length > 0).Select(SvgReading.BoxOf)];

    private static void AssertApart(ImmutableArray<Box[]> groups)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            for (var k = i + 1; k < groups.Length; k++)
            {
                var clash = groups[i].SelectMany(a => groups[k].Where(a.Overlaps).Select(b => (a, b))).FirstOrDefault();
                Assert.True(clash.a is null, $"{clash.a} overlaps {clash.b}.");
            }
        }
    }
}
