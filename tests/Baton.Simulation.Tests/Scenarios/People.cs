using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.DeadLetters;
using Baton.Simulation.Promises;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Scenarios;

/// <summary>A person who looks at the run now and then: answers what waits for her, and meddles in some seeds.</summary>
internal sealed class People(World world, Witness witness)
{
    private const string Ada = "ada";
    private readonly Dictionary<TaskId, int> _helped = [];

    private RunState State => witness.State;

    private Luck Luck => world.Luck;

    public void Look()
    {
        if (Luck.Strikes(Fault.Meddling))
        {
            Meddle();
        }

        if (State.Status == RunStatus.Paused && (Luck.IsOver || Luck.OneIn(2)))
        {
            Send(new RunCommand.Resume(Ada));
        }

        foreach (var breaker in State.Breakers.Values.Where(b => b is { Status: BreakerStatus.Open, OpenUntil: null } && (Luck.IsOver || Luck.OneIn(2))))
        {
            Send(new RunCommand.CloseBreaker(breaker.Id, Ada, "it works again"));
        }

        foreach (var task in State.Plan.Tasks.Select(t => State[t.Id]).Where(t => Luck.IsOver || Luck.OneIn(2)))
        {
            if (State.AwaitingPeople.Any(w => w.Id == task.Id))
            {
                Help(task);
            }
        }
    }

    /// <summary>A person who came back to a finished run.</summary>
    public void Reopen()
    {
        var tasks = State.Plan.Tasks.Select(t => State[t.Id]).ToList();
        var task = tasks[Luck.Next(tasks.Count)];
        Send(task.Status == TaskStatus.Complete ? new RunCommand.Rollback(task.Id, Ada, "again", Luck.OneIn(2)) { Force = Luck.OneIn(3) } : new RunCommand.Retry(task.Id, Ada, "again"));
    }

    private void Help(TaskState task)
    {
        var times = _helped[task.Id] = _helped.GetValueOrDefault(task.Id) + 1;
        Send(task.Status switch
        {
            TaskStatus.AwaitingApproval => times < 6 && Luck.OneIn(4) ? new RunCommand.Reject(task.Id, Ada, "no") : new RunCommand.Approve(task.Id, Ada, null),
            TaskStatus.Blocked when State.Ledger.Held.Contains(task.Id) && times < 4 && Luck.OneIn(2) => More(),
            TaskStatus.Blocked => times < 4 ? new RunCommand.Retry(task.Id, Ada, "mind the others") : new RunCommand.Skip(task.Id, Ada, "enough"),
            _ => new RunCommand.Done(task.Id, Ada, null),
        });
    }

    private void Meddle()
    {
        var id = State.Plan.Tasks[Luck.Next(State.Plan.Tasks.Length)].Id;
        Send(Luck.Next(16) switch
        {
            0 or 1 => new RunCommand.Retry(id, Ada, null),
            2 => new RunCommand.Skip(id, Ada, "skip"),
            3 or 4 => new RunCommand.Cancel(id, Ada, null),
            5 => new RunCommand.Pause(Ada, null),
            6 or 7 => new RunCommand.Rollback(id, Ada, "back", Luck.OneIn(2)) { Force = Luck.OneIn(3) },
            8 => new RunCommand.ReportViolation(id, State[id].Current?.Number ?? 1, "it tried"),
            9 => Adoption(),
            12 => new RunCommand.Resubmit(new DeadLetterFilter(Luck.OneIn(2) ? [] : [id], null, null), Ada, null),
            13 => Luck.OneIn(2) ? new RunCommand.Resolve(new DeadLetterFilter(Luck.OneIn(2) ? [] : [id], null, null), Ada, "enough", Luck.OneIn(2)) : new RunCommand.ExpireDeadLetters(TimeSpan.FromHours(Luck.Next(30)), Ada),
            14 => new RunCommand.OpenBreaker(AnyBreaker(), Luck.OneIn(2) ? TimeSpan.FromMinutes(Luck.Next(1, 300)) : null, Ada, "it looks ill"),
            15 when State.Graph.HasBudget => More(),
            15 => new RunCommand.CloseBreaker(AnyBreaker(), Ada, "it looks well"),
            10 when Luck.OneIn(6) => new RunCommand.Cancel(null, Ada, "enough"),
            _ => new RunCommand.Reject(id, Ada, "no"),
        });
    }

    /// <summary>She commits on top of the run's branch, and says that it goes on from there.</summary>
    private RunCommand.Adopt Adoption()
    {
        var head = State.IntegrationHead;
        var tree = world.Git.TreeId(world.Git.FilesOf(head).SetItem("ada.txt", $"good {Luck.Next(1000)}"));
        var commit = world.Git.Write(tree, [head], "by hand");
        world.Git.Move($"refs/heads/ada/{world.Git[commit].Number}", commit, null);
        return new RunCommand.Adopt(commit, Ada, "by hand") { From = head };
    }

    private BreakerId AnyBreaker() => Breaker.AllOf(State.Plan).ToList() is var all ? all[Luck.Next(all.Count)] : default;

    private RunCommand.RaiseBudget More() => new(
        new Amount(Luck.OneIn(4) ? null : new Tokens(Luck.Next(1, 3_000)), Luck.OneIn(2) ? null : new Money(Luck.Next(1, 3_000) / 1_000m)), Ada, "go on");

    private void Send(RunCommand command)
    {
        world.Trace?.Invoke($"a person: {command}");
        world.Disk.Send(command);
    }
}
