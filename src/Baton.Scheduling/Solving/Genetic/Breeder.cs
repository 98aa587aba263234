using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving.Genetic;

/// <summary>One thread's scratch: makes individuals from rules and from parents. Holds no state between calls.</summary>
internal sealed class Breeder
{
    private readonly CompactProblem _problem;
    private readonly IDecoder _decoder;
    private readonly Sequencer _sequencer;
    private readonly Direction[] _directions;
    private readonly int[] _keys;
    private readonly int[] _intensity;
    private int[] _load = new int[1024];

    public Breeder(CompactProblem problem, IDecoder decoder, Direction[] directions, int[] intensity)
    {
        (_problem, _decoder, _directions, _intensity) = (problem, decoder, directions, intensity);
        _sequencer = new(problem);
        _keys = new int[problem.Count];
    }

    /// <summary>A schedule from urgency with noise of up to <paramref name="noise"/>.</summary>
    public void Sample(int side, ReadOnlySpan<int> urgency, int noise, ref SplitMix random, Individual child)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = urgency[i] + random.Below(noise + 1);
        }

        var direction = _directions[side];
        _sequencer.SortWithPredecessors(direction, direction.Order, _keys, child.Order);
        Decode(side, child);
    }

    /// <summary>Everything as early as it goes in the other direction, in the order in which it ended in the one of the parent. Never longer.</summary>
    public void Justify(int side, Individual parent, Individual child)
    {
        OppositeKeys(parent);
        var direction = _directions[side];
        if (direction.IsSortedByStart)
        {
            _sequencer.Sort(direction.Order, _keys, child.Order);
        }
        else
        {
            _sequencer.SortWithPredecessors(direction, direction.Order, _keys, child.Order);
        }

        Decode(side, child);
    }

    /// <summary>Keeps what the father does while it uses the resources most, and takes the rest from the mother; both run in the other direction.</summary>
    public void Cross(int side, Individual father, Individual mother, ref SplitMix random, Individual child)
    {
        var (from, to) = Peak(father, ref random);
        var away = Math.Max(father.Length, mother.Length) + 1;
        for (var i = 0; i < _keys.Length; i++)
        {
            var own = father.Start[i];
            if (own >= from && own < to)
            {
                _keys[i] = -(own + _problem.Duration[i]);
                continue;
            }

            var other = mother.Start[i];
            var end = other + _problem.Duration[i];
            _keys[i] = other < from ? away - end : other >= to ? -away - end : -end;
        }

        var direction = _directions[side];
        _sequencer.SortWithPredecessors(direction, direction.Order, _keys, child.Order);
        Decode(side, child);
    }

    private void OppositeKeys(Individual parent)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = -(parent.Start[i] + _problem.Duration[i]);
        }
    }

    private void Decode(int side, Individual child)
    {
        child.Length = _decoder.Decode(_directions[side], child.Order, child.Start);
    }

    /// <summary>Of all spans of a random length the one in which the resources are used most.</summary>
    private (int From, int To) Peak(Individual schedule, ref SplitMix random)
    {
        var length = Math.Max(1, schedule.Length);
        if (_load.Length < length + 2)
        {
            _load = new int[2 * (length + 2)];
        }

        var load = _load.AsSpan(0, length + 2);
        load.Clear();
        for (var i = 0; i < _intensity.Length; i++)
        {
            load[schedule.Start[i]] += _intensity[i];
            load[schedule.Start[i] + _problem.Duration[i]] -= _intensity[i];
        }

        for (var t = 1; t < load.Length; t++)
        {
            load[t] += load[t - 1];
        }

        var span = Math.Max(1, (length / 4) + random.Below((length / 2) + 1));
        long sum = 0;
        for (var t = 0; t < span; t++)
        {
            sum += load[t];
        }

        var (best, bestFrom) = (sum, 0);
        for (var t = 1; t + span <= length; t++)
        {
            sum += load[t + span - 1] - load[t - 1];
            (best, bestFrom) = sum > best ? (sum, t) : (best, bestFrom);
        }

        return (bestFrom, bestFrom + span);
    }
}
