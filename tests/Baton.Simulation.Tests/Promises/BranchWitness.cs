using Baton.Domain.Runs;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>Sees every move of a ref: nothing is lost, and the target goes forward alone, to what was checked.</summary>
internal sealed class BranchWitness(World world, Witness witness)
{
    private string? _head;

    private string Integration => "refs/heads/" + witness.State.Origin.IntegrationBranch;

    /// <summary>The branch has the commit, or had it when Baton last moved it.</summary>
    public bool Holds(string commit) => _head is { } head && world.Git.IsAncestor(commit, head);

    /// <summary>Baton moved it there last; also when it never did.</summary>
    public bool IsAt(string commit) => _head is null || _head == commit;

    public void OnMoved(string name, string? from, string? to, object? by)
    {
        world.Trace?.Invoke($"{name} from {Short(from)} to {Short(to)} by {(by as SimulatedProcess)?.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an agent"}");
        if (by is null)
        {
            return;
        }

        witness.Demand(from is null || from == to || world.Git.IsReachable(from), $"{name} was moved and nothing holds {Short(from)} any more.");
        if (name == Integration && to is not null)
        {
            OnTarget(from, to);
        }
    }

    private void OnTarget(string? from, string to)
    {
        var isPutBack = _head is not null && from != _head && to == _head;
        if (!isPutBack)
        {
            witness.Demand(_head is null || world.Git.IsAncestor(_head, to), $"The target was moved from {Short(_head)} to {Short(to)}, which does not follow from it.");
            witness.Demand(IsWanted(to), $"The target was moved to {Short(to)}, which the journal knows nothing of.");
        }

        _head = to;
    }

    /// <summary>The base, the merge that was prepared and judged, the last of the reverts that were, or what a person adopted.</summary>
    private bool IsWanted(string to)
    {
        var state = witness.State;
        return to == state.Origin.BaseCommit || to == state.IntegrationHead
            || PreparedMerge(state) == to
            || state.Rollback?.Tip == to;
    }

    /// <summary>Of a batch the last one: no check covers the trees between.</summary>
    private static string? PreparedMerge(RunState state) => state.MergeQueue is not [var first, ..] ? null
        : state[state.MergeBatch is [.., var last] ? last : first].Current is { Merge.Commit: { } commit, Evidence.Passed: true } ? commit : null;

    private string Short(string? commit) => commit is null ? "nothing" : $"commit {world.Git[commit].Number}";
}
