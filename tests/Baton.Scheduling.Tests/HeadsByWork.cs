using System.Collections.Immutable;

namespace Baton.Scheduling.Tests;

/// <summary>Heads, or tails as heads of the problem read backwards, with the steps of a certificate that raise them.</summary>
internal sealed class HeadsByWork
{
    private const long None = long.MinValue / 4;

    private readonly SchedulingProblem _problem;
    private readonly ImmutableArray<Precedence> _arcs;
    private readonly bool _forwards;

    public HeadsByWork(SchedulingProblem problem, bool forwards)
    {
        (_problem, _forwards) = (problem, forwards);
        var loose = problem.Precedences.Where(e => problem.Activities[e.After].FixedStart is null);
        _arcs =
        [
            .. forwards ? loose : loose.Select(e =>
                new Precedence(e.After, e.Before, e.StartLag + problem.Activities[e.After].Duration - problem.Activities[e.Before].Duration)),
        ];
        Head = [.. problem.Activities.Select(a => forwards ? a.FixedStart ?? a.Release : 0)];
        Spread(Head);
    }

    public long[] Head { get; }

    public string? Refusal(ImmutableArray<WorkBefore> steps)
    {
        foreach (var step in steps)
        {
            if (Refusal(step) is { } refusal)
            {
                return refusal;
            }

            Head[step.Activity] = Math.Max(Head[step.Activity], step.Head);
            Spread(Head);
        }

        return null;
    }

    private string? Refusal(WorkBefore step)
    {
        if (step.Before.Distinct().Count() != step.Before.Length || (_forwards && _problem.Activities[step.Activity].FixedStart is not null))
        {
            return $"{step.Activity}: something counts twice, or it is fixed";
        }

        var gap = long.MaxValue / 4;
        foreach (var i in step.Before)
        {
            var distance = Enumerable.Repeat(None, _problem.Activities.Length).ToArray();
            distance[i] = 0;
            Spread(distance);
            gap = Math.Min(gap, distance[step.Activity] - _problem.Activities[i].Duration);
            if (gap < 0 || i == step.Activity || _problem.Activities[i].FixedStart is not null)
            {
                return $"{i} need not end before {step.Activity}";
            }
        }

        long room = 0;
        for (long t = 0; t < step.Head - gap - 1; t++)
        {
            room += Math.Min(_problem.Capacities[step.Resource], step.Before.Where(i => Head[i] <= t).Sum(i => (long)CertificateChecker.Amount(_problem, i, step.Resource)));
        }

        var needed = step.Before.Sum(i => _problem.Activities[i].Duration * CertificateChecker.Amount(_problem, i, step.Resource));
        return needed > room ? null : $"work {needed} before {step.Activity} fits into {room}";
    }

    private void Spread(long[] at)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var (before, after, lag) in _arcs)
            {
                if (at[before] > None && at[before] + lag > at[after])
                {
                    at[after] = at[before] + lag;
                    moved = true;
                }
            }
        }
    }
}
