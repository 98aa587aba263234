using System.Collections.Immutable;

namespace Baton.Scheduling;

public enum BindingKind
{
    /// <summary>Its start is a fact.</summary>
    Fixed,

    /// <summary>Its release.</summary>
    Release,

    /// <summary>The precedences that end last.</summary>
    Predecessor,

    /// <summary>Its calendar is closed just before.</summary>
    Calendar,

    /// <summary>A resource that others hold just before.</summary>
    Resource,

    /// <summary>A quota that earlier starts have used up just before.</summary>
    Quota,

    /// <summary>Nothing: it could start sooner where it stands.</summary>
    None,
}

/// <summary>What keeps an activity of a schedule from starting one unit of time sooner while all others stay where they are.</summary>
/// <param name="Limit">The resource's or quota's number; null for other kinds.</param>
/// <param name="Activities">Predecessors that end last, or those that hold the limit just before; by index.</param>
/// <param name="Waited">How much later it starts than release and predecessors allow.</param>
public sealed record Binding(BindingKind Kind, int? Limit, ImmutableArray<int> Activities, long Waited)
{
    /// <summary>Of every activity, by index. Time grows with activities times what holds a limit at once.</summary>
    public static ImmutableArray<Binding> Of(Network network, ImmutableArray<long> start) => new BindingSearch(network, start).Run();
}

internal sealed class BindingSearch(Network network, ImmutableArray<long> start)
{
    private readonly ActiveSet[] _resources = [.. network.Capacity.Select(c => new ActiveSet(c))];
    private readonly ActiveSet[] _quotas = [.. network.Problem.Quotas.Select(q => new ActiveSet(q.Amount))];

    /// <summary>In order of start: whatever holds a limit just before a start has been met, and whatever has ended by then can be forgotten.</summary>
    public ImmutableArray<Binding> Run()
    {
        var bindings = new Binding[network.Count];
        var waiting = new Queue<int>();
        foreach (var i in Enumerable.Range(0, network.Count).OrderBy(i => start[i]))
        {
            while (waiting.TryPeek(out var before) && start[before] < start[i])
            {
                Enter(waiting.Dequeue());
            }

            bindings[i] = BindingOf(i);
            waiting.Enqueue(i);
        }

        return [.. bindings];
    }

    private void Enter(int i)
    {
        var finish = network.Finish(i, start[i]);
        foreach (var (resource, amount) in network.DemandsOf(i))
        {
            if (finish > start[i] && amount > 0)
            {
                _resources[resource].Add(i, amount, finish);
            }
        }

        foreach (var (quota, amount) in network.ChargesOf(i))
        {
            if (amount > 0)
            {
                _quotas[quota].Add(i, amount, start[i] + network.Problem.Quotas[quota].Window);
            }
        }
    }

    private Binding BindingOf(int i)
    {
        if (network.Fixed[i])
        {
            return new(BindingKind.Fixed, null, [], 0);
        }

        var (soonest, last) = Soonest(i);
        var waited = start[i] - soonest;
        if (waited <= 0)
        {
            return last.IsEmpty ? new(BindingKind.Release, null, [], 0) : new(BindingKind.Predecessor, null, last, 0);
        }

        var before = start[i] - 1;
        if (network.Clock[i] is { } clock && clock.NextOpen(before) != before)
        {
            return new(BindingKind.Calendar, null, [], waited);
        }

        foreach (var (resource, amount) in network.DemandsOf(i))
        {
            if (network.Finish(i, start[i]) > start[i] && _resources[resource].HoldersAt(before, amount) is { Length: > 0 } holders)
            {
                return new(BindingKind.Resource, resource, holders, waited);
            }
        }

        foreach (var (quota, amount) in network.ChargesOf(i))
        {
            if (_quotas[quota].HoldersAt(before, amount) is { Length: > 0 } holders)
            {
                return new(BindingKind.Quota, quota, holders, waited);
            }
        }

        return new(BindingKind.None, null, [], waited);
    }

    private (long Soonest, ImmutableArray<int> Last) Soonest(int i)
    {
        var soonest = network.Release[i];
        ImmutableArray<int> last = [];
        for (var e = network.PredFirst[i]; e < network.PredFirst[i + 1]; e++)
        {
            var before = network.PredFrom[e];
            var after = network.After(before, start[before], network.PredLag[e], network.PredWait[e]);
            if (after > soonest)
            {
                (soonest, last) = (after, [before]);
            }
            else if (after == soonest && after > network.Release[i] && !last.Contains(before))
            {
                last = last.Add(before);
            }
        }

        return (soonest, last.Sort());
    }

    private sealed class ActiveSet(long capacity)
    {
        private readonly List<(int Activity, long Amount, long End)> _members = [];

        public void Add(int activity, long amount, long end) => _members.Add((activity, amount, end));

        /// <summary>Who holds it at a time that never goes back, if the amount does not fit beside them; else nobody.</summary>
        public ImmutableArray<int> HoldersAt(long time, long amount)
        {
            _members.RemoveAll(m => m.End <= time);
            long held = 0;
            foreach (var member in _members)
            {
                held += member.Amount;
            }

            return amount > 0 && held + amount > capacity ? [.. _members.Select(m => m.Activity).Order()] : [];
        }
    }
}
