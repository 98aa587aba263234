using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Engine.Reports;

namespace Baton.Cli.Commands;

/// <summary><c>baton status</c>: where a run stands.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.OptionalPlan();
        var (run, json) = (CommonOptions.Run(), CommonOptions.Json());
        var command = new Command("status", "Where a run stands: every task, what failed and why, what waits for a person.") { plan, run, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => ShowAsync(parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> ShowAsync(string? planPath, string? runId, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        if (json)
        {
            JsonOutput.Write(RunReportJson.Of(ExitCode.Done, record.State, RunHistory.Of(record.Plan, record.Events), access.Time.GetUtcNow()), ReportJsonContext.Default.RunReportJson);
            return ExitCode.Done;
        }

        Console.Write(SummaryText.Of(record, access.Time.GetUtcNow(), Paint.Width));
        if (RunStanding.Of(record.State, RunHistory.Of(record.Plan, record.Events), access.Time.GetUtcNow()) is { } standing)
        {
            Console.WriteLine($"Schedule: {standing.Text}");
        }

        if (BudgetTables.Line(record.State) is { } budget)
        {
            Console.WriteLine($"Budget: {budget}");
        }

        foreach (var escalation in BudgetTables.Escalations(record.State))
        {
            Console.WriteLine(Paint.Warn($"Budget: {escalation}"));
        }

        var alive = record.Head.Owner is { } owner && LeaseOwner.IsAlive(owner);
        Console.WriteLine(alive
            ? $"Driven by process {record.Head.Owner!.Pid} since {record.Head.Owner.Since.ToLocalTime():HH:mm:ss}. Follow it: baton watch"
            : record.State.IsTerminal ? $"The run is over: {record.State.Reason}" : $"Nobody drives it now. Go on: baton run {record.Head.PlanPath}");
        foreach (var remark in BreakerText.Remarks(record.State))
        {
            Console.WriteLine(remark);
        }

        if (!record.State.DeadLetters.IsEmpty)
        {
            Console.WriteLine($"{CellText.Count(record.State.DeadLetters.Count, "dead letter")} {(record.State.DeadLetters.Count == 1 ? "waits" : "wait")} for a decision. See: baton dead-letters");
        }

        foreach (var task in record.State.AwaitingPeople.OrderBy(t => t.Rank))
        {
            Console.WriteLine($"Waits for a person: {task.Id} {task.Status}: {What(task)}{Decide(record.State, task)}");
        }

        return ExitCode.Done;
    }

    private static string What(TaskState task) =>
        task.Status is TaskStatus.AwaitingApproval or TaskStatus.Blocked ? task.Reason ?? "" : $"to be done by a person in {task.Current?.Workspace?.Path}";

    private static string Decide(RunState state, TaskState task) => task.Status switch
    {
        TaskStatus.AwaitingApproval => $"  (baton approve {task.Id}, or baton reject {task.Id} --reason ...)",
        TaskStatus.Blocked when state.Ledger.Held.Contains(task.Id) => $"  (baton budget --raise AMOUNT --reason ..., or baton skip {task.Id} --reason ...)",
        TaskStatus.Blocked => $"  (baton retry {task.Id}, or baton skip {task.Id} --reason ...)",
        _ => $"  (baton done {task.Id})",
    };
}
