using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;

namespace Baton.Cli.Commands;

/// <summary><c>baton breaker</c>: the circuit breakers of a run.</summary>
internal static class BreakerCommand
{
    public static Command Create()
    {
        var breaker = new Argument<string?>("BREAKER") { Description = "agent:ID, model:NAME or driver:NAME. Default: list all.", Arity = ArgumentArity.ZeroOrOne };
        var open = new Option<bool>("--open") { Description = "Open it: no attempt of that agent, model or driver starts." };
        var close = new Option<bool>("--close") { Description = "Close it: attempts start again." };
        var time = new Option<string?>("--for") { Description = "With --open: until probes are let through, 10m. Default: until somebody closes it.", HelpName = "TIME" };
        var reason = new Option<string?>("--reason") { Description = "Why; it goes into the record. Needed with --open and --close.", HelpName = "TEXT" };
        var (plan, run, by, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command("breaker", "List the circuit breakers of a run, or open or close one by hand.") { breaker, open, close, time, reason, plan, run, by, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
        {
            var (opens, closes) = (parse.GetValue(open), parse.GetValue(close));
            return opens || closes
                ? PeopleCommands.SendAsync("breaker", parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json),
                    Wish(parse.GetValue(breaker), opens, closes, parse.GetValue(time), parse.GetValue(by)!, parse.GetValue(reason)), ct)
                : ListAsync(parse.GetValue(breaker), parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), ct);
        }));
        return command;
    }

    private static RunCommand Wish(string? name, bool opens, bool closes, string? time, string by, string? reason)
    {
        if (opens == closes || name is null || reason is null)
        {
            throw new CommandFailure(ExitCode.Usage, "which", "Name one breaker, --open or --close, and a --reason: baton breaker agent:backend --open --reason 'its key is revoked'.");
        }

        var id = Parse(name);
        return opens
            ? new RunCommand.OpenBreaker(id, time is null ? null : CommonOptions.Age("--for", time), by, reason)
            : new RunCommand.CloseBreaker(id, by, reason);
    }

    private static BreakerId Parse(string name) => BreakerId.TryParse(name)
        ?? throw new CommandFailure(ExitCode.Usage, "no-breaker", $"'{name}' names no breaker. Write agent:ID, model:NAME or driver:NAME; `baton breaker` lists them.");

    private static async Task<int> ListAsync(string? name, string? planPath, string? runId, bool json, CancellationToken ct)
    {
        BreakerId? only = name is null ? null : Parse(name);
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var list = BreakerListJson.Of(record.State, only);
        if (list.Breakers.Count == 0)
        {
            throw new CommandFailure(ExitCode.Usage, "unknown-breaker", $"The plan has no breaker {name}. It has: {string.Join(", ", Breaker.AllOf(record.Plan).Take(30))}.");
        }

        if (json)
        {
            JsonOutput.Write(list, FailureJsonContext.Default.BreakerListJson);
        }
        else
        {
            BreakerText.Write(list);
        }

        return ExitCode.Done;
    }
}
