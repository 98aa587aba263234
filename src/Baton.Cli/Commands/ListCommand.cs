using System.CommandLine;
using System.Globalization;
using Baton.Cli.Rendering;
using Baton.Engine.Journal;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>baton list</c>: the tasks of a plan with where they stand, or the runs of a repository.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.OptionalPlan();
        var runs = new Option<bool>("--runs") { Description = "List the runs of the repository instead of tasks." };
        var json = CommonOptions.Json();
        var command = new Command("list", "List the tasks of a plan and where they stand in its newest run; --runs lists runs.") { plan, runs, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => parse.GetValue(runs)
            ? RunsAsync(parse.GetValue(plan), parse.GetValue(json), ct)
            : TasksAsync(parse.GetValue(plan), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> RunsAsync(string? planPath, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var runs = new List<RunLineJson>();
        foreach (var head in await access.Journal.ListRunsAsync(ct))
        {
            var state = (await access.ReadAsync(head, ct)).State;
            var owner = head.Owner is { } o && LeaseOwner.IsAlive(o) ? o : null;
            runs.Add(new RunLineJson(head.Run.Value, head.PlanName, head.PlanPath, state.Status, head.CreatedAt, state.Satisfied, state.Tasks.Count, owner?.Pid, owner is not null, state.IsTerminal));
        }

        if (json)
        {
            JsonOutput.Write(new RunListJson(ExitCode.Done, runs), JsonContext.Default.RunListJson);
            return ExitCode.Done;
        }

        if (runs.Count == 0)
        {
            Console.WriteLine("No run yet. Start one: baton run PLAN");
        }

        var width = runs.Select(r => Standing(r).Length).DefaultIfEmpty().Max();
        foreach (var run in runs)
        {
            var owner = run.OwnerPid is { } pid ? $"  driven by process {pid}" : "";
            Console.WriteLine($"{run.Run}  {Standing(run).PadRight(width)}  {run.Complete}/{run.Tasks}  {run.CreatedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  {run.Plan}  {run.PlanPath}{owner}");
        }

        return ExitCode.Done;
    }

    /// <summary>A run that is not over goes on only while somebody drives it.</summary>
    private static string Standing(RunLineJson run) => run.IsOver || run.Driven ? run.State.ToString() : $"{run.State}, nobody drives it";

    private static async Task<int> TasksAsync(string? planPath, bool json, CancellationToken ct)
    {
        var rows = await RowsAsync(planPath, ct);
        if (json)
        {
            JsonOutput.Write(new TaskListJson(ExitCode.Done, rows), JsonContext.Default.TaskListJson);
            return ExitCode.Done;
        }

        Write(rows, Paint.Width);
        return ExitCode.Done;
    }

    /// <summary>The agent's column goes first where it is narrow, then the end of the line.</summary>
    private static void Write(List<TaskLineJson> rows, int? width)
    {
        var idWidth = Math.Min(24, Math.Max(4, rows.Max(r => CellText.Width(r.Id))));
        var agentWidth = width < 100 ? 0 : Math.Min(22, Math.Max(5, rows.Max(r => CellText.Width(r.Agent ?? "no one"))));
        Console.WriteLine(Paint.Dim($"{CellText.Cell("task", idWidth)}  {"state",-16} {"plan",7}  {(agentWidth > 0 ? CellText.Cell("agent", agentWidth) + "  " : "")}title"));
        foreach (var row in rows)
        {
            var agent = agentWidth > 0 ? CellText.Cell(row.Agent ?? "no one", agentWidth) + "  " : "";
            var title = $"{row.Title}{(row.Needs.Count > 0 ? $"  <- {string.Join(" ", row.Needs)}" : "")}";
            var room = width is { } w ? Math.Max(8, w - 1 - idWidth - 28 - agent.Length) : int.MaxValue;
            Console.WriteLine($"{CellText.Cell(row.Id, idWidth)}  {Paint.Of(row.Status, row.Status.ToString().PadRight(16))} {PlanTime.Text(TimeSpan.FromHours(row.EstimateHours)),7}  {agent}{CellText.Fit(title, room)}");
        }
    }

    /// <summary>A plan that was never run has tasks, too: all Pending.</summary>
    private static async Task<List<TaskLineJson>> RowsAsync(string? planPath, CancellationToken ct)
    {
        if (planPath is not null && await TryReadRunAsync(planPath, ct) is { } rows)
        {
            return rows;
        }

        if (planPath is not null)
        {
            return [.. PlanInput.Read(planPath).Tasks.Select(t => TaskLineJson.Of(t, TaskStatus.Pending))];
        }

        await using var access = await RunInput.OpenAsync(null, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, null, null, ct), ct);
        return [.. record.Plan.Tasks.Select(t => TaskLineJson.Of(t, record.State[t.Id].Status))];
    }

    private static async Task<List<TaskLineJson>?> TryReadRunAsync(string planPath, CancellationToken ct)
    {
        try
        {
            await using var access = await RunInput.OpenAsync(planPath, ct);
            var head = await access.FindLatestAsync(planPath, ct);
            var record = head is null ? null : await access.ReadAsync(head, ct);
            return record is null || record.Plan.Hash != PlanInput.Read(planPath).Hash ? null : [.. record.Plan.Tasks.Select(t => TaskLineJson.Of(t, record.State[t.Id].Status))];
        }
        catch (Exception e) when (e is JournalUnavailableException or Engine.Dispatch.OperatorException or Engine.Git.GitException)
        {
            return null;
        }
    }
}
