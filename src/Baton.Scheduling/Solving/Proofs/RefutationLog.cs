using System.Collections.Immutable;

namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Collects the steps of a refutation until they are too many.</summary>
/// <param name="maxLiterals">Statements to keep at most over all steps; beyond that everything is dropped.</param>
internal sealed class RefutationLog(int maxLiterals = 4_000_000)
{
    private readonly HashSet<(int Resource, int Moment, ulong Content)> _known = [];
    private readonly List<RefutationStep> _steps = [];
    private long _literals;
    private bool _isFull;
    private long? _value;

    /// <summary>A moment at which the resource would be overloaded if none of the literals' negations held.</summary>
    public void Overload(int resource, int moment, IEnumerable<Literal> together)
    {
        ImmutableArray<StartBound> clause = [.. together.Select(l => Bound(l.Negation))];
        var content = clause.Aggregate(14695981039346656037UL, Mix);
        if (_known.Add((resource, moment, content)))
        {
            Add(new RefutationStep.Overload(resource, moment, moment + 1, clause));
        }
    }

    public void Learnt(IEnumerable<Literal> clause) => Add(new RefutationStep.Learnt([.. clause.Select(Bound)]));

    /// <summary>Nothing ends before the value.</summary>
    public void Close(int value)
    {
        _value = value;
        Learnt([]);
    }

    /// <returns>Null when there is no refutation or it is too long.</returns>
    public BoundCertificate.Refutation? Certificate(long unit) =>
        _isFull || _value is not { } value ? null : new(value * unit, unit, [.. _steps]);

    private void Add(RefutationStep step)
    {
        _literals += step.AtLeastOne.Length + 1;
        if (_isFull || _literals > maxLiterals)
        {
            _isFull = true;
            _steps.Clear();
            _known.Clear();
            return;
        }

        _steps.Add(step);
    }

    private static StartBound Bound(Literal literal) =>
        (literal.Side & 1) == 0 ? new(literal.Side >> 1, false, literal.AtLeast) : new(literal.Side >> 1, true, -literal.AtLeast);

    private static ulong Mix(ulong hash, StartBound bound) =>
        (((hash ^ (uint)bound.Activity) * 1099511628211UL) ^ ((uint)bound.Time * 2UL) ^ (bound.IsLatest ? 1UL : 0UL)) * 0x9E3779B97F4A7C15UL;
}
