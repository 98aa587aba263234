using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.DeadLetters;
using Baton.Engine.Dispatch;
using Baton.Engine.Journal;

namespace Baton.Cli.Rendering;

/// <summary>What a person hears after a command: the tasks it was about, where they stand now, and what happens next.</summary>
internal static class PeopleAnswer
{
    private const int MostTasks = 20;

    /// <summary>The tasks that the command names itself.</summary>
    /// <param name="task">The one it was called with; null: none.</param>
    public static IEnumerable<TaskId> Named(RunCommand command, string? task) =>
        task is not null ? [new TaskId(task)] : FilterOf(command) is { } which ? which.Tasks : [];

    /// <param name="after">Read once the command was carried out; the same as before when it was refused.</param>
    public static AnswerJson Of(RunCommand command, CommandOutcome outcome, RunRecord before, RunRecord after) => new(
        outcome.Accepted ? ExitCode.Done : ExitCode.Refused, after.Head.Run.Value, outcome.Accepted, outcome.Message,
        outcome.Accepted ? [.. About(command, before.State, after.State).Select(id => after.State[id]).Select(t => new AnsweredTaskJson(t.Id.Value, t.Status, t.Reason))] : [],
        after.State.Status, outcome.Accepted ? Next(command, outcome, after) : null);

    /// <summary>Why a rollback that was taken up changed nothing in the end; null: it did, or is still to be carried out.</summary>
    public static string? WhyUndone(RunCommand command, RunRecord before, RunRecord after)
    {
        var news = after.Events.Where(e => e.Seq > before.LastSeq).Select(e => e.Event).ToList();
        return command is RunCommand.Rollback r && news.OfType<RunEvent.RollbackRequested>().LastOrDefault(a => a.Tasks is [.., var asked] && asked == r.Task) is { } mine && !news.OfType<RunEvent.TaskRolledBack>().Any(t => t.Task == r.Task)
            ? news.OfType<RunEvent.RollbackFailed>().LastOrDefault(f => mine.Tasks.Contains(f.Task))?.Reason
            : null;
    }

    /// <summary>What Baton noted meanwhile and a person should know.</summary>
    public static IEnumerable<string> Notes(RunRecord before, RunRecord after) =>
        after.Events.Where(e => e.Seq > before.LastSeq).Select(e => e.Event).OfType<RunEvent.Noted>().Select(n => CellText.Clean(n.Text));

    public static string Text(AnswerJson answer)
    {
        if (!answer.Accepted)
        {
            return $"baton: {answer.Message}";
        }

        var lines = answer.Tasks.Take(MostTasks).Select(t => $"{t.Task}: {t.Status}{(t.Reason is { } why ? $" ({CellText.Clean(why).TrimEnd('.')})" : "")}.").ToList();
        if (answer.Tasks.Count > MostTasks)
        {
            lines.Add($"and {answer.Tasks.Count - MostTasks} more.");
        }

        lines = lines.Count == 0 ? [$"Run {answer.Run}: {answer.State}."] : lines;
        return $"{string.Join('\n', lines)} {answer.Next}";
    }

    private static IEnumerable<TaskId> About(RunCommand command, RunState before, RunState after) => command switch
    {
        RunCommand.Cancel { Task: { } id } => [id],
        RunCommand.Retry r => [r.Task],
        RunCommand.Skip s => [s.Task],
        RunCommand.Approve a => [a.Task],
        RunCommand.Reject r => [r.Task],
        RunCommand.Done d => [d.Task],
        RunCommand.Rollback r => after.Plan.Tasks.Select(t => t.Id).Where(id => id == r.Task || (before[id].Status == TaskStatus.Complete && after[id].Status != TaskStatus.Complete)),
        RunCommand.Resubmit or RunCommand.Resolve => after.Plan.Tasks.Select(t => t.Id).Where(id => before[id].DeadLetter is not null && after[id].DeadLetter is null),
        RunCommand.RaiseBudget => before.Ledger.Held.Where(id => !after.Ledger.Held.Contains(id)).Order(),
        _ => [],
    };

    private static DeadLetterFilter? FilterOf(RunCommand command) => command switch
    {
        RunCommand.Resubmit r => r.Which,
        RunCommand.Resolve r => r.Which,
        _ => null,
    };

    private static string Next(RunCommand command, CommandOutcome outcome, RunRecord after)
    {
        var plan = after.Head.PlanPath;
        return after.State switch
        {
            { IsTerminal: true } state => $"The run is {state.Status}. Report: baton report {plan}",
            { Status: RunStatus.Paused } => $"Next: baton resume {plan}",
            _ when !outcome.Undriven => $"The baton that drives the run{Driver(after)} takes it up.",
            var state when About(command, state, state).Select(id => state[id]).FirstOrDefault(t => t.Status == TaskStatus.AwaitingApproval) is { } asked =>
                $"Next: baton approve {asked.Id} --plan {plan}, or baton reject {asked.Id} --plan {plan} --reason ...",
            _ => $"Nobody drives the run now. Next: baton run {plan}",
        };
    }

    private static string Driver(RunRecord record) => record.Head.Owner is { } owner && LeaseOwner.IsAlive(owner) ? $" (process {owner.Pid})" : "";
}
