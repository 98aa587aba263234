namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// What one resource forbids: activities that must run at a moment leave no room for another one there.
/// Explanations speak of single moments: A. Schutt, T. Feydy, P. J. Stuckey, M. G. Wallace, "Explaining the cumulative propagator", Constraints 16, 2011.
/// </summary>
internal sealed class TimetableRule(ProofModel model, ProofResource resource, int number, BoundTrail trail, RefutationLog? log)
{
    private readonly int[] _tasks = resource.Tasks;
    private readonly int[] _demand = resource.Demand;
    private readonly int[] _duration = model.Duration;
    private readonly long[] _events = new long[2 * resource.Tasks.Length];
    private readonly int[] _from = new int[(2 * resource.Tasks.Length) + 1];
    private readonly int[] _height = new int[(2 * resource.Tasks.Length) + 1];
    private readonly int[] _ownFrom = new int[model.Duration.Length];
    private readonly int[] _ownTo = new int[model.Duration.Length];
    private readonly List<int> _changed = [];
    private int _segments;
    private int _highest;
    private bool _isStale = true;
    private bool _mustCheckAll = true;

    public bool IsWaiting => _mustCheckAll || _changed.Count > 0;

    /// <summary>Notes that a bound of the variable moved.</summary>
    public void Note(int variable)
    {
        if (_mustCheckAll)
        {
            return;
        }

        if (-trail.Bound[(2 * variable) + 1] < trail.Bound[2 * variable] + _duration[variable])
        {
            _mustCheckAll = true;
            _isStale = true;
        }
        else
        {
            _changed.Add(variable);
        }
    }

    /// <summary>Forgets what was noted: bounds went back.</summary>
    public void Reset()
    {
        _isStale = true;
        _mustCheckAll = false;
        _changed.Clear();
    }

    public void CheckAll() => (_isStale, _mustCheckAll) = (true, true);

    /// <summary>Moves bounds until every activity is looked at once.</summary>
    /// <returns>False on a contradiction, which <paramref name="conflict"/> then holds.</returns>
    public bool Propagate(List<Literal> conflict)
    {
        if (_isStale)
        {
            BuildProfile();
            _isStale = false;
            if (_highest > resource.Capacity)
            {
                ExplainOverload(conflict);
                return false;
            }
        }

        var (checkAll, count) = (_mustCheckAll, _changed.Count);
        _mustCheckAll = false;
        if (checkAll)
        {
            _changed.Clear();
            foreach (var task in _tasks)
            {
                if (!Check(task, conflict))
                {
                    return false;
                }
            }

            return true;
        }

        for (var k = 0; k < count; k++)
        {
            if (!Check(_changed[k], conflict))
            {
                return false;
            }
        }

        _changed.Clear();
        return true;
    }

    /// <summary>The literals that were true before entry <paramref name="before"/> and force the side's activity off the moment.</summary>
    public void Explain(int side, int moment, int before, List<Literal> into)
    {
        var variable = side >> 1;
        var first = into.Count;
        into.Add((side & 1) == 0 ? new(side, moment + 1 - _duration[variable]) : new(side, -moment));
        ExplainOthers(variable, moment, resource.Capacity - _demand[variable], before, into);
        log?.Overload(resource.Index, moment, into.Skip(first).Append((side & 1) == 0 ? new(side ^ 1, -moment) : new(side ^ 1, moment + 1 - _duration[variable])));
    }

    private void BuildProfile()
    {
        var count = 0;
        foreach (var i in _tasks)
        {
            var (from, to) = (-trail.Bound[(2 * i) + 1], trail.Bound[2 * i] + _duration[i]);
            (_ownFrom[i], _ownTo[i]) = (from, to);
            if (from < to)
            {
                _events[count++] = ((long)from << 32) + _demand[i];
                _events[count++] = ((long)to << 32) - _demand[i];
            }
        }

        _segments = 0;
        _highest = 0;
        if (count > 0)
        {
            _events.AsSpan(0, count).Sort();
            Sweep(count);
        }
    }

    /// <summary>Turns the sorted events into steps; amounts are below zero or above, so the time is read after rounding.</summary>
    private void Sweep(int count)
    {
        var height = 0;
        for (var k = 0; k < count;)
        {
            var time = (int)((_events[k] + (1L << 31)) >> 32);
            while (k < count && (int)((_events[k] + (1L << 31)) >> 32) == time)
            {
                height += (int)(_events[k] - ((long)time << 32));
                k++;
            }

            _from[_segments] = time;
            _height[_segments++] = height;
            _highest = Math.Max(_highest, height);
        }

        _from[_segments] = int.MaxValue;
    }

    private bool Check(int task, List<Literal> conflict)
    {
        var room = resource.Capacity - _demand[task];
        return _highest <= room || trail.Bound[2 * task] == -trail.Bound[(2 * task) + 1] || (PushRight(task, room, conflict) && PushLeft(task, room, conflict));
    }

    private bool PushRight(int task, int room, List<Literal> conflict)
    {
        var start = trail.Bound[2 * task];
        for (var k = SegmentAt(start); k < _segments && _from[k] < start + _duration[task]; k++)
        {
            while (_height[k] > room && _from[k + 1] > start && _from[k] < start + _duration[task] && !IsOwn(task, k))
            {
                start = Math.Min(_from[k + 1], start + _duration[task]);
                if (!Move(2 * task, start, start - 1, conflict))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool PushLeft(int task, int room, List<Literal> conflict)
    {
        var start = -trail.Bound[(2 * task) + 1];
        for (var k = SegmentAt(start + _duration[task] - 1); k >= 0 && _from[k + 1] > start; k--)
        {
            while (_height[k] > room && _from[k + 1] > start && _from[k] < start + _duration[task] && !IsOwn(task, k))
            {
                var moment = Math.Max(_from[k], start);
                start = moment - _duration[task];
                if (!Move((2 * task) + 1, -start, moment, conflict))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsOwn(int task, int segment) => _from[segment] >= _ownFrom[task] && _from[segment] < _ownTo[task];

    private int SegmentAt(int time)
    {
        var index = _from.AsSpan(0, _segments).BinarySearch(time);
        return index >= 0 ? index : Math.Max(0, ~index - 1);
    }

    private bool Move(int side, int atLeast, int moment, List<Literal> conflict)
    {
        if (!trail.IsFalse(side, atLeast))
        {
            if (trail.Level == 0 && log is not null)
            {
                Explain(side, moment, trail.Count, []);
            }

            trail.Push(side, atLeast, ReasonKind.Timetable, number, moment);
            return true;
        }

        conflict.Clear();
        conflict.Add(new(side ^ 1, 1 - atLeast));
        Explain(side, moment, trail.Count, conflict);
        return false;
    }

    private void ExplainOverload(List<Literal> conflict)
    {
        var k = 0;
        while (_height[k] <= resource.Capacity)
        {
            k++;
        }

        var moment = _from[k] + ((_from[k + 1] - _from[k] - 1) / 2);
        conflict.Clear();
        ExplainOthers(-1, moment, resource.Capacity, trail.Count, conflict);
        log?.Overload(resource.Index, moment, conflict);
    }

    private readonly List<(int Latest, int Task)> _running = [];

    /// <summary>Adds enough of the activities that had to run at the moment to exceed the room; those whose bounds moved last are left out first.</summary>
    private void ExplainOthers(int except, int moment, int room, int before, List<Literal> into)
    {
        _running.Clear();
        var total = 0;
        foreach (var j in _tasks)
        {
            if (j != except && trail.Bound[2 * j] + _duration[j] > moment && -trail.Bound[(2 * j) + 1] <= moment)
            {
                var early = trail.EntryOf(2 * j, moment + 1 - _duration[j], before);
                var late = trail.EntryOf((2 * j) + 1, -moment, before);
                if (early > -2 && late > -2)
                {
                    _running.Add((Math.Max(early, late), j));
                    total += _demand[j];
                }
            }
        }

        _running.Sort();
        for (var k = _running.Count - 1; k >= 0; k--)
        {
            var task = _running[k].Task;
            if (total - _demand[task] > room && _running[k].Latest >= 0)
            {
                total -= _demand[task];
                continue;
            }

            into.Add(new(2 * task, moment + 1 - _duration[task]));
            into.Add(new((2 * task) + 1, -moment));
        }
    }
}
