using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Worlds;

internal enum AgentKind
{
    Honest,
    Fails,
    Lies,
    DoesNothing,
    Hangs,
    Stubborn,
    IsSilent,
    Dies,
    LeavesStrays,
    HitsQuota,
    ReportsError,
    MovesBranches,
    ChangesFilesOfOthers,
}

/// <summary>What one agent does in one attempt, drawn when it starts.</summary>
internal sealed class SimulatedAgent(World world, RunState state, AttemptId attempt, string folder)
{
    public AgentKind Kind { get; } = Draw(world.Luck);

    /// <summary>Ends when it is asked to.</summary>
    public bool IsPolite => Kind != AgentKind.Stubborn;

    public bool IsSilent => Kind == AgentKind.IsSilent;

    public QuotaLimit? Quota { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Null: the plan has no budget, and nobody asks.</summary>
    public SimulatedUsage? Usage { get; } = state.Graph.HasBudget ? SimulatedUsage.Draw(world.Luck, state.Graph.Task(attempt.Task), AskedAgents.OfAttempt(state, attempt.Task)?.Model) : null;

    /// <summary>Told when it prints.</summary>
    public Action Prints { get; set; } = () => { };

    private Steps Steps => world.Steps;

    private static AgentKind Draw(Luck luck)
    {
        if (luck.OneIn(2) || (luck.IsOver && !luck.OneIn(12)))
        {
            return AgentKind.Honest;
        }

        var kind = (AgentKind)luck.Next(11);
        return luck.Strikes(Fault.RogueAgent) ? luck.OneIn(2) ? AgentKind.MovesBranches : AgentKind.ChangesFilesOfOthers : kind;
    }

    public void Begin(Supervisor supervisor)
    {
        var time = world.Luck.OneIn(12) ? world.Luck.Between(3_600, 400_000) : world.Luck.OneIn(3) ? world.Luck.Between(0, 1) : world.Luck.Between(1, 1_800);
        Steps.After(time / 2, null, () => While(supervisor, HalfWay));
        ShowUsage(supervisor, time);
        if (Kind is not (AgentKind.Hangs or AgentKind.Stubborn or AgentKind.IsSilent))
        {
            Steps.After(time, null, () => While(supervisor, () => End(supervisor)));
        }
    }

    private void ShowUsage(Supervisor supervisor, TimeSpan time)
    {
        for (var i = 0; i < Usage?.Shows; i++)
        {
            var index = i;
            Steps.After(time * (i + 1) / (Usage.Shows + 1), null, () => While(supervisor, () =>
            {
                Usage.Show(index);
                Prints();
            }));
        }
    }

    private static void While(Supervisor supervisor, Action act)
    {
        if (supervisor.Place.IsAgentAlive && supervisor.Place.Claim == supervisor.Identity.Pid)
        {
            act();
        }
    }

    private void HalfWay()
    {
        if (world.Luck.OneIn(3))
        {
            Write($"{attempt.Task}.part", $"half of {attempt}");
        }

        if (world.Luck.OneIn(4) && Worktree is { } worktree)
        {
            worktree.Head = world.Git.Write(world.Git.TreeId(worktree.Files), [worktree.Head], "agent");
            world.Git.Move("refs/heads/" + RefNames.Branch(state.Run, attempt), worktree.Head, null);
        }

        switch (Kind)
        {
            case AgentKind.MovesBranches:
                MoveIntegration();
                break;
            case AgentKind.ChangesFilesOfOthers:
                Write("shared.txt", $"taken by {attempt}");
                Write($"{state.Plan.Tasks[world.Luck.Next(state.Plan.Tasks.Length)].Id}.txt", $"bad of {attempt}");
                break;
        }
    }

    private void End(Supervisor supervisor)
    {
        if (Kind is AgentKind.Honest or AgentKind.LeavesStrays or AgentKind.MovesBranches or AgentKind.ReportsError or AgentKind.ChangesFilesOfOthers)
        {
            Produce("good");
        }
        else if (Kind == AgentKind.Lies)
        {
            Produce(world.Luck.OneIn(2) ? "bad" : "good");
        }

        supervisor.Place.Strays = Kind == AgentKind.LeavesStrays ? 2 : 0;
        Quota = Kind == AgentKind.HitsQuota ? new QuotaLimit(Steps.Now + world.Luck.Between(60, 40_000), world.Luck.OneIn(2), "limit reached") : null;
        Usage?.End();
        Error = Kind == AgentKind.ReportsError ? "it did not work" : null;
        world.Machine.EndAgent(supervisor, Kind switch
        {
            AgentKind.Fails => world.Luck.OneIn(6) ? 127 : 1,
            AgentKind.Dies => 137,
            _ => 0,
        });
    }

    private void Produce(string quality)
    {
        Write($"{attempt.Task}.txt", $"{quality} by {attempt} {world.Luck.Next(1000)}");
        if (world.Luck.OneIn(6))
        {
            Write("shared.txt", $"from {attempt}");
        }
    }

    /// <summary>It takes the branch of the run somewhere else, as an agent with git can.</summary>
    private void MoveIntegration()
    {
        var name = "refs/heads/" + state.Origin.IntegrationBranch;
        if (world.Git.Refs.GetValueOrDefault(name) is { } head && Worktree is { } worktree)
        {
            var tree = world.Git.TreeId(worktree.Files.SetItem("evil.txt", "bad"));
            world.Git.Move(name, world.Git.Write(tree, [world.Luck.OneIn(2) ? head : worktree.Base], "evil"), null);
        }
    }

    private Worktree? Worktree => world.Worktrees.Find(folder);

    private void Write(string path, string content)
    {
        if (Worktree is { } worktree && !world.IsDiskFull)
        {
            worktree.Files = worktree.Files.SetItem(path, content);
            worktree.IsTouched = true;
        }
    }
}
