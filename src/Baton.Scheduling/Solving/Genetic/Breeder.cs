using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving.Genetic;

/// <summary>Makes individuals, from rules or from parents. What it makes depends on its arguments alone. Not safe for several threads.</summary>
internal sealed class Breeder
{
    private const int SampleNoisePercent = 30;
    private const int MutationsPerThousand = 20;
    private const int MutationReachPercent = 15;
    private const int ParallelPercent = 20;
    private const int GiveUpAbove = 3;

    private readonly IDecoder _decoder;
    private readonly Direction[] _directions;
    private readonly int[] _duration;
    private readonly Sequencer _sequencer;
    private readonly ResourcePeak _peak;
    private readonly int[] _urgency;
    private readonly int[] _keys;
    private readonly int[] _order;

    public Breeder(CompactProblem problem, IDecoder decoder)
    {
        _decoder = decoder;
        _directions = decoder.Directions;
        _duration = problem.Duration;
        _sequencer = new(problem);
        _peak = new(problem.Duration, Urgency.Intensity(problem));
        _urgency = Urgency.LatestFinish(_directions[0], problem.Duration);
        _keys = new int[problem.Count];
        _order = new int[problem.Count];
    }

    /// <summary>Latest finish first with noise, parallel, then pushed right and left.</summary>
    public void Sample(ref SplitMix random, Individual child)
    {
        var noise = (int)((long)_urgency.Max() * SampleNoisePercent / 100) + 1;
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = _urgency[i] + random.Below(noise);
        }

        _sequencer.SortWithPredecessors(_directions[0], _keys, _order);
        child.Makespan[0] = _decoder.DecodeParallel(_directions[0], _order, child.Start[0]);
        Justify(0, child);
        Justify(1, child);
        child.Schedules = 3;
        child.IsWhole = true;
        child.Rate();
    }

    /// <summary>A schedule made elsewhere, pushed right and left.</summary>
    public void TakeOver(int[] starts, Individual child)
    {
        starts.CopyTo(child.Start[0], 0);
        child.Makespan[0] = starts.Zip(_duration, (s, d) => s + d).Max();
        Justify(0, child);
        Justify(1, child);
        child.Schedules = 2;
        child.IsWhole = true;
        child.Rate();
    }

    /// <summary>
    /// Keeps what the father does while it uses the resources most and takes the rest from the mother, moves a few activities at random,
    /// decodes that in the other direction and justifies it back unless it came out much longer than <paramref name="worst"/>.
    /// </summary>
    public void Cross(int side, Individual father, Individual mother, int worst, ref SplitMix random, Individual child)
    {
        SetKeys(side, father, mother, ref random);
        Mutate(Math.Max(2, (int)((long)father.Makespan[side] * MutationReachPercent / 100)), ref random);
        var other = 1 - side;
        _sequencer.SortWithPredecessors(_directions[other], _keys, _order);
        child.Makespan[other] = random.Below(100) < ParallelPercent
            ? _decoder.DecodeParallel(_directions[other], _order, child.Start[other])
            : _decoder.Decode(_directions[other], _order, child.Start[other]);
        child.Makespan[side] = int.MaxValue;
        child.IsWhole = child.Makespan[other] <= worst + GiveUpAbove;
        child.Schedules = child.IsWhole ? 2 : 1;
        if (child.IsWhole)
        {
            Justify(other, child);
            child.Rate();
        }
    }

    /// <summary>From one side the other: the last to finish goes first, as late as it can. Never longer where no activity may overlap its successor.</summary>
    public void Justify(int side, Individual individual)
    {
        var start = individual.Start[side];
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = -(start[i] + _duration[i]);
        }

        var direction = _directions[1 - side];
        if (direction.IsSortedByStart)
        {
            _sequencer.Sort(direction.Order, _keys, _order);
        }
        else
        {
            _sequencer.SortWithPredecessors(direction, _keys, _order);
        }

        individual.Makespan[1 - side] = _decoder.Decode(direction, _order, individual.Start[1 - side]);
    }

    private void SetKeys(int side, Individual father, Individual mother, ref SplitMix random)
    {
        var length = Math.Max(1, father.Makespan[side]);
        var span = Math.Min(length, Math.Max(1, (length / 4) + random.Below((length / 2) + 1)));
        var (from, to) = _peak.Find(father.Start[side], length, span);
        var away = Math.Max(length, mother.Makespan[side]) + 1;
        var (own, others) = (father.Start[side], mother.Start[side]);
        for (var i = 0; i < _keys.Length; i++)
        {
            if (own[i] >= from && own[i] < to)
            {
                _keys[i] = -(own[i] + _duration[i]);
                continue;
            }

            var shift = others[i] < from ? away : others[i] >= to ? -away : 0;
            _keys[i] = shift - others[i] - _duration[i];
        }
    }

    private void Mutate(int reach, ref SplitMix random)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            if (random.Below(1000) < MutationsPerThousand)
            {
                _keys[i] += random.Below((2 * reach) + 1) - reach;
            }
        }
    }
}
