using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// A checked problem in flat arrays: successors and predecessors of activity <c>i</c> lie between <c>SuccFirst[i]</c> and <c>SuccFirst[i + 1]</c>.
/// Precedences into an activity with a fixed start are left out, because a fact cannot be made later. Immutable; safe to share.
/// </summary>
public sealed class Network
{
    private Network(SchedulingProblem problem)
    {
        Problem = problem;
        Count = problem.Activities.Length;
        Capacity = [.. problem.Capacities];
        Duration = new long[Count];
        Release = new long[Count];
        Fixed = new bool[Count];
        DemandFirst = new int[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            var activity = problem.Activities[i];
            Duration[i] = activity.Duration;
            Fixed[i] = activity.FixedStart is not null;
            Release[i] = activity.FixedStart ?? activity.Release;
            DemandFirst[i + 1] = DemandFirst[i] + activity.Demands.Length;
        }

        Clock = Clocks(problem);
        Demands = new Demand[DemandFirst[Count]];
        for (var i = 0; i < Count; i++)
        {
            problem.Activities[i].Demands.CopyTo(Demands, DemandFirst[i]);
        }

        (PredFirst, PredFrom, PredLag, PredWait) = Incoming(problem, Fixed);
        (SuccFirst, SuccTo, SuccLag, SuccWait) = Outgoing();
        (Order, Level) = TopologicalOrder();
    }

    private Network(Network other, long[] durations)
    {
        Problem = other.Problem;
        (Count, Capacity, Release, Fixed, Clock, IsClassic) = (other.Count, other.Capacity, other.Release, other.Fixed, other.Clock, other.IsClassic);
        (DemandFirst, Demands, Order, Level) = (other.DemandFirst, other.Demands, other.Order, other.Level);
        (PredFirst, PredFrom, PredWait) = (other.PredFirst, other.PredFrom, other.PredWait);
        (SuccFirst, SuccTo, SuccWait) = (other.SuccFirst, other.SuccTo, other.SuccWait);
        Duration = durations;
        PredLag = new long[PredFrom.Length];
        SuccLag = new long[SuccTo.Length];
        for (var e = 0; e < PredLag.Length; e++)
        {
            PredLag[e] = PredWait[e] + other.Scaled(PredFrom[e], other.PredLag[e] - PredWait[e], durations);
        }

        for (var i = 0; i < Count; i++)
        {
            for (var e = SuccFirst[i]; e < SuccFirst[i + 1]; e++)
            {
                SuccLag[e] = SuccWait[e] + other.Scaled(i, other.SuccLag[e] - SuccWait[e], durations);
            }
        }
    }

    public SchedulingProblem Problem { get; }
    public int Count { get; }

    /// <summary>No calendar and no quota takes part: the problem is the resource-constrained project scheduling problem of the literature, with start-to-start lags.</summary>
    public bool IsClassic { get; private set; } = true;

    /// <summary>The activity's topological level, from 0: one more than the highest level among its predecessors.</summary>
    public ReadOnlySpan<int> Levels => Level;

    internal int[] Capacity { get; }
    internal long[] Duration { get; }

    /// <summary>Release, or the fixed start.</summary>
    internal long[] Release { get; }
    internal bool[] Fixed { get; }

    /// <summary>Per activity; null: all time is open.</summary>
    internal CalendarClock?[] Clock { get; }
    internal int[] DemandFirst { get; }
    internal Demand[] Demands { get; }
    internal int[] PredFirst { get; }
    internal int[] PredFrom { get; }
    internal long[] PredLag { get; }

    /// <summary>See <see cref="Precedence.Wait"/>.</summary>
    internal long[] PredWait { get; }
    internal int[] SuccFirst { get; }
    internal int[] SuccTo { get; }
    internal long[] SuccLag { get; }
    internal long[] SuccWait { get; }

    /// <summary>Activities so that each comes after its predecessors; shorter than <see cref="Count"/> only while a cycle is being reported.</summary>
    internal int[] Order { get; }
    internal int[] Level { get; }

    /// <returns>The network, or the errors. Time and memory are linear in activities and precedences.</returns>
    public static NetworkReading From(SchedulingProblem problem)
    {
        var errors = ProblemCheck.Run(problem);
        if (errors.Length > 0)
        {
            return new(null, errors);
        }

        var network = new Network(problem);
        return network.Order.Length == network.Count
            ? new(network, [])
            : new(null, [new ProblemError.Cycle(network.FindCycle())]);
    }

    /// <summary>The same with other durations; hand-offs stay at the same share of their activity, waits as long as they are.</summary>
    internal Network WithDurations(long[] durations) => new(this, durations);

    private long Scaled(int activity, long work, long[] durations) =>
        Duration[activity] == work ? durations[activity] : Duration[activity] == 0 ? work : (long)Math.Round((double)work / Duration[activity] * durations[activity]);

    internal ReadOnlySpan<Demand> DemandsOf(int activity) =>
        Demands.AsSpan(DemandFirst[activity], DemandFirst[activity + 1] - DemandFirst[activity]);

    internal int DemandOf(int activity, int resource)
    {
        foreach (var demand in DemandsOf(activity))
        {
            if (demand.Resource == resource)
            {
                return demand.Amount;
            }
        }

        return 0;
    }

    internal ImmutableArray<Charge> ChargesOf(int activity) => Problem.Activities[activity].Charges;

    /// <summary>When an activity that starts at <paramref name="start"/> is done.</summary>
    public long Finish(int activity, long start) => Clock[activity] is { } clock ? clock.Finish(start, Duration[activity]) : start + Duration[activity];

    /// <summary>The soonest start behind a precedence that leads out of <paramref name="before"/>.</summary>
    internal long After(int before, long start, long lag, long wait) =>
        Clock[before] is { } clock ? clock.Finish(start, lag - wait) + wait : start + lag;

    /// <summary>The latest start of <paramref name="before"/> that lets the other end of the precedence start at <paramref name="after"/>; -1: none.</summary>
    internal long Before(int before, long after, long lag, long wait) =>
        Clock[before] is { } clock ? clock.LatestStart(after - wait, lag - wait) : after - lag;

    private CalendarClock?[] Clocks(SchedulingProblem problem)
    {
        CalendarClock[] clocks = [.. problem.Calendars.Select(c => new CalendarClock(c))];
        var clock = new CalendarClock?[Count];
        for (var i = 0; i < Count; i++)
        {
            var activity = problem.Activities[i];
            clock[i] = activity is { Calendar: { } c, FixedStart: null } ? clocks[c] : null;
            IsClassic &= clock[i] is null && activity.Charges.IsEmpty;
        }

        return clock;
    }

    private static (int[] First, int[] From, long[] Lag, long[] Wait) Incoming(SchedulingProblem problem, bool[] isFixed)
    {
        var first = new int[isFixed.Length + 1];
        foreach (var edge in problem.Precedences)
        {
            first[edge.After + 1] += isFixed[edge.After] ? 0 : 1;
        }

        Accumulate(first);
        var from = new int[first[^1]];
        var lag = new long[first[^1]];
        var wait = new long[first[^1]];
        var next = first.AsSpan(0, isFixed.Length).ToArray();
        foreach (var edge in problem.Precedences)
        {
            if (!isFixed[edge.After])
            {
                var slot = next[edge.After]++;
                (from[slot], lag[slot], wait[slot]) = (edge.Before, edge.StartLag, edge.Wait);
            }
        }

        return (first, from, lag, wait);
    }

    /// <summary>Turns the incoming lists round; successors come out sorted by index.</summary>
    private (int[] First, int[] To, long[] Lag, long[] Wait) Outgoing()
    {
        var first = new int[Count + 1];
        foreach (var before in PredFrom)
        {
            first[before + 1]++;
        }

        Accumulate(first);
        var to = new int[PredFrom.Length];
        var lag = new long[PredFrom.Length];
        var wait = new long[PredFrom.Length];
        var next = first.AsSpan(0, Count).ToArray();
        for (var after = 0; after < Count; after++)
        {
            for (var e = PredFirst[after]; e < PredFirst[after + 1]; e++)
            {
                var slot = next[PredFrom[e]]++;
                (to[slot], lag[slot], wait[slot]) = (after, PredLag[e], PredWait[e]);
            }
        }

        return (first, to, lag, wait);
    }

    private (int[] Order, int[] Level) TopologicalOrder()
    {
        var level = new int[Count];
        var waiting = new int[Count];
        var order = new int[Count];
        var tail = 0;
        for (var i = 0; i < Count; i++)
        {
            waiting[i] = PredFirst[i + 1] - PredFirst[i];
            if (waiting[i] == 0)
            {
                order[tail++] = i;
            }
        }

        for (var head = 0; head < tail; head++)
        {
            var before = order[head];
            for (var e = SuccFirst[before]; e < SuccFirst[before + 1]; e++)
            {
                var after = SuccTo[e];
                level[after] = Math.Max(level[after], level[before] + 1);
                if (--waiting[after] == 0)
                {
                    order[tail++] = after;
                }
            }
        }

        return (tail == Count ? order : order[..tail], level);
    }

    /// <summary>Walks back among the activities that were never free until one comes round again.</summary>
    private ImmutableArray<int> FindCycle()
    {
        var free = new bool[Count];
        foreach (var i in Order)
        {
            free[i] = true;
        }

        var seenAt = new int[Count];
        var walk = new List<int>();
        var current = Array.IndexOf(free, false);
        while (seenAt[current] == 0)
        {
            walk.Add(current);
            seenAt[current] = walk.Count;
            current = PredFrom.AsSpan(PredFirst[current], PredFirst[current + 1] - PredFirst[current]).ToArray().First(p => !free[p]);
        }

        walk.RemoveRange(0, seenAt[current] - 1);
        walk.Reverse();
        var smallest = walk.IndexOf(walk.Min());
        return [.. walk[smallest..], .. walk[..smallest]];
    }

    private static void Accumulate(int[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }
    }
}
