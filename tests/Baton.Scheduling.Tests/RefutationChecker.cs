using System.Collections.Immutable;

namespace Baton.Scheduling.Tests;

/// <summary>Follows a refutation step by step; plain and slow.</summary>
internal sealed class RefutationChecker
{
    private readonly SchedulingProblem _problem;
    private readonly long _unit;
    private readonly List<(int Before, int After, int Lag)> _arcs = [];
    private readonly List<ImmutableArray<StartBound>> _clauses = [];
    private readonly int[] _root;
    private bool _isContradiction;

    private RefutationChecker(SchedulingProblem problem, BoundCertificate.Refutation refutation)
    {
        (_problem, _unit) = (problem, refutation.Unit);
        var count = problem.Activities.Length;
        _root = new int[2 * (count + 1)];
        for (var i = 0; i < count; i++)
        {
            _root[2 * i] = (int)(problem.Activities[i].Release / _unit);
            _arcs.Add((i, count, Duration(i)));
        }

        _arcs.AddRange(problem.Precedences.Select(e => (e.Before, e.After, (int)(e.StartLag / _unit))));
        for (var i = 0; i <= count; i++)
        {
            _root[(2 * i) + 1] = (int)(((refutation.Value + _unit - 1) / _unit) - 1);
        }

        _isContradiction = !Propagate(_root);
    }

    public static string? Refusal(SchedulingProblem problem, BoundCertificate.Refutation refutation)
    {
        if (refutation.Unit < 1 || problem.Activities.Any(a => a.FixedStart is not null || a.Duration % refutation.Unit != 0 || a.Release % refutation.Unit != 0)
            || problem.Precedences.Any(e => e.StartLag % refutation.Unit != 0))
        {
            return "the unit does not divide every time, or something is fixed";
        }

        if (refutation.Steps.IsEmpty || refutation.Steps[^1] is not RefutationStep.Learnt { AtLeastOne.IsEmpty: true })
        {
            return "the last step is not the contradiction";
        }

        var checker = new RefutationChecker(problem, refutation);
        return refutation.Steps.Select((step, k) => checker.Take(step) is { } refusal ? $"step {k}: {refusal}" : null).FirstOrDefault(r => r is not null);
    }

    private string? Take(RefutationStep step)
    {
        var refusal = step switch
        {
            RefutationStep.Overload overload => IsOverloaded(overload) ? null : $"resource {overload.Resource} is not overloaded",
            RefutationStep.Learnt => Follows(step.AtLeastOne) ? null : "the clause does not follow",
            _ => "unknown kind",
        };
        if (refusal is null && !_isContradiction)
        {
            _clauses.Add(step.AtLeastOne);
            _isContradiction = !Propagate(_root);
            _clauses.RemoveAll(c => c.Any(b => IsTrue(_root, b)));
        }

        return refusal;
    }

    private bool IsOverloaded(RefutationStep.Overload step)
    {
        var window = new int[_root.Length];
        for (var i = 0; i < window.Length; i++)
        {
            window[i] = i % 2 == 1 ? int.MaxValue / 2 : i / 2 < _problem.Activities.Length ? (int)(_problem.Activities[i / 2].Release / _unit) : 0;
        }

        foreach (var bound in step.AtLeastOne)
        {
            Assume(window, bound.Opposite);
        }

        long used = 0;
        for (var i = 0; i < _problem.Activities.Length; i++)
        {
            if (window[2 * i] > window[(2 * i) + 1])
            {
                return true;
            }

            var least = Math.Min(Inside(window[2 * i]), Inside(window[(2 * i) + 1]));
            used += (long)least * CertificateChecker.Amount(_problem, i, step.Resource);
            int Inside(int start) => Math.Max(0, Math.Min(step.To, start + Duration(i)) - Math.Max(step.From, start));
        }

        return step.To > step.From && used > (long)(step.To - step.From) * _problem.Capacities[step.Resource];
    }

    private bool Follows(ImmutableArray<StartBound> clause)
    {
        if (_isContradiction)
        {
            return true;
        }

        var window = (int[])_root.Clone();
        foreach (var bound in clause)
        {
            Assume(window, bound.Opposite);
        }

        return !Propagate(window);
    }

    /// <returns>False on a contradiction.</returns>
    private bool Propagate(int[] window)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var (before, after, lag) in _arcs)
            {
                moved |= Assume(window, new(after, false, window[2 * before] + lag)) | Assume(window, new(before, true, window[(2 * after) + 1] - lag));
            }

            for (var i = 0; i < window.Length; i += 2)
            {
                if (window[i] > window[i + 1])
                {
                    return false;
                }
            }

            foreach (var clause in _clauses)
            {
                if (Open(clause, window) is not { } open)
                {
                    return false;
                }

                moved |= open.Activity >= 0 && Assume(window, open);
            }
        }

        return true;
    }

    /// <returns>The only statement that can hold; one with activity -1 when several can or one does; null when none can.</returns>
    private static StartBound? Open(ImmutableArray<StartBound> clause, int[] window)
    {
        StartBound? found = null;
        foreach (var bound in clause)
        {
            if (!IsTrue(window, bound.Opposite))
            {
                if (found is not null || IsTrue(window, bound))
                {
                    return new(-1, false, 0);
                }

                found = bound;
            }
        }

        return found;
    }

    private static bool IsTrue(int[] window, StartBound bound) =>
        bound.IsLatest ? window[(2 * bound.Activity) + 1] <= bound.Time : window[2 * bound.Activity] >= bound.Time;

    private static bool Assume(int[] window, StartBound bound)
    {
        if (IsTrue(window, bound))
        {
            return false;
        }

        window[(2 * bound.Activity) + (bound.IsLatest ? 1 : 0)] = bound.Time;
        return true;
    }

    private int Duration(int activity) => (int)(_problem.Activities[activity].Duration / _unit);
}
