using System.Runtime.InteropServices;

namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Learnt clauses with two watched literals each. A clause is its place in one array: length, quality, then its literals.</summary>
internal sealed class ClauseStore
{
    private const int Header = 2;

    private readonly BoundTrail _trail;
    private readonly int[] _base;
    private readonly int[] _offset;
    private readonly List<Watch>?[] _watches;
    private readonly List<int> _clauses = [];
    private int[] _cells = new int[1 << 14];
    private int _used;

    /// <param name="low">Per side the smallest value a bound can have.</param>
    /// <param name="high">Per side the largest.</param>
    public ClauseStore(BoundTrail trail, int[] low, int[] high)
    {
        _trail = trail;
        _base = low;
        _offset = new int[low.Length + 1];
        for (var side = 0; side < low.Length; side++)
        {
            _offset[side + 1] = _offset[side] + Math.Max(0, high[side] - low[side]) + 2;
        }

        _watches = new List<Watch>?[_offset[^1]];
    }

    private record struct Watch(int Clause, Literal Blocker);

    public int Count => _clauses.Count;

    public int LengthOf(int clause) => _cells[clause];

    public Literal LiteralAt(int clause, int index)
    {
        var cell = clause + Header + (2 * index);
        return new(_cells[cell], _cells[cell + 1]);
    }

    /// <summary>Stores a clause of two or more literals of which the first two will be the last to become false.</summary>
    public int Add(List<Literal> literals, int quality)
    {
        var clause = _used;
        var size = Header + (2 * literals.Count);
        while (_used + size > _cells.Length)
        {
            Array.Resize(ref _cells, _cells.Length * 2);
        }

        _cells[clause] = literals.Count;
        _cells[clause + 1] = quality;
        for (var k = 0; k < literals.Count; k++)
        {
            _cells[clause + Header + (2 * k)] = literals[k].Side;
            _cells[clause + Header + (2 * k) + 1] = literals[k].AtLeast;
        }

        _used += size;
        _clauses.Add(clause);
        WatchBoth(clause);
        return clause;
    }

    public void Improve(int clause, int quality) => _cells[clause + 1] = Math.Min(_cells[clause + 1], quality);

    public int QualityOf(int clause) => _cells[clause + 1];

    /// <summary>Follows the literals that became false when <paramref name="side"/> rose from <paramref name="old"/> to <paramref name="now"/>.</summary>
    /// <returns>A clause whose literals are all false, or -1.</returns>
    public int Follow(int side, int old, int now)
    {
        var other = side ^ 1;
        var first = Math.Max(1 - now, _base[other]);
        var last = Math.Min(-old, _base[other] + _offset[other + 1] - _offset[other] - 1);
        for (var atLeast = first; atLeast <= last; atLeast++)
        {
            var watches = _watches[_offset[other] + atLeast - _base[other]];
            if (watches is { Count: > 0 } && Visit(watches, new(other, atLeast)) is var clause and >= 0)
            {
                return clause;
            }
        }

        return -1;
    }

    /// <summary>Keeps the better half of the clauses; only at the root, where nothing refers to them.</summary>
    public void Reduce()
    {
        var ordered = _clauses.Index().OrderBy(c => _cells[c.Item + 1] <= 2 ? 0 : _cells[c.Item + 1]).ThenByDescending(c => c.Index).Select(c => c.Item).ToList();
        var keep = ordered.Take(ordered.Count / 2).Concat(ordered.Skip(ordered.Count / 2).Where(c => _cells[c + 1] <= 2)).ToHashSet();
        Compact(keep);
    }

    private void Compact(HashSet<int> keep)
    {
        foreach (var list in _watches)
        {
            list?.Clear();
        }

        var to = 0;
        var kept = new List<int>(keep.Count);
        foreach (var clause in _clauses)
        {
            if (keep.Contains(clause) && !IsSatisfied(clause))
            {
                var size = Header + (2 * _cells[clause]);
                Array.Copy(_cells, clause, _cells, to, size);
                kept.Add(to);
                to += size;
            }
        }

        _used = to;
        _clauses.Clear();
        _clauses.AddRange(kept);
        kept.ForEach(WatchBoth);
    }

    private bool IsSatisfied(int clause)
    {
        for (var k = 0; k < _cells[clause]; k++)
        {
            var literal = LiteralAt(clause, k);
            if (_trail.IsTrue(literal.Side, literal.AtLeast))
            {
                return true;
            }
        }

        return false;
    }

    private int Visit(List<Watch> list, Literal gone)
    {
        var watches = CollectionsMarshal.AsSpan(list);
        var kept = 0;
        for (var w = 0; w < watches.Length; w++)
        {
            var watch = watches[w];
            if (_trail.IsTrue(watch.Blocker.Side, watch.Blocker.AtLeast))
            {
                watches[kept++] = watch;
                continue;
            }

            var first = PutSecond(watch.Clause, gone);
            if (_trail.IsTrue(first.Side, first.AtLeast))
            {
                watches[kept++] = watch with { Blocker = first };
            }
            else if (!FindOther(watch.Clause, first))
            {
                watches[kept++] = watch;
                if (_trail.IsFalse(first.Side, first.AtLeast))
                {
                    watches[(w + 1)..].CopyTo(watches[kept..]);
                    CollectionsMarshal.SetCount(list, kept + watches.Length - w - 1);
                    return watch.Clause;
                }

                _trail.Push(first.Side, first.AtLeast, ReasonKind.Clause, watch.Clause, 0);
            }
        }

        CollectionsMarshal.SetCount(list, kept);
        return -1;
    }

    /// <summary>Makes the literal that became false the clause's second one and returns the first.</summary>
    private Literal PutSecond(int clause, Literal gone)
    {
        var cells = _cells.AsSpan(clause + Header, 4);
        if (cells[0] == gone.Side && cells[1] == gone.AtLeast)
        {
            (cells[0], cells[1], cells[2], cells[3]) = (cells[2], cells[3], cells[0], cells[1]);
        }

        return new(cells[0], cells[1]);
    }

    private bool FindOther(int clause, Literal first)
    {
        var cells = _cells.AsSpan(clause + Header, 2 * _cells[clause]);
        for (var k = 4; k < cells.Length; k += 2)
        {
            if (!_trail.IsFalse(cells[k], cells[k + 1]))
            {
                (cells[k], cells[k + 1], cells[2], cells[3]) = (cells[2], cells[3], cells[k], cells[k + 1]);
                AddWatch(clause, new(cells[2], cells[3]), first);
                return true;
            }
        }

        return false;
    }

    private void WatchBoth(int clause)
    {
        var (a, b) = (LiteralAt(clause, 0), LiteralAt(clause, 1));
        AddWatch(clause, a, b);
        AddWatch(clause, b, a);
    }

    private void AddWatch(int clause, Literal literal, Literal blocker) =>
        (_watches[_offset[literal.Side] + literal.AtLeast - _base[literal.Side]] ??= new(4)).Add(new(clause, blocker));
}
