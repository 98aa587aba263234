using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;

namespace Baton.Simulation.Promises;

/// <summary>Breakers, followed by the events alone: they open when the plan says, let nobody through while they are open, a few while they are half open, and close when those worked.</summary>
internal sealed class BreakerWitness(Plan plan, Witness witness)
{
    private static readonly BreakerPolicy Default = new();
    private readonly Dictionary<BreakerId, Circuit> _circuits = [];
    private readonly Dictionary<TaskId, BreakerId[]> _asked = [];
    private readonly HashSet<BreakerId> _toOpen = [];
    private readonly HashSet<BreakerId> _toClose = [];

    public void Look(RunEvent e, DateTimeOffset at)
    {
        switch (e)
        {
            case RunEvent.AttemptPlanned p:
                Planned(p);
                break;
            case RunEvent.EvidenceRecorded { Evidence: { Passed: true, Stage: EvidenceStage.Attempt } } r:
                Passed(r.Task);
                break;
            case RunEvent.AttemptFailed f:
                Failed(f, at);
                break;
            case RunEvent.BreakerOpened o:
                Opened(o, at);
                break;
            case RunEvent.BreakerHalfOpened h:
                witness.Demand(Of(h.Breaker) is { IsOpen: true, Until: { } until } && at >= until, $"{h.Breaker} lets probes through before its time.");
                _circuits[h.Breaker] = new Circuit { IsHalfOpen = true };
                break;
            case RunEvent.BreakerClosed c:
                witness.Demand(_toClose.Remove(c.Breaker) || c.By != "baton", $"{c.Breaker} was closed, and too few probes passed.");
                _circuits.Remove(c.Breaker);
                break;
        }
    }

    /// <summary>To be called when a batch of events is over.</summary>
    public void Check()
    {
        witness.Demand(_toOpen.Count == 0, $"{string.Join(' ', _toOpen)} should have opened.");
        witness.Demand(_toClose.Count == 0, $"{string.Join(' ', _toClose)} should have closed.");
    }

    private Circuit Of(BreakerId id) => _circuits.TryGetValue(id, out var circuit) ? circuit : _circuits[id] = new Circuit();

    private BreakerPolicy PolicyOf(BreakerId id) => plan.Breakers.Of(id.Scope) ?? Default;

    private void Planned(RunEvent.AttemptPlanned p)
    {
        var model = Ledger.ModelOf(plan, p);
        BreakerId[] ids = [new(BreakerScope.Agent, p.Agent.Value), new(BreakerScope.Driver, plan.Agents.First(a => a.Id == p.Agent).Driver), .. model is null ? Array.Empty<BreakerId>() : [new(BreakerScope.Model, model)]];
        _asked[p.Task] = ids;
        foreach (var id in ids)
        {
            var circuit = Of(id);
            witness.Demand(!circuit.IsOpen, $"{p.Task}#{p.Attempt} was started although the breaker {id} is open.");
            witness.Demand(!circuit.IsHalfOpen || circuit.Probes.Count < PolicyOf(id).Probes, $"{p.Task}#{p.Attempt} is one probe too many for the breaker {id}.");
            if (circuit.IsHalfOpen)
            {
                circuit.Probes.Add(p.Task);
            }
        }
    }

    private void Passed(TaskId task)
    {
        foreach (var id in _asked.GetValueOrDefault(task, []))
        {
            if (Of(id) is { IsHalfOpen: true } half && half.Probes.Remove(task))
            {
                half.Successes++;
            }

            if (Of(id) is { IsHalfOpen: true } now && now.Successes >= PolicyOf(id).Successes)
            {
                _toClose.Add(id);
            }
        }
    }

    private void Failed(RunEvent.AttemptFailed f, DateTimeOffset at)
    {
        foreach (var id in _asked.GetValueOrDefault(f.Task, []))
        {
            var (circuit, policy) = (Of(id), plan.Breakers.Of(id.Scope));
            var counts = policy?.Counts.Holds(f.Failure) == true;
            if (circuit is { IsOpen: false, IsHalfOpen: false } && counts)
            {
                circuit.Failures.Add(at);
                circuit.Failures.RemoveAll(x => x <= at - policy!.Window);
                Want(id, circuit.Failures.Count >= policy!.Failures);
            }
            else if (circuit.IsHalfOpen && circuit.Probes.Remove(f.Task))
            {
                Want(id, counts);
            }
        }
    }

    private void Want(BreakerId id, bool opens)
    {
        if (opens)
        {
            _toOpen.Add(id);
        }
    }

    private void Opened(RunEvent.BreakerOpened o, DateTimeOffset at)
    {
        witness.Demand(_toOpen.Remove(o.Breaker) || o.By != "baton", $"{o.Breaker} opened without a reason.");
        witness.Demand(o.By != "baton" || o.Until == at + PolicyOf(o.Breaker).Open, $"{o.Breaker} is open until {o.Until}, which is not what the plan says.");
        _circuits[o.Breaker] = new Circuit { IsOpen = true, Until = o.Until };
    }

    private sealed class Circuit
    {
        public bool IsOpen { get; init; }

        public DateTimeOffset? Until { get; init; }

        public bool IsHalfOpen { get; init; }

        public List<DateTimeOffset> Failures { get; } = [];

        public HashSet<TaskId> Probes { get; } = [];

        public int Successes { get; set; }
    }
}
