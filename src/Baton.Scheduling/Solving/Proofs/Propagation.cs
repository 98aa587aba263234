namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Draws every conclusion from precedences, learnt clauses and resources until nothing moves.</summary>
internal sealed class Propagation
{
    private readonly ProofModel _model;
    private readonly BoundTrail _trail;
    private readonly ClauseStore _clauses;
    private readonly TimetableRule[] _rules;
    private int _next;

    /// <param name="log">Takes what resources explain; null: nothing does.</param>
    public Propagation(ProofModel model, BoundTrail trail, ClauseStore clauses, RefutationLog? log)
    {
        (_model, _trail, _clauses) = (model, trail, clauses);
        _rules = [.. model.Resources.Select((r, k) => new TimetableRule(model, r, k, trail, log))];
    }

    /// <summary>After a failed <see cref="Run"/>: literals that hold and contradict each other.</summary>
    public List<Literal> Conflict { get; } = [];

    /// <summary>How many moved bounds were followed so far.</summary>
    public long Followed { get; private set; }

    public void Start()
    {
        foreach (var rule in _rules)
        {
            rule.CheckAll();
        }
    }

    /// <summary>Bounds went back to where the trail ends now.</summary>
    public void Reset()
    {
        _next = Math.Min(_next, _trail.Count);
        foreach (var rule in _rules)
        {
            rule.Reset();
        }
    }

    public bool Run()
    {
        while (true)
        {
            if (!FollowTrail())
            {
                return false;
            }

            if (Array.Find(_rules, r => r.IsWaiting) is not { } rule)
            {
                return true;
            }

            if (!rule.Propagate(Conflict))
            {
                return false;
            }
        }
    }

    public void Explain(ref TrailEntry entry, int atLeast, int before, List<Literal> into)
    {
        switch (entry.Kind)
        {
            case ReasonKind.Precedence:
                into.Add(new(entry.Data, atLeast - entry.Extra));
                break;
            case ReasonKind.Clause:
                for (var k = 1; k < _clauses.LengthOf(entry.Data); k++)
                {
                    into.Add(_clauses.LiteralAt(entry.Data, k).Negation);
                }

                break;
            case ReasonKind.Timetable:
                _rules[entry.Data].Explain(entry.Side, entry.Extra, before, into);
                break;
            default:
                throw new InvalidOperationException($"A bound of kind {entry.Kind} has no reason to give.");
        }
    }

    private bool FollowTrail()
    {
        while (_next < _trail.Count)
        {
            var entry = _trail[_next++];
            Followed++;
            if (!FollowArcs(entry) || !FollowClauses(entry))
            {
                return false;
            }

            foreach (var r in _model.ResourcesOf[entry.Side >> 1])
            {
                _rules[r].Note(entry.Side >> 1);
            }
        }

        return true;
    }

    private bool FollowArcs(in TrailEntry entry)
    {
        for (var a = _model.ArcFirst[entry.Side]; a < _model.ArcFirst[entry.Side + 1]; a++)
        {
            var (to, value) = (_model.ArcTo[a], entry.Value + _model.ArcLag[a]);
            if (_trail.IsTrue(to, value))
            {
                continue;
            }

            if (_trail.IsFalse(to, value))
            {
                var least = 1 - _trail.Bound[to ^ 1];
                Conflict.Clear();
                Conflict.Add(new(entry.Side, least - _model.ArcLag[a]));
                Conflict.Add(new(to ^ 1, 1 - least));
                return false;
            }

            _trail.Push(to, value, ReasonKind.Precedence, entry.Side, _model.ArcLag[a]);
        }

        return true;
    }

    private bool FollowClauses(in TrailEntry entry)
    {
        var clause = _clauses.Follow(entry.Side, entry.Old, entry.Value);
        if (clause < 0)
        {
            return true;
        }

        Conflict.Clear();
        for (var k = 0; k < _clauses.LengthOf(clause); k++)
        {
            Conflict.Add(_clauses.LiteralAt(clause, k).Negation);
        }

        return false;
    }
}
