using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Reports;

namespace Baton.Cli.Commands;

/// <summary><c>baton budget</c>: what a run may cost, did cost and will cost; and how a person gives it more.</summary>
internal static class BudgetCommand
{
    private const int PlainWidth = 140;

    public static Command Create()
    {
        var plan = new Argument<string?>("PLAN") { Description = "The plan file, or a run's id. Default: the newest run of the repository here.", Arity = ArgumentArity.ZeroOrOne };
        var raise = new Option<string[]>("--raise") { Description = "Give the run so much more, 50k or $2.50; may be repeated. What was held for the budget goes on.", HelpName = "AMOUNT" };
        var reason = new Option<string?>("--reason") { Description = "Why it is raised; it goes into the record.", HelpName = "TEXT" };
        var (run, by, json) = (CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command("budget", "What a run may cost and did cost, by agent and task: reserved, settled, buffer, reserve, alerts, forecast at completion.") { plan, raise, reason, run, by, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
        {
            var (path, id) = Named(parse.GetValue(plan), parse.GetValue(run));
            return parse.GetValue(raise) is { Length: > 0 } amounts
                ? PeopleCommands.SendAsync("budget --raise", path, id, parse.GetValue(json), Raise(amounts, parse.GetValue(by)!, parse.GetValue(reason)), ct)
                : RunInput.AskAsync(path, id, parse.GetValue(json), "Nothing was spent", () => ShowAsync(path, id, parse.GetValue(json), ct));
        }));
        return command;
    }

    /// <summary>What is no file, and is not called like one, is the id of a run.</summary>
    private static (string? Path, string? Run) Named(string? plan, string? run) =>
        plan is not null && run is null && !Path.Exists(plan) && !Path.HasExtension(plan) && !plan.Contains('/', StringComparison.Ordinal) ? (null, plan) : (plan, run);

    private static RunCommand.RaiseBudget Raise(string[] amounts, string by, string? reason)
    {
        var amount = default(Amount);
        foreach (var text in amounts)
        {
            amount = QuantityText.TryParseTokens(text, out var tokens, out _) ? amount with { Tokens = tokens + (amount.Tokens ?? default) }
                : QuantityText.TryParseMoney(text, out var money, out _) ? amount with { Money = money + (amount.Money ?? default) }
                : throw new CommandFailure(ExitCode.Usage, "bad-amount", $"--raise takes tokens as {QuantityText.TokenForms}, or money as {QuantityText.MoneyForms}, not '{text}'.");
        }

        return reason is { Length: > 0 } why
            ? new(amount, by, why)
            : throw new CommandFailure(ExitCode.Usage, "no-reason", "--raise needs --reason: why the run may cost more goes into the record.");
    }

    private static async Task<int> ShowAsync(string? planPath, string? runId, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var history = RunHistory.Of(record.Plan, record.Events);
        if (json)
        {
            var document = new BudgetDocumentJson(ExitCode.Done, record.Head.Run.Value, record.Plan.Name, record.State.Status.ToString(), BudgetJson.Of(record.State, history));
            JsonOutput.Write(document, BudgetJsonContext.Default.BudgetDocumentJson);
            return ExitCode.Done;
        }

        Console.WriteLine($"{Paint.Bold(CellText.Clean(record.Plan.Name))}  run {record.Head.Run}  {SummaryText.Status(record.State.Status)}\n");
        Console.Write(BudgetTables.HasFigures(record.State)
            ? BudgetText.Of(record.State, history, Math.Max(60, Paint.Width ?? PlainWidth))
            : "The plan sets no budget, and no attempt told what it used.\n");
        return ExitCode.Done;
    }
}
