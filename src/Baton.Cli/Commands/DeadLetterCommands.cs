using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.DeadLetters;
using Baton.Engine.Dispatch;

namespace Baton.Cli.Commands;

/// <summary><c>baton dead-letters</c>, <c>baton resubmit</c> and <c>baton resolve</c>: work whose retries are spent.</summary>
internal static class DeadLetterCommands
{
    public static Command List()
    {
        var plan = CommonOptions.OptionalPlan();
        var all = new Option<bool>("--all") { Description = "Also those that somebody decided about, and those that expired." };
        var expire = new Option<string?>("--expire") { Description = "First let those expire that are older than this: 12h, 30m.", HelpName = "AGE" };
        var (run, by, json) = (CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command("dead-letters", "List work whose retries are spent: why, after how many attempts, how old, where its log and its work are.") { plan, all, expire, run, by, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
        {
            var (path, id, asJson) = (parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json));
            var old = parse.GetValue(expire) is { } age ? new RunCommand.ExpireDeadLetters(CommonOptions.Age("--expire", age), parse.GetValue(by)!) : null;
            return RunInput.AskAsync(path, id, asJson, "There are no dead letters", () => ListAsync(path, id, parse.GetValue(all), old, asJson, ct));
        }));
        return command;
    }

    public static Command Resubmit()
    {
        var which = new WhichLetters();
        var instructions = new Option<string?>("--instructions") { Description = "What the next attempt should know or do differently.", HelpName = "TEXT" };
        return Create("resubmit", "Give dead letters another chance: a new attempt with fresh retries, linked to the one that failed last.", which, [instructions],
            (parse, by) => new RunCommand.Resubmit(which.Read(parse), by, parse.GetValue(instructions)));
    }

    public static Command Resolve()
    {
        var which = new WhichLetters();
        var reason = new Option<string>("--reason") { Description = "Why; it goes into the record.", HelpName = "TEXT", Required = true };
        var skip = new Option<bool>("--skip") { Description = "Let what needs them start, as if they were not needed." };
        return Create("resolve", "Give dead letters up for good. They are Cancelled, not Complete: what needs them keeps waiting, unless --skip.", which, [reason, skip],
            (parse, by) => new RunCommand.Resolve(which.Read(parse), by, parse.GetValue(reason)!, parse.GetValue(skip)));
    }

    private static Command Create(string name, string description, WhichLetters which, Option[] options, Func<ParseResult, string, RunCommand> make)
    {
        var (plan, run, by, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command(name, description);
        which.AddTo(command);
        foreach (var option in options.Concat([plan, run, by, json]))
        {
            command.Add(option);
        }

        command.SetAction((parse, ct) => CommandLine.GuardAsync(
            parse.GetValue(json),
            () => PeopleCommands.SendAsync(name, parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), make(parse, parse.GetValue(by)!), ct)));
        return command;
    }

    private static async Task<int> ListAsync(string? planPath, string? runId, bool all, RunCommand.ExpireDeadLetters? expire, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var head = await RunInput.FindAsync(access, planPath, runId, ct);
        if (expire is not null)
        {
            await RunInput.RequirePersonAsync(access, "dead-letters", ct);
            await PersonCommands.SendAsync(access, head, expire, (taken, fence) => RunDriving.DrainAsync(access, taken, fence, ct), ct);
        }

        var record = await access.ReadAsync(head, ct);
        var list = DeadLetterListJson.Of(record, access.Repository.Root, all, access.Time.GetUtcNow());
        if (json)
        {
            JsonOutput.Write(list, FailureJsonContext.Default.DeadLetterListJson);
        }
        else
        {
            DeadLetterText.Write(list);
        }

        return ExitCode.Done;
    }

    /// <summary>Tasks by name, or all that fit.</summary>
    private sealed class WhichLetters
    {
        private readonly Argument<string[]> _tasks = new("TASK") { Description = "The task's id; several may be given.", Arity = ArgumentArity.ZeroOrMore };
        private readonly Option<bool> _all = new("--all") { Description = "All dead letters." };
        private readonly Option<string?> _code = new("--code") { Description = "All with this failure code.", HelpName = "CODE" };
        private readonly Option<string?> _agent = new("--agent") { Description = "All of this agent.", HelpName = "ID" };

        public void AddTo(Command command)
        {
            command.Add(_tasks);
            command.Add(_all);
            command.Add(_code);
            command.Add(_agent);
        }

        /// <exception cref="CommandFailure">It is not said which, or said twice.</exception>
        public DeadLetterFilter Read(ParseResult parse)
        {
            var (tasks, all, code, agent) = (parse.GetValue(_tasks) ?? [], parse.GetValue(_all), parse.GetValue(_code), parse.GetValue(_agent));
            var isBulk = all || code is not null || agent is not null;
            return isBulk == (tasks.Length > 0)
                ? throw new CommandFailure(ExitCode.Usage, "which", "Name tasks, or say --all, --code CODE or --agent ID; one or the other. `baton dead-letters` lists them.")
                : new DeadLetterFilter([.. tasks.Select(t => new TaskId(t))], code, agent is null ? null : new AgentId(agent));
        }
    }
}
