using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Simulation.Promises;

/// <summary>Who is at work and who holds what, counted from the events alone and by other means than the run's own state.</summary>
internal sealed class Ledger(Plan plan)
{
    private readonly Dictionary<TaskId, PlanTask> _tasks = plan.Tasks.ToDictionary(t => t.Id);
    private readonly HashSet<TaskId> _atWork = [];
    private readonly HashSet<TaskId> _open = [];
    private readonly HashSet<TaskId> _satisfied = [];
    private readonly Dictionary<TaskId, string?> _models = [];
    private readonly Dictionary<TaskId, DateTimeOffset> _done = [];
    private readonly List<(DateTimeOffset At, TaskId Task, string? Model)> _starts = [];
    private DateTimeOffset _latest;

    /// <summary>What happened within the last hours cannot be told any more.</summary>
    private bool _clockWentBack;

    public bool IsOpen(TaskId task) => _open.Contains(task);

    /// <returns>The limit that an attempt planned now breaks; null: none.</returns>
    public string? Take(RunEvent e, DateTimeOffset at)
    {
        _clockWentBack |= at < _latest;
        _latest = at;
        switch (e)
        {
            case RunEvent.AttemptPlanned p:
                _atWork.Add(p.Task);
                _open.Add(p.Task);
                _models[p.Task] = ModelOf(plan, p);
                _starts.Add((at, p.Task, _models[p.Task]));
                return Broken(_tasks[p.Task], at);
            case RunEvent.AttemptExited x:
                _atWork.Remove(x.Task);
                break;
            case RunEvent.TaskCompleted or RunEvent.TaskSkipped or RunEvent.DeadLetterResolved { Skipped: true }:
                _done[((RunEvent.IOfTask)e).Task] = at;
                Close(((RunEvent.IOfTask)e).Task);
                _satisfied.Add(((RunEvent.IOfTask)e).Task);
                break;
            case RunEvent.AttemptFailed or RunEvent.TaskCancelled:
                Close(((RunEvent.IOfTask)e).Task);
                break;
            case RunEvent.TaskRolledBack or RunEvent.TaskResubmitted:
                _satisfied.Remove(((RunEvent.IOfTask)e).Task);
                break;
        }

        return null;
    }

    private void Close(TaskId task)
    {
        _atWork.Remove(task);
        _open.Remove(task);
    }

    private string? Broken(PlanTask task, DateTimeOffset at)
    {
        var agent = AgentOf(task);
        var group = plan.Groups.FirstOrDefault(g => g.Id == task.Group);
        return _atWork.Count > plan.Limits.Concurrent ? "agents at once"
            : Count(t => t.Agent == task.Agent) > agent.Concurrent ? $"{agent.Id} at once"
            : group is not null && Count(t => t.Group == group.Id) > group.Concurrent ? $"group {group.Id} at once"
            : _models[task.Id] is { } model && plan.Limits.Models.TryGetValue(model, out var most) && _atWork.Count(t => _models[t] == model) > most ? $"model {model} at once"
            : task.Exclusive.FirstOrDefault(r => _open.Count(t => _tasks[t].Exclusive.Contains(r)) > plan.Limits.Resources.GetValueOrDefault(r, 1)) is { } resource ? resource
            : task.Needs.FirstOrDefault(n => !_satisfied.Contains(n.Task)) is { } need ? $"it needs {need.Task}"
            : !_clockWentBack && task.Needs.FirstOrDefault(n => at < _done[n.Task] + n.Lag) is { } early ? $"it is to wait {early.Lag} after {early.Task}"
            : BrokenBarrier(task) ?? BrokenWindow(task, agent, at) ?? (agent.Calendar is { } hours && !hours.IsOpen(at) ? "closed hours" : null);
    }

    private string? BrokenBarrier(PlanTask task)
    {
        var index = task.Group is { } group ? plan.Groups.IndexOf(plan.Groups.First(g => g.Id == group)) : 0;
        return plan.Groups.Take(index).FirstOrDefault(g => g.Barrier && plan.Tasks.Any(t => t.Group == g.Id && !_satisfied.Contains(t.Id))) is { } closed ? $"barrier of {closed.Id}" : null;
    }

    private string? BrokenWindow(PlanTask task, Agent agent, DateTimeOffset at) =>
        _clockWentBack ? null
        : plan.Limits.Windows.Any(w => InWindow(w, at, _ => true) > w.Attempts) ? "the run's window"
        : agent.Quota.Any(w => InWindow(w, at, t => t.Agent == task.Agent) > w.Attempts) ? $"the window of {agent.Id}"
        : null;

    private int InWindow(QuotaWindow window, DateTimeOffset at, Func<PlanTask, bool> counts) =>
        _starts.Count(s => s.At > at - window.Window && s.At <= at && (window.Model is null || window.Model == s.Model) && counts(_tasks[s.Task]));

    private int Count(Func<PlanTask, bool> counts) => _atWork.Count(t => counts(_tasks[t]));

    /// <summary>The model that an attempt asks for; null: none in particular.</summary>
    public static string? ModelOf(Plan plan, RunEvent.AttemptPlanned p) =>
        plan.Agents.First(a => a.Id == p.Agent) is var agent && agent is { Model: null, Driver: "shell" or "human" or "noop" } ? null : p.Model ?? agent.Model;

    private Agent AgentOf(PlanTask task) => plan.Agents.First(a => a.Id == task.Agent);
}
