using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;

namespace Baton.Cli.Commands;

/// <summary>What a person may tell a run. Works while another terminal runs it, and without.</summary>
internal static class PeopleCommands
{
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; it goes into the record.", HelpName = "TEXT" };

    private static readonly Option<string> RequiredReason = new("--reason") { Description = "Why; it goes into the record.", HelpName = "TEXT", Required = true };

    public static Command Retry()
    {
        var task = CommonOptions.Task();
        var instructions = new Option<string?>("--instructions") { Description = "What the next attempt should know or do differently.", HelpName = "TEXT" };
        return Create("retry", "Give a task that failed, is blocked or was cancelled another chance.", [task], [instructions],
            (parse, by) => new RunCommand.Retry(Id(parse, task), by, parse.GetValue(instructions)));
    }

    public static Command Skip()
    {
        var task = CommonOptions.Task();
        return Create("skip", "Go on without a task: those that need it may start.", [task], [RequiredReason],
            (parse, by) => new RunCommand.Skip(Id(parse, task), by, parse.GetValue(RequiredReason)!));
    }

    public static Command Cancel()
    {
        var task = new Argument<string?>("TASK") { Description = "The task's id. Default: the whole run.", Arity = ArgumentArity.ZeroOrOne };
        return Create("cancel", "Stop a task or the whole run. Work done so far is kept under its own refs.", [task], [Reason],
            (parse, by) => new RunCommand.Cancel(parse.GetValue(task) is { } id ? new TaskId(id) : null, by, parse.GetValue(Reason)));
    }

    public static Command Pause() =>
        Create("pause", "Start nothing new; what is at work goes on.", [], [Reason], (parse, by) => new RunCommand.Pause(by, parse.GetValue(Reason)));

    public static Command Approve()
    {
        var task = CommonOptions.Task();
        return Create("approve", "Accept work that waits for a person.", [task], [Reason],
            (parse, by) => new RunCommand.Approve(Id(parse, task), by, parse.GetValue(Reason)));
    }

    public static Command Reject()
    {
        var task = CommonOptions.Task();
        return Create("reject", "Refuse work that waits for a person; the next attempt reads why.", [task], [RequiredReason],
            (parse, by) => new RunCommand.Reject(Id(parse, task), by, parse.GetValue(RequiredReason)!));
    }

    public static Command Done()
    {
        var task = CommonOptions.Task();
        var note = new Option<string?>("--note") { Description = "A remark for the record.", HelpName = "TEXT" };
        return Create("done", "Report a task of the human driver done; it is then checked like any other.", [task], [note],
            (parse, by) => new RunCommand.Done(Id(parse, task), by, parse.GetValue(note)));
    }

    public static Command Rollback()
    {
        var task = CommonOptions.Task();
        var requeue = new Option<bool>("--requeue") { Description = "Do it again afterwards, and what depends on it." };
        var instructions = new Option<string?>("--instructions") { Description = "What the task should do differently then; with --requeue.", HelpName = "TEXT" };
        var force = new Option<bool>("--force") { Description = "Also when what remains does not pass its checks without it." };
        return Create("rollback", "Revert a task's merged work, and that of all that depends on it, on the integration branch, if what remains passes its checks.", [task], [RequiredReason, requeue, instructions, force],
            (parse, by) => new RunCommand.Rollback(Id(parse, task), by, parse.GetValue(RequiredReason)!, parse.GetValue(requeue)) { Instructions = parse.GetValue(instructions), Force = parse.GetValue(force) });
    }

    public static Command Adopt()
    {
        var commit = new Argument<string>("COMMIT") { Description = "A commit or branch that follows from the integration branch." };
        var (plan, run, by, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command("adopt", "Let the integration branch go on from a commit of yours. Moved by other means, it is put back.") { commit, RequiredReason, plan, run, by, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var access = await RunInput.OpenAsync(parse.GetValue(plan), ct);
            var head = await RunInput.FindAsync(access, parse.GetValue(plan), parse.GetValue(run), ct);
            var wanted = await access.Repository.FindAsync(parse.GetValue(commit)!, ct)
                ?? throw new CommandFailure(ExitCode.Usage, "unknown-commit", $"'{parse.GetValue(commit)}' is no commit of {access.Repository.Root}. See `git branch -a` for the branches there are.");
            var before = (await access.ReadAsync(head, ct)).State.IntegrationHead;
            return await access.Repository.IsAncestorAsync(before, wanted, ct)
                ? await SendAsync("adopt", parse.GetValue(plan), head.Run.Value, parse.GetValue(json), new RunCommand.Adopt(wanted, parse.GetValue(by)!, parse.GetValue(RequiredReason)!) { From = before }, ct)
                : throw new CommandFailure(ExitCode.Refused, "not-forward", $"{wanted[..12]} does not follow from {before[..12]}, where the integration branch of {head.Run} is. Accepted work would be lost. Start your branch there: git switch -c fix {before[..12]}");
        }));
        return command;
    }

    private static TaskId Id(ParseResult parse, Argument<string> task) => new(parse.GetValue(task)!);

    private static Command Create(string name, string description, Argument[] arguments, Option[] options, Func<ParseResult, string, RunCommand> make)
    {
        var (plan, run, by, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command(name, description);
        foreach (var argument in arguments)
        {
            command.Add(argument);
        }

        foreach (var option in options.Concat([plan, run, by, json]))
        {
            command.Add(option);
        }

        command.SetAction((parse, ct) => CommandLine.GuardAsync(
            parse.GetValue(json),
            () => SendAsync(name, parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), make(parse, parse.GetValue(by)!), ct, arguments is [Argument<string> task] ? parse.GetValue(task) : null)));
        return command;
    }

    /// <param name="task">The task that the command is about; one that the plan does not have is wrong usage. Null: the whole run, or those that the command names.</param>
    public static async Task<int> SendAsync(string name, string? planPath, string? runId, bool json, RunCommand command, CancellationToken ct, string? task = null)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        await RunInput.RequirePersonAsync(access, name, ct);
        var head = await RunInput.FindAsync(access, planPath, runId, ct);
        var before = await access.ReadAsync(head, ct);
        foreach (var id in PeopleAnswer.Named(command, task))
        {
            ShowCommand.Find(before, id);
        }

        IReadOnlyCollection<string> held = [];
        var outcome = await PersonCommands.SendAsync(access, head, command, async (record, fence) => held = await RunDriving.DrainAsync(access, record, fence, ct), ct);
        var after = outcome.Accepted ? await access.ReadAsync(head, ct) : before;
        if (command is RunCommand.Rollback back && held.Count > 0 && after.State.Rollbacks.Any(o => o.Asked == back.Task))
        {
            throw new CommandFailure(ExitCode.Environment, "held", $"{string.Join(' ', held)} The rollback stays asked for. Put that right, then: baton run {head.PlanPath}");
        }

        foreach (var note in PeopleAnswer.Notes(before, after))
        {
            Console.Error.WriteLine($"baton: {note}");
        }

        var answer = PeopleAnswer.Of(command, PeopleAnswer.WhyUndone(command, before, after) is { } reason ? new CommandOutcome(false, reason) : outcome, before, after);
        if (json)
        {
            JsonOutput.Write(answer, JsonContext.Default.AnswerJson);
        }
        else
        {
            (answer.Accepted ? Console.Out : Console.Error).WriteLine(PeopleAnswer.Text(answer));
        }

        return answer.Code;
    }
}
