namespace Baton.Scheduling.Solving.Proofs;

/// <summary>The search of <see cref="ProofSearch"/>: decide, propagate, learn, go back, start over.</summary>
internal sealed class RefutationSearch
{
    private const int ConflictsBetweenLooks = 64;
    private const int StepsBetweenLooks = 1024;

    private readonly ProofModel _model;
    private readonly Incumbent _incumbent;
    private readonly ProofOptions _options;
    private readonly BoundTrail _trail;
    private readonly ClauseStore _clauses;
    private readonly AtomOrder _order;
    private readonly Propagation _propagation;
    private readonly ConflictAnalysis _analysis;
    private readonly int[] _target;
    private int _clauseLimit = 4_000;
    private long _conflicts;
    private long _steps;
    private long _pauseAt;
    private int _restarts;
    private bool _hasStarted;
    private int _seenMakespan = int.MaxValue;
    private bool _isRefuted;

    public RefutationSearch(ProofModel model, Incumbent incumbent, ProofOptions options)
    {
        (_model, _incumbent, _options) = (model, incumbent, options);
        var high = new int[model.Initial.Length];
        for (var side = 0; side < high.Length; side++)
        {
            high[side] = -model.Initial[side ^ 1];
        }

        _trail = new BoundTrail(model.Initial);
        _clauses = new ClauseStore(_trail, model.Initial, high);
        _order = new AtomOrder(model.Initial, high);
        _propagation = new Propagation(model, _trail, _clauses, options.Log);
        _analysis = new ConflictAnalysis(_trail, _propagation.Explain, _order, high.Length);
        _target = new int[model.End + 1];
    }

    private int EndSide => 2 * _model.End;

    /// <summary>Moved bounds that were followed so far: a measure of time that is the same on every machine.</summary>
    public long Work => _propagation.Followed;

    /// <returns>The contradictions it met.</returns>
    public long Run(CancellationToken stop)
    {
        Advance(long.MaxValue, stop);
        _options.Log?.Close(_isRefuted ? Math.Min(_seenMakespan, -_model.Initial[EndSide + 1] + 1) : _trail.Bound[EndSide]);
        return _conflicts;
    }

    /// <summary>Goes on from where it was, with what it has learnt, for so much <see cref="Work"/> or little more.</summary>
    public void Advance(long work, CancellationToken stop)
    {
        _pauseAt = work > long.MaxValue - Work ? long.MaxValue : Work + work;
        if (!_hasStarted)
        {
            _propagation.Start();
            _hasStarted = true;
        }

        while (!stop.IsCancellationRequested && !IsDone() && Restart())
        {
            var conflicts = (long)_options.RestartAfter * Luby(++_restarts);
            SearchUntil(_conflicts + conflicts, stop);
        }

        Retreat(0);
    }

    /// <summary>Searches until so many conflicts are known, a schedule or a refutation is found, or something has to be looked at.</summary>
    private void SearchUntil(long conflicts, CancellationToken stop)
    {
        while (!_isRefuted && _conflicts < conflicts && Work < _pauseAt)
        {
            if (!_propagation.Run())
            {
                Learn();
                if (_conflicts % ConflictsBetweenLooks == 0 && MustLook(stop))
                {
                    return;
                }
            }
            else if (_trail.Level == 0 && _incumbent.Raise(_trail.Bound[EndSide]) && _incumbent.IsClosed)
            {
                return;
            }
            else if (!Decide())
            {
                OfferSchedule();
                return;
            }
            else if (++_steps % StepsBetweenLooks == 0 && MustLook(stop))
            {
                return;
            }
        }
    }

    private bool MustLook(CancellationToken stop) => stop.IsCancellationRequested || IsDone() || _incumbent.Makespan < _seenMakespan;

    private bool IsDone() => _isRefuted || _incumbent.IsClosed || Work >= _pauseAt || (_options.MaxConflicts is { } most && _conflicts >= most);

    /// <summary>Back to the root with the best makespan that is known by now.</summary>
    private bool Restart()
    {
        Retreat(0);
        if (_incumbent.Makespan < _seenMakespan)
        {
            _seenMakespan = _incumbent.Makespan;
            _incumbent.CopyStarts().CopyTo(_target, 0);
            _target[_model.End] = _seenMakespan - 1;
        }

        RaiseRoot(EndSide + 1, 1 - _seenMakespan);
        RaiseRoot(EndSide, _options.Log is null ? _incumbent.LowerBound : 0);
        if (_isRefuted || !_propagation.Run())
        {
            Refuted();
            return false;
        }

        if (_clauses.Count > _clauseLimit)
        {
            _clauses.Reduce();
            _clauseLimit += _clauseLimit / 20;
        }

        return true;
    }

    private void RaiseRoot(int side, int atLeast)
    {
        if (_trail.IsFalse(side, atLeast))
        {
            _isRefuted = true;
        }
        else if (!_trail.IsTrue(side, atLeast))
        {
            _trail.Push(side, atLeast, ReasonKind.Given, 0, 0);
        }
    }

    /// <summary>No schedule is shorter than the makespan that was asked for.</summary>
    private void Refuted()
    {
        _isRefuted = true;
        _incumbent.Raise(Math.Min(_seenMakespan, -_model.Initial[EndSide + 1] + 1));
    }

    private void Learn()
    {
        _conflicts++;
        if (!_analysis.Run(_propagation.Conflict))
        {
            Refuted();
            return;
        }

        Retreat(_analysis.BackLevel);
        var clause = _analysis.Clause;
        _options.Log?.Learnt(clause);
        if (clause.Count == 1)
        {
            _trail.Push(clause[0].Side, clause[0].AtLeast, ReasonKind.Given, 0, 0);
        }
        else
        {
            _trail.Push(clause[0].Side, clause[0].AtLeast, ReasonKind.Clause, _clauses.Add(clause, _analysis.Quality), 0);
        }

        _order.Age();
    }

    private void Retreat(int level)
    {
        if (_trail.Level > level)
        {
            for (var e = _trail.Count - 1; e >= _trail.StartOf(level + 1); e--)
            {
                _order.Restore(_trail[e].Side, _trail[e].Old, _trail[e].Value);
            }

            _trail.BackTo(level);
            _propagation.Reset();
        }
    }

    /// <returns>False when everything has its start.</returns>
    private bool Decide()
    {
        if (_trail.Level == 0 && AsksFromBelow() && Open(_model.End))
        {
            Assume(new(EndSide + 1, -_trail.Bound[EndSide]));
            return true;
        }

        while (_order.TryTake(out var atom))
        {
            if (!_trail.IsTrue(atom.Side, atom.AtLeast) && !_trail.IsFalse(atom.Side, atom.AtLeast))
            {
                Assume(_target[atom.Side >> 1] >= atom.AtLeast ? atom : atom.Negation);
                return true;
            }
        }

        return DecideEarliest();
    }

    /// <summary>The open activity that can start first starts then.</summary>
    private bool DecideEarliest()
    {
        var chosen = -1;
        for (var v = 0; v <= _model.End; v++)
        {
            if (Open(v) && (chosen < 0 || IsSooner(v, chosen)))
            {
                chosen = v;
            }
        }

        if (chosen >= 0)
        {
            Assume(new((2 * chosen) + 1, -_trail.Bound[2 * chosen]));
        }

        return chosen >= 0;
    }

    private bool IsSooner(int a, int b) =>
        _trail.Bound[2 * a] != _trail.Bound[2 * b] ? _trail.Bound[2 * a] < _trail.Bound[2 * b] : _trail.Bound[(2 * a) + 1] > _trail.Bound[(2 * b) + 1];

    private bool AsksFromBelow() =>
        _options.Direction == ProofDirection.FromBelow || (_options.Direction == ProofDirection.Both && _restarts % 2 == 1);

    private bool Open(int variable) => _trail.Bound[2 * variable] < -_trail.Bound[(2 * variable) + 1];

    private void Assume(Literal literal)
    {
        _trail.OpenLevel();
        _trail.Push(literal.Side, literal.AtLeast, ReasonKind.Decision, 0, 0);
    }

    private void OfferSchedule()
    {
        var starts = new int[_model.End];
        for (var v = 0; v < starts.Length; v++)
        {
            starts[v] = _trail.Bound[2 * v];
        }

        _incumbent.Offer(starts, _trail.Bound[EndSide]);
    }

    /// <summary>1 1 2 1 1 2 4 ...: M. Luby, A. Sinclair, D. Zuckerman, "Optimal speedup of Las Vegas algorithms", 1993.</summary>
    private static int Luby(int index)
    {
        var size = 1;
        while (size < index + 1)
        {
            size *= 2;
        }

        while (size - 1 != index)
        {
            size /= 2;
            index = index >= size ? index - size + 1 : index;
        }

        return size / 2;
    }
}
