using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving.Genetic;

/// <summary>
/// Two populations, one of schedules pushed left and one of schedules pushed right, that beget each other in turn (after Debels and Vanhoucke 2007)
/// by a crossover on the peak of resource use (after Valls, Ballestin and Quintanilla 2008). Children of one generation depend on the generation before
/// and on their own seed alone, so any number of threads gives the same.
/// </summary>
internal sealed class GeneticSearch
{
    private readonly CompactProblem _problem;
    private readonly Incumbent _incumbent;
    private readonly Breeder[] _breeders;
    private readonly Individual[][] _population;
    private readonly Individual[] _children;
    private readonly int[][] _urgency;
    private readonly int[] _start;
    private readonly ulong _seed;
    private readonly long _budget;

    public GeneticSearch(CompactProblem problem, Incumbent incumbent, Func<IDecoder> decoder, Direction[] directions, SolverOptions options, int size)
    {
        (_problem, _incumbent) = (problem, incumbent);
        (_seed, _budget) = (options.Seed, options.Schedules ?? long.MaxValue);
        var intensity = Intensity(problem);
        _breeders = [.. Enumerable.Range(0, options.Threads).Select(_ => new Breeder(problem, decoder(), directions, intensity))];
        _population = [Fresh(size), Fresh(size)];
        _children = Fresh(size);
        _urgency = [Urgency(directions[0], problem), Urgency(directions[1], problem)];
        _start = new int[problem.Count];
    }

    public long Schedules { get; private set; }

    private Individual[] Fresh(int size) => [.. Enumerable.Range(0, size).Select(_ => new Individual(_problem.Count))];

    public void Run(CancellationToken stop)
    {
        var size = _children.Length;
        var noise = _urgency[0].Max() * Tuning.Noise / 100;
        for (var k = 0; k < size && Goes(stop); k++)
        {
            var random = SplitMix.Of(_seed, Schedules);
            _breeders[0].Sample(0, _urgency[0], noise, ref random, _population[0][k]);
            Keep(0, _population[0][k]);
            _breeders[0].Justify(1, _population[0][k], _population[1][k]);
            Keep(1, _population[1][k]);
            _breeders[0].Justify(0, _population[1][k], _population[0][k]);
            Keep(0, _population[0][k]);
        }

        for (var side = 1; Goes(stop); side = 1 - side)
        {
            var parents = _population[1 - side];
            for (var k = 0; k < size && Goes(stop); k++)
            {
                var random = SplitMix.Of(_seed, Schedules);
                var mother = Pick(parents, k, ref random);
                _breeders[0].Cross(side, parents[k], parents[mother], ref random, _children[k]);
                Keep(side, _children[k]);
                Replace(_population[side][k], _children[k]);
            }
        }
    }

    private static void Replace(Individual old, Individual child)
    {
        if (child.Length <= old.Length)
        {
            old.CopyFrom(child);
        }
    }

    private static int Pick(Individual[] parents, int not, ref SplitMix random)
    {
        var a = random.Below(parents.Length - 1);
        var b = random.Below(parents.Length - 1);
        a += a >= not ? 1 : 0;
        b += b >= not ? 1 : 0;
        return parents[a].Length <= parents[b].Length ? a : b;
    }

    private bool Goes(CancellationToken stop) => Schedules < _budget && !_incumbent.IsClosed && !stop.IsCancellationRequested;

    private void Keep(int side, Individual individual)
    {
        Schedules++;
        if (individual.Length >= _incumbent.Makespan)
        {
            return;
        }

        for (var i = 0; i < _start.Length; i++)
        {
            _start[i] = side == 0 ? individual.Start[i] : individual.Length - individual.Start[i] - _problem.Duration[i];
        }

        _incumbent.Offer(_start, individual.Length);
    }

    /// <summary>The longest time from the start of the problem's end back to each activity, as a key that is low where it is urgent.</summary>
    private static int[] Urgency(Direction direction, CompactProblem problem)
    {
        var latest = new int[problem.Count];
        Array.Fill(latest, int.MaxValue);
        var length = 0;
        var head = (int[])direction.Head.Clone();
        foreach (var i in direction.Order)
        {
            for (var e = direction.First[i]; e < direction.First[i + 1]; e++)
            {
                head[i] = Math.Max(head[i], head[direction.From[e]] + direction.Lag[e]);
            }

            length = Math.Max(length, head[i] + problem.Duration[i] + direction.Tail[i]);
        }

        foreach (var i in direction.Order.Reverse())
        {
            latest[i] = Math.Min(latest[i], length - direction.Tail[i] - problem.Duration[i]);
            for (var e = direction.First[i]; e < direction.First[i + 1]; e++)
            {
                latest[direction.From[e]] = Math.Min(latest[direction.From[e]], latest[i] - direction.Lag[e]);
            }
        }

        return [.. latest.Select((l, i) => l + problem.Duration[i])];
    }

    /// <summary>Share of all capacities that each activity takes, in thousandths of one resource.</summary>
    private static int[] Intensity(CompactProblem problem)
    {
        var capacity = problem.Network.Capacity;
        var intensity = new int[problem.Count];
        for (var i = 0; i < intensity.Length; i++)
        {
            foreach (var (resource, amount) in problem.Network.DemandsOf(i))
            {
                intensity[i] += amount == 0 ? 0 : (int)(1000L * amount / capacity[resource]);
            }
        }

        return intensity;
    }
}
