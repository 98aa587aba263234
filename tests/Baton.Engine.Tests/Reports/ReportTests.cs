using Baton.Domain.Runs;
using Baton.Engine.Reports;
using Baton.Engine.Tests.Agents;
using Xunit;

namespace Baton.Engine.Tests.Reports;

/// <summary>Documents of a recorded run. Golden files stand in the Golden folder; <c>BATON_GOLDEN=write</c> writes them anew for review.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Documents_of_a_finished_run_equal_their_golden_files()
    {
        var run = await RecordedRun.ReadAsync();
        AssertGolden("quickstart-report.md", FinalReport.Of(run.State, run.History, run.Now));
        AssertGolden("quickstart-log.md", ExecutionLog.Of(run.State, run.History));
        AssertGolden("quickstart-memory.md", LivingMemory.Of(run.State, run.History, run.Now));
    }

    [Fact]
    public async Task Documents_in_the_middle_of_a_run_equal_their_golden_files()
    {
        var run = (await RecordedRun.ReadAsync()).Until(e => e.Event is RunEvent.MergeConflicted);
        AssertGolden("quickstart-halfway-report.md", FinalReport.Of(run.State, run.History, run.Now));
        AssertGolden("quickstart-halfway-memory.md", LivingMemory.Of(run.State, run.History, run.Now));
    }

    [Fact]
    public async Task Living_memory_has_its_fixed_sections_in_order_from_the_first_event_on()
    {
        var run = (await RecordedRun.ReadAsync()).Until(e => e.Event is RunEvent.Planned);
        var headings = LivingMemory.Of(run.State, run.History, run.Now).Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal));
        Assert.Equal(
            ["## Current Agent Assignments", "## Token Budget Tracking", "## Current Session Context", "## Phase Status", "## Blockers", "## Key Decisions", "## Last Updated"],
            headings);
    }

    [Fact]
    public async Task An_assignment_without_a_sign_of_life_for_half_an_hour_is_stale()
    {
        var run = (await RecordedRun.ReadAsync()).Until(e => e.Event is RunEvent.AttemptStarted);
        Assert.DoesNotContain("(stale)", LivingMemory.Of(run.State, run.History, run.Now + LivingMemory.StaleAfter - TimeSpan.FromSeconds(2)), StringComparison.Ordinal);
        Assert.Contains("(stale)", LivingMemory.Of(run.State, run.History, run.Now + LivingMemory.StaleAfter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_cannot_break_tables_or_make_links_and_markup()
    {
        var run = await RecordedRun.ReadAsync();
        var odd = run.Plan.Tasks[0] with { Title = "a | b <script> **bold** [x](http://y)" };
        var plan = run.Plan with { Tasks = run.Plan.Tasks.SetItem(0, odd) };
        var report = FinalReport.Of(RunState.Replay(plan, run.Events), RunHistory.Of(plan, run.Events), run.Now);
        Assert.Contains(@"| subtract | a \| b &lt;script> \*\*bold\*\* [x]\(http://y) | developer |", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_a_person_stopped_is_no_failure()
    {
        var run = (await RecordedRun.ReadAsync()).Until(e => e.Event is RunEvent.AttemptStarted);
        var started = (RunEvent.AttemptStarted)run.Events[^1].Event;
        run.Events.Add(new(run.Events.Count + 1, run.Now, new RunEvent.AttemptStopRequested(started.Task, 1, StopReason.Interrupted)));
        run.Events.Add(new(run.Events.Count + 1, run.Now, new RunEvent.AttemptExited(started.Task, 1, new AttemptExit(143, StopReason.Interrupted, Usage.NotMeasured, null, 0, 0))));
        run.Events.Add(new(run.Events.Count + 1, run.Now, new RunEvent.AttemptFailed(started.Task, 1, new Failure(FailureClass.Operator, "interrupted", "stopped", true))));
        var totals = RunTotalsJson.Of(run.State, run.History);
        Assert.Equal((0, 1), (totals.Failures, totals.Stopped));
    }

    private static void AssertGolden(string file, string text)
    {
        var path = Path.Combine(Path.GetDirectoryName(RepositoryFiles.Find("Baton.slnx"))!, "tests", "Baton.Engine.Tests", "Reports", "Golden", file);
        if (Environment.GetEnvironmentVariable("BATON_GOLDEN") == "write")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing; write it with BATON_GOLDEN=write and read it.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
