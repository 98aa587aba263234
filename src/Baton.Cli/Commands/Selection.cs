using System.Collections.Immutable;
using System.CommandLine;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Cli.Commands;

/// <summary>Which tasks a session is to start.</summary>
/// <param name="Ready">Only those that could start now.</param>
/// <param name="Max">At most so many.</param>
internal sealed record Selection(ImmutableArray<TaskId> Tasks, ImmutableArray<GroupId> Groups, bool Ready, int? Max)
{
    /// <summary>Everything is meant.</summary>
    public bool IsWhole => Tasks.IsEmpty && Groups.IsEmpty && !Ready && Max is null;

    /// <returns>Empty when everything is meant.</returns>
    /// <exception cref="CommandFailure">A named task or group does not exist, or nothing is left to do.</exception>
    public ImmutableArray<TaskId> Choose(RunState state)
    {
        if (IsWhole)
        {
            return [];
        }

        var named = Named(state.Plan);
        var open = state.Origin.Order.Where(named.Contains).Where(id => !state[id].Status.IsSettled());
        var startable = Ready ? open.Where(id => state[id].WaitingOn == 0) : open;
        ImmutableArray<TaskId> chosen = [.. startable.Take(Max ?? int.MaxValue)];
        if (chosen.IsEmpty)
        {
            throw new CommandFailure(ExitCode.Refused, "nothing-to-do", "None of the selected tasks can be started: they are settled already, or wait for others. `baton list` shows where they stand.");
        }

        RefuseUnmetNeeds(state, chosen);
        return chosen;
    }

    private HashSet<TaskId> Named(Plan plan)
    {
        if (Tasks.FirstOrDefault(id => plan.Tasks.All(t => t.Id != id)) is { Value: not null } task)
        {
            throw new CommandFailure(ExitCode.Usage, "unknown-task", $"The plan has no task {task}.");
        }

        if (Groups.FirstOrDefault(id => plan.Groups.All(g => g.Id != id)) is { Value: not null } group)
        {
            throw new CommandFailure(ExitCode.Usage, "unknown-group", $"The plan has no group {group}. It has: {string.Join(", ", plan.Groups.Select(g => g.Id))}.");
        }

        return Tasks.IsEmpty && Groups.IsEmpty
            ? [.. plan.Tasks.Select(t => t.Id)]
            : [.. Tasks, .. plan.Tasks.Where(t => t.Group is { } g && Groups.Contains(g)).Select(t => t.Id)];
    }

    /// <summary>A task whose predecessors are neither complete nor selected would never start.</summary>
    private static void RefuseUnmetNeeds(RunState state, ImmutableArray<TaskId> chosen)
    {
        foreach (var id in chosen)
        {
            var unmet = state.Graph.Task(id).Needs.Select(n => n.Task).Where(n => !state[n].Status.Satisfies() && !chosen.Contains(n)).ToList();
            if (unmet.Count > 0)
            {
                throw new CommandFailure(ExitCode.Refused, "needs-unmet", $"{id} needs {string.Join(", ", unmet)}, which {(unmet.Count == 1 ? "is" : "are")} not complete. Run {(unmet.Count == 1 ? "it" : "them")} first, or select {(unmet.Count == 1 ? "it" : "them")} too.");
            }
        }
    }
}

internal sealed class SelectionOptions
{
    private readonly Option<string[]> _tasks = new("--task") { Description = "Only this task; may be repeated.", HelpName = "ID" };
    private readonly Option<string[]> _groups = new("--group") { Description = "Only the tasks of this group; may be repeated.", HelpName = "ID" };
    private readonly Option<bool> _ready = new("--ready") { Description = "Only tasks that could start now." };
    private readonly Option<int?> _max = new("--max") { Description = "At most so many tasks.", HelpName = "N", CustomParser = CommonOptions.Count };

    public void AddTo(Command command)
    {
        command.Add(_tasks);
        command.Add(_groups);
        command.Add(_ready);
        command.Add(_max);
    }

    public Selection Read(ParseResult parse)
    {
        return new([.. (parse.GetValue(_tasks) ?? []).Select(t => new TaskId(t))], [.. (parse.GetValue(_groups) ?? []).Select(g => new GroupId(g))], parse.GetValue(_ready), parse.GetValue(_max));
    }
}
