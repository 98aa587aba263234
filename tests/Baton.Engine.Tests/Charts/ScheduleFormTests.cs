using Baton.Engine.Charts;
using Baton.Engine.Reports;
using Baton.Engine.Reports.WorkPlans;
using Baton.Engine.Schedules;
using Baton.Engine.Tests.Schedules;
using Xunit;

namespace Baton.Engine.Tests.Charts;

/// <summary>Every form of a schedule. Golden files stand in the Golden folder; <c>BATON_GOLDEN=write</c> writes them anew for review.</summary>
public sealed class ScheduleFormTests
{
    [Theory]
    [InlineData("phase-1")]
    [InlineData("phase-5.3")]
    public void Forms_of_the_examples_equal_their_golden_files(string name)
    {
        var plan = ChartPlans.Example(name);
        var schedule = PlanScheduler.Compute(plan);
        GoldenFile.AssertEqual($"{name}.txt", GanttText.Render(plan, schedule));
        GoldenFile.AssertEqual($"{name}-ascii.txt", GanttText.Render(plan, schedule, new(80, Ascii: true)));
        GoldenFile.AssertEqual($"{name}-tree.txt", Text(DependencyTreeText.Lines(plan, schedule, 100, ascii: false)));
        GoldenFile.AssertEqual($"{name}-blocking.txt", Text(ScheduleTables.BlockingLines(plan, schedule, 100, ascii: false)));
        GoldenFile.AssertEqual($"{name}-hours.txt", Text(ScheduleTables.HourLines(schedule, 100, ascii: true)));
        GoldenFile.AssertEqual($"{name}.svg", GanttSvg.Render(plan, schedule));
        GoldenFile.AssertEqual($"{name}-graph.svg", GraphSvg.Render(plan, schedule));
        GoldenFile.AssertEqual($"{name}.mmd", MermaidText.Gantt(plan, schedule));
        GoldenFile.AssertEqual($"{name}-flowchart.mmd", MermaidText.Flowchart(plan, schedule));
        GoldenFile.AssertEqual($"{name}.md", WorkPlan.ToMarkdown(plan, schedule, "plan.yaml"));
        GoldenFile.AssertEqual($"{name}.json", PlanScheduleJson.From(plan, schedule).ToText());
    }

    [Fact]
    public void The_page_of_an_example_equals_its_golden_file_and_needs_nothing_from_elsewhere()
    {
        var plan = ChartPlans.Example("phase-1");
        var page = WorkPlan.ToHtml(plan, PlanScheduler.Compute(plan), "plan.yaml");
        GoldenFile.AssertEqual("phase-1.html", page);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(120)]
    public void Text_forms_of_any_plan_stay_within_the_width_and_in_their_alphabet(int width)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var plan = ChartPlans.Random(seed, 1 + (seed * 7));
            var schedule = PlanScheduler.Compute(plan);
            string[] lines =
            [
                .. DependencyTreeText.Lines(plan, schedule, width, ascii: true),
                .. ScheduleTables.BlockingLines(plan, schedule, width, ascii: true),
                .. ScheduleTables.HourLines(schedule, width, ascii: true),
                .. GanttText.Render(plan, schedule, new(width, Ascii: true)).Split('\n'),
            ];
            Assert.All(lines, line => Assert.True(line.Length <= width && line.All(c => c is >= ' ' and <= '~'), line));
        }
    }

    [Fact]
    public void The_dependency_tree_tells_every_task_once_however_deep_it_is()
    {
        var tasks = Enumerable.Range(0, 3_000).Select(i => SamplePlans.Task($"T{i}", "x", 1, "a", null, i == 0 ? [] : [$"T{i - 1}"]));
        var plan = SamplePlans.Make("deep", null, new(), ["a"], [], [.. tasks]);
        var lines = DependencyTreeText.Lines(plan, PlanScheduler.Compute(plan), 100, ascii: false).Where(l => !l.EndsWith("(goes on below)", StringComparison.Ordinal)).ToList();
        Assert.Equal(3_000, lines.Count);
    }

    [Fact]
    public void The_hour_table_never_exceeds_its_rows_and_names_every_task()
    {
        foreach (var (count, seed) in new[] { (1, 1), (22, 2), (300, 3) })
        {
            var plan = SamplePlans.Large(seed, count, 5);
            var schedule = PlanScheduler.Compute(plan);
            var rows = HourTable.Rows(schedule).ToList();
            Assert.InRange(rows.Count, 1, HourTable.MostRows);
            Assert.Equal((TimeSpan.Zero, schedule.Makespan), (rows[0].Start, rows[^1].Finish));
            Assert.Equal(plan.Tasks.Length, rows.SelectMany(r => r.Working).SelectMany(w => w.Tasks).Distinct().Count());
        }
    }

    [Fact]
    public void The_work_plan_has_its_twelve_sections_and_every_makespan_says_under_which_limits()
    {
        var plan = ChartPlans.Example("phase-1");
        var text = WorkPlan.ToMarkdown(plan, PlanScheduler.Compute(plan), "plan.yaml");
        Assert.Equal(
            [
                "Executive Summary", "1. Dependency Analysis", "2. Timeline Visualization", "3. Agent Task Assignments", "4. Handoff Points & Coordination", "5. Risk Assessment",
                "6. Success Criteria", "7. Token Budget Projection", "8. Post-Completion Checklist", "9. Lessons Learned & Continuous Improvement", "10. Appendix: Quick Reference",
                "11. Execution Authorization", "12. Final Notes",
            ],
            text.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]));
        Assert.Contains("| Projected in all | 90,000 |", text, StringComparison.Ordinal);
        Assert.Contains("| Left after everything | 81,000 (40.5 % of the budget) |", text, StringComparison.Ordinal);
        Assert.Contains("| 45 min | InfrastructureEngineer | solutions-architect | P5-design at 50 %: docs/logging-architecture.md | P5-review can start |", text, StringComparison.Ordinal);
        Assert.Contains("under limits (3 agents at once; TestEngineer 1 at once; InfrastructureEngineer 1 at once; solutions-architect 1 at once): 4 h, lower bound 4 h, optimal", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_titles_stay_text_in_documents_and_diagrams()
    {
        var tasks = ChartPlans.HostileTitles.Select((title, i) => SamplePlans.Task($"T{i}", title, 1, "a", null));
        var plan = SamplePlans.Make("odd", "<img src=x onerror=alert(1)>", new(), ["a"], [], [.. tasks]);
        var schedule = PlanScheduler.Compute(plan);
        var page = WorkPlan.ToHtml(plan, schedule, "<plan>.yaml");
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(page, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain("<script", WorkPlan.ToMarkdown(plan, schedule, "plan.yaml").Split("```text")[0], StringComparison.OrdinalIgnoreCase);
        var diagrams = MermaidText.Gantt(plan, schedule) + MermaidText.Flowchart(plan, schedule);
        Assert.DoesNotContain('<', diagrams.Replace("<br/>", "", StringComparison.Ordinal));
        Assert.All(MermaidText.Gantt(plan, schedule).Split('\n').Where(l => l.Contains(", t", StringComparison.Ordinal) || l.Contains(":t", StringComparison.Ordinal)), l => Assert.Equal(3, l.Split(':').Length - 1));
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
