using Baton.Engine.Imports;
using Xunit;

namespace Baton.Engine.Tests.Imports;

/// <summary>Work plans in Markdown: what is read, what is guessed, and that the check of the result finds what the documents got wrong.</summary>
public sealed class MarkdownImportTests
{
    [Fact]
    public void Phase_1_has_its_six_tasks_with_owners_hours_needs_and_tokens()
    {
        var imported = Imported.Example("phase-1.md");

        Assert.False(imported.Reading.HasErrors, imported.Show());
        Assert.Equal(
            [
                "P3 TestEngineer 2 20000 ", "P4 TestEngineer 1 10000 P3", "P6 TestEngineer 0.5 5000 P3", "Integration TestEngineer 0.5 5000 P3,P4,P6",
                "P5-Logging-Design InfrastructureEngineer 1.5 15000 ", "P5-Design-Review solutions-architect 1 10000 ",
            ],
            imported.Plan.Tasks.Select(t => FormattableString.Invariant($"{t.Id} {t.Agent} {t.Estimate.Likely.TotalHours} {t.Allowance.Tokens!.Value.Count} {string.Join(',', t.Needs.Select(n => n.Task))}")));
        Assert.Equal((200_000, 29_000, 20_000), (imported.Plan.Limits.Tokens!.Value.Count, imported.Plan.Limits.Spent!.Value.Count, imported.Plan.Limits.Buffer!.Value.Count));
        Assert.Equal(1, imported.Plan.Agents.Single(a => a.Id.Value == "TestEngineer").Concurrent);
    }

    [Theory]
    [InlineData("BTN081", "5 h are stated", "6.5 h")]
    [InlineData("BTN084", "3.5 h are stated", "4 h (TestEngineer 1 at once)")]
    [InlineData("BTN082", "2 h + 1 h + 0.5 h + 0.5 h = 4 h, not 3.5 h")]
    [InlineData("BTN083", "P6 does not need P4")]
    [InlineData("BTN085", "30 % is stated", "38.5 %")]
    [InlineData("BTN085", "20 % is stated", "38.5 %")]
    [InlineData("BTN086", "83,000", "90,000")]
    [InlineData("BTN087", "escalation of tokens", "110000", "90000")]
    [InlineData("BTN088", "P4 and P6", "TestEngineer")]
    [InlineData("BTN073", "P5-Design-Review reads 'docs/logging.md'")]
    [InlineData("BTN079", "P5-Review-Report is due at 1 h", "1.75 h")]
    [InlineData("BTN079", "P4-Report is due at 2.5 h", "3 h")]
    public void Phase_1_is_found_to_contradict_itself(string code, params string[] figures) => Imported.Example("phase-1.md").AssertFound(code, figures);

    [Theory]
    [InlineData("BTN040", "error-recovery.ts' is an output of task T9 and of task T3")]
    [InlineData("BTN040", "scheduling.ts' is an output of task T10 and of task T3")]
    [InlineData("BTN078", "41 h instead of the 38 h", "T1 -> T4 -> T9 -> T13 -> T15 -> T17 -> T19 -> T21 -> T22")]
    [InlineData("BTN078", "T8 (needs only T3 of it) by 1 h", "T7 (needs only T1 of it)")]
    [InlineData("BTN084", "40 h are stated", "41 h")]
    [InlineData("BTN088", "6 at once are stated for group GROUP_D", "at most 2")]
    public void Phase_5_3_is_found_to_contradict_itself(string code, params string[] figures) => Imported.Example("phase-5.3.md").AssertFound(code, figures);

    [Fact]
    public void Phase_5_3_has_22_tasks_81_hours_and_ten_needs_inside_parallel_groups()
    {
        var imported = Imported.Example("phase-5.3.md");

        Assert.Equal(22, imported.Plan.Tasks.Length);
        Assert.Equal(81, imported.Plan.Tasks.Sum(t => t.Estimate.Likely.TotalHours));
        Assert.Equal(10, imported.Reading.Findings.Count(f => f.Code == "BTN070"));
        Assert.DoesNotContain(imported.Reading.Findings, f => f.Code is "BTN080" or "BTN081" or "BTN071");
        Assert.Equal("T13 T14 T15 T17 T18 T19", string.Join(' ', imported.Plan.Tasks.Where(t => t.Group?.Value == "GROUP_D").Select(t => t.Id)));
        imported.AssertNoted(ImportOutcome.Guessed, 11, "task T16", "stays in group GROUP_A");
        imported.AssertNoted(ImportOutcome.Guessed, 9, "group GROUP_A", "taken as a barrier after it");
    }

    [Fact]
    public void Every_guess_has_its_line()
    {
        var imported = Imported.Example("phase-1.md");

        imported.AssertNoted(ImportOutcome.Guessed, 6, "stated.makespan", "3.5h");
        imported.AssertNoted(ImportOutcome.Guessed, 16, "agent TestEngineer", "driver claude-code");
        imported.AssertNoted(ImportOutcome.Guessed, 21, "task P5-Design-Review", "'P5' names several tasks");
        imported.AssertNoted(ImportOutcome.Guessed, 33, "agent TaskOrchestrator", "no task of the plan");
        imported.AssertNoted(ImportOutcome.Guessed, 34, "limits.buffer", "20000");
        imported.AssertNoted(ImportOutcome.Guessed, 47, "hand-off P5-Design-Draft", "P5-Logging-Design");
        Assert.All(imported.Result.Notes, n => Assert.Equal("phase-1.md", n.File));
    }

    [Theory]
    [InlineData("4", "4")]
    [InlineData("1.5 hrs", "1.5")]
    [InlineData("~90 min", "1.5")]
    [InlineData("2 days", "16")]
    [InlineData("1-3 hours", "2")]
    public void Hours_are_read_as_people_write_them(string text, string hours)
    {
        var imported = Imported.Text($"| Task | Hours |\n|---|---|\n| T1 | {text} |\n", "plan.md");

        Assert.Equal(hours, imported.Task("T1").Estimate.Likely.TotalHours.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Headings_and_lists_name_tasks_too()
    {
        var imported = Imported.Text("""
            # Release
            ### Agent 1: Builder
            #### Task T1: Build it (2 hours)
            **Deliverables:**
            1. `out/a.txt` - the thing
            - **T2:** Ship it (30 min, release engineer)
            ```
            - **T3:** Not a task (4h, nobody)
            ```
            """, "plan.md");

        Assert.Equal(["T1 Builder 2 out/a.txt", "T2 release-engineer 0.5 "], imported.Plan.Tasks.Select(t => FormattableString.Invariant($"{t.Id} {t.Agent} {t.Estimate.Likely.TotalHours} {string.Join(',', t.Outputs.Select(o => o.Path))}")));
        Assert.Equal("release", imported.Plan.Name);
    }

    [Fact]
    public void Prose_in_a_column_of_needs_is_not_carried_and_said_so()
    {
        var imported = Imported.Text("| Agent | Mission | Dependencies | Timeline |\n|---|---|---|---|\n| reviewer | Review | All fixes complete | 1 hour |\n", "plan.md");

        Assert.Empty(imported.Task("Review").Needs);
        imported.AssertNoted(ImportOutcome.NotCarried, 3, "task Review", "'All fixes complete' names no task");
    }

    [Fact]
    public void A_need_that_could_be_any_of_several_tasks_is_not_carried()
    {
        var imported = Imported.Text("| Task | Hours | Blocks |\n|---|---|---|\n| P5 (Design) | 1 | None |\n| P5 (Review) | 1 | None |\n| P1 | 1 | P5 Tests, P5 Review |\n", "plan.md");

        Assert.Empty(imported.Task("P5-Design").Needs);
        Assert.Equal("P1", Assert.Single(imported.Task("P5-Review").Needs).Task.Value);
        imported.AssertNoted(ImportOutcome.NotCarried, 5, "task P1", "'P5 Tests' may be any of P5-Design, P5-Review");
    }

    [Fact]
    public void A_table_without_tasks_is_not_carried_and_said_so()
    {
        var imported = Imported.Text("| Task | Hours |\n|---|---|\n| T1 | 1 |\n\n| Task | Risk | Impact |\n|---|---|---|\n| T1 | late | HIGH |\n", "plan.md");

        Assert.Single(imported.Plan.Tasks);
        imported.AssertNoted(ImportOutcome.NotCarried, 5, "table", "Task, Risk, Impact");
    }

    [Fact]
    public void A_document_without_tasks_is_refused()
    {
        var imported = Imported.Text("# Nothing\n\nNo table here.\n", "plan.md");

        Assert.Null(imported.Result.Yaml);
        Assert.Equal("BTN035", Assert.Single(imported.Result.Errors).Finding.Code);
    }
}
