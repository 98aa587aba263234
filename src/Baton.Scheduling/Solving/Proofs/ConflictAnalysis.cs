namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Gives the literals, all true before an entry of the trail, from which the entry followed.</summary>
internal delegate void Explanation(ref TrailEntry entry, int atLeast, int before, List<Literal> into);

/// <summary>
/// Turns a contradiction into a clause: resolves backwards until one literal of the deepest level is left (first unique implication point),
/// then drops what the rest implies.
/// </summary>
internal sealed class ConflictAnalysis(BoundTrail trail, Explanation explain, AtomOrder order, int sides)
{
    private const int MaxDepth = 12;

    private readonly List<Literal> _reason = [];
    private readonly List<int> _lower = [];
    private readonly int[] _best = new int[sides];
    private readonly int[] _bestStamp = new int[sides];
    private readonly List<Literal>[] _pool = [.. Enumerable.Range(0, MaxDepth + 1).Select(_ => new List<Literal>())];
    private int[] _need = new int[1024];
    private int[] _mark = new int[1024];
    private int[] _failed = new int[1024];
    private int[] _holds = new int[1024];
    private int[] _holdsFor = new int[1024];
    private int[] _levelStamp = new int[64];
    private int _stamp;
    private int _open;
    private int _level;

    /// <summary>The clause: first the literal that will follow, second one of the deepest level below it.</summary>
    public List<Literal> Clause { get; } = [];

    /// <summary>The level at which the clause gives its first literal.</summary>
    public int BackLevel { get; private set; }

    /// <summary>How many levels the clause speaks of.</summary>
    public int Quality { get; private set; }

    /// <param name="conflict">Literals that all hold and contradict each other.</param>
    /// <returns>False when they hold at the root: there is no solution.</returns>
    public bool Run(List<Literal> conflict)
    {
        Grow();
        _stamp++;
        (_open, _level) = (0, 0);
        _lower.Clear();
        foreach (var literal in conflict)
        {
            if (trail.EntryOf(literal.Side, literal.AtLeast, trail.Count) is var e and >= 0)
            {
                _level = Math.Max(_level, trail[e].Level);
            }
        }

        if (_level == 0)
        {
            return false;
        }

        conflict.ForEach(l => Mark(l, trail.Count));
        Build(Resolve());
        return true;
    }

    /// <returns>The entry that alone is left of the deepest level.</returns>
    private int Resolve()
    {
        var e = trail.Count;
        while (true)
        {
            do
            {
                e--;
            }
            while (_mark[e] != _stamp || trail[e].Level != _level);

            if (_open == 1)
            {
                return e;
            }

            _open--;
            _mark[e] = 0;
            _reason.Clear();
            explain(ref trail[e], _need[e], e, _reason);
            foreach (var literal in _reason)
            {
                Mark(literal, e);
            }
        }
    }

    private void Mark(Literal literal, int before)
    {
        var e = trail.EntryOf(literal.Side, literal.AtLeast, before);
        if (e < 0 || trail[e].Level == 0)
        {
            return;
        }

        order.Bump(literal);
        if (_mark[e] == _stamp)
        {
            _need[e] = Math.Max(_need[e], literal.AtLeast);
            return;
        }

        _mark[e] = _stamp;
        _need[e] = literal.AtLeast;
        if (trail[e].Level == _level)
        {
            _open++;
        }
        else
        {
            _lower.Add(e);
        }
    }

    private void Build(int last)
    {
        foreach (var e in _lower.Append(last))
        {
            var side = trail[e].Side;
            _levelStamp[trail[e].Level] = _stamp;
            if (_bestStamp[side] != _stamp || _best[side] < e)
            {
                (_bestStamp[side], _best[side]) = (_stamp, e);
            }
        }

        Clause.Clear();
        Clause.Add(new Literal(trail[last].Side, _need[last]).Negation);
        (BackLevel, Quality) = (0, 1);
        foreach (var e in _lower)
        {
            if (_best[trail[e].Side] == e && !IsImplied(e))
            {
                Clause.Add(new Literal(trail[e].Side, _need[e]).Negation);
                if (trail[e].Level > BackLevel)
                {
                    BackLevel = trail[e].Level;
                    (Clause[1], Clause[^1]) = (Clause[^1], Clause[1]);
                }

                CountLevel(trail[e].Level);
            }
        }
    }

    private void CountLevel(int level)
    {
        if (_levelStamp[level] != -_stamp)
        {
            _levelStamp[level] = -_stamp;
            Quality++;
        }
    }

    private bool IsImplied(int e)
    {
        if (trail[e].Kind == ReasonKind.Decision)
        {
            return false;
        }

        return ReasonHolds(e, _need[e], 0);
    }

    private bool ReasonHolds(int e, int atLeast, int depth)
    {
        var reason = _pool[depth];
        reason.Clear();
        explain(ref trail[e], atLeast, e, reason);
        foreach (var literal in reason)
        {
            if (!Holds(literal, e, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the literal follows from literals of the clause that are earlier on the trail, which rules out circles.</summary>
    private bool Holds(Literal literal, int before, int depth)
    {
        if (_bestStamp[literal.Side] == _stamp && _best[literal.Side] < before && _need[_best[literal.Side]] >= literal.AtLeast)
        {
            return true;
        }

        var e = trail.EntryOf(literal.Side, literal.AtLeast, before);
        if (e < 0 || trail[e].Level == 0 || (_holds[e] == _stamp && _holdsFor[e] >= literal.AtLeast))
        {
            return true;
        }

        if (trail[e].Kind == ReasonKind.Decision || depth > MaxDepth || _failed[e] == _stamp || Math.Abs(_levelStamp[trail[e].Level]) != _stamp)
        {
            return false;
        }

        if (!ReasonHolds(e, literal.AtLeast, depth))
        {
            _failed[e] = _stamp;
            return false;
        }

        (_holds[e], _holdsFor[e]) = (_stamp, literal.AtLeast);
        return true;
    }

    private void Grow()
    {
        if (_need.Length < trail.Count)
        {
            var size = trail.Count * 2;
            Array.Resize(ref _need, size);
            Array.Resize(ref _mark, size);
            Array.Resize(ref _failed, size);
            Array.Resize(ref _holds, size);
            Array.Resize(ref _holdsFor, size);
        }

        if (_levelStamp.Length <= trail.Level)
        {
            Array.Resize(ref _levelStamp, (trail.Level * 2) + 1);
        }
    }
}
