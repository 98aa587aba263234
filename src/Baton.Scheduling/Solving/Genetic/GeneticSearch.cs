namespace Baton.Scheduling.Solving.Genetic;

/// <summary>
/// A population of schedules justified to both sides (the idea of Debels and Vanhoucke 2007) bred by crossover on the peak of resource use
/// (the idea of Valls, Ballestin and Quintanilla 2008). Children come in batches that depend on the population before them and on their
/// numbers alone, so any number of threads gives the same.
/// </summary>
internal sealed class GeneticSearch
{
    private const int BatchSize = 16;
    private const int FirstEpoch = 4_000;
    private const int EpochGrowth = 8;
    private const int MaxValues = 50_000_000;

    private readonly CompactProblem _problem;
    private readonly Incumbent _incumbent;
    private readonly SolverOptions _options;
    private readonly CancellationToken _stop;
    private readonly Breeder[] _breeders;
    private readonly Individual[] _batch;
    private Individual[] _population = [];
    private int _ownBest = int.MaxValue;
    private long _drawn;

    /// <param name="options">Its threads all breed.</param>
    public GeneticSearch(CompactProblem problem, Incumbent incumbent, Func<Breeder> breeder, SolverOptions options, CancellationToken stop)
    {
        (_problem, _incumbent, _options, _stop) = (problem, incumbent, options, stop);
        _breeders = [.. Enumerable.Range(0, Math.Min(options.Threads, BatchSize)).Select(_ => breeder())];
        _batch = Fresh(BatchSize);
    }

    /// <summary>Generated so far.</summary>
    public long Schedules { get; private set; }

    /// <summary>Is called between batches, on the calling thread; where another search takes its turn.</summary>
    public Action? Pause { get; init; }

    private bool IsOver => _incumbent.IsClosed || _stop.IsCancellationRequested;

    /// <summary>Spends the schedules of the options, or goes on with ever larger populations until the best is proven or it is stopped.</summary>
    public void Run()
    {
        if (_options.Schedules is { } budget)
        {
            RunEpoch(budget);
            return;
        }

        for (long epoch = FirstEpoch; !IsOver; epoch *= EpochGrowth)
        {
            RunEpoch(Schedules + epoch);
        }
    }

    private void RunEpoch(long until)
    {
        Populate(until);
        while (_population.Length > 1 && Schedules + 2 <= until && !IsOver)
        {
            var worst = _population.Max(i => i.Fitness.Makespan);
            var random = SplitMix.Of(_options.Seed, ~_drawn);
            var count = Breed((int)Math.Min(BatchSize, (until - Schedules) / 2), (breeder, c) => Cross(breeder, c, worst));
            for (var c = 0; c < count; c++)
            {
                Insert(c, ref random);
            }

            TakeInBest();
        }
    }

    /// <summary>All new: survivors of the population before make the larger one agree on what they are, and were measured to end longer.</summary>
    private void Populate(long until)
    {
        _population = Fresh(PopulationSize(until - Schedules));
        for (var k = 0; k < _population.Length && Schedules + 3 <= until && !IsOver; k += BatchSize)
        {
            Breed((int)Math.Min(_population.Length - k, (until - Schedules) / 3), Sample);
            for (var c = 0; c < BatchSize && k + c < _population.Length; c++)
            {
                (_population[k + c], _batch[c]) = (_batch[c], _population[k + c]);
            }
        }

        _population = [.. _population.Where(i => i.IsWhole)];
    }

    /// <summary>A schedule that another search found takes the place of the least fit. Not where schedules are counted: it was not bred.</summary>
    private void TakeInBest()
    {
        if (_options.Schedules is null && _incumbent.Makespan < _ownBest)
        {
            var taken = new Individual(_problem.Count);
            _breeders[0].TakeOver(_incumbent.CopyStarts(), taken);
            _population[Array.IndexOf(_population, _population.MaxBy(i => i.Fitness))] = taken;
            Keep(taken);
        }
    }

    /// <summary>Grows with the budget, or larger ones only repeat what a small population has agreed on; small problems agree sooner. Measured on PSPLIB.</summary>
    private int PopulationSize(long budget)
    {
        var count = Math.Max(1, _problem.Count);
        var wanted = Math.Clamp(1_800.0 / count, 15, 60) * Math.Pow(budget / 1000.0, 0.77);
        return (int)Math.Clamp(Math.Min(wanted, budget / 9.0), 8, Math.Clamp(MaxValues / (4.0 * count), 8, 5_000));
    }

    /// <summary>Fills the batch, on all threads, and counts.</summary>
    private int Breed(int wanted, Action<Breeder, int> make)
    {
        var count = Math.Min(wanted, BatchSize);
        var next = -1;
        void Work(int thread)
        {
            for (var c = Interlocked.Increment(ref next); c < count; c = Interlocked.Increment(ref next))
            {
                _batch[c].IsWhole = false;
                _batch[c].Schedules = 0;
                if (!_stop.IsCancellationRequested)
                {
                    make(_breeders[thread], c);
                }
            }
        }

        if (_breeders.Length == 1)
        {
            Work(0);
        }
        else
        {
            Parallel.For(0, _breeders.Length, new ParallelOptions { MaxDegreeOfParallelism = _breeders.Length }, Work);
        }

        _drawn += count;
        for (var c = 0; c < count; c++)
        {
            Keep(_batch[c]);
        }

        Pause?.Invoke();
        return count;
    }

    private void Sample(Breeder breeder, int c)
    {
        var random = SplitMix.Of(_options.Seed, _drawn + c);
        breeder.Sample(ref random, _batch[c]);
    }

    private void Cross(Breeder breeder, int c, int worst)
    {
        var random = SplitMix.Of(_options.Seed, _drawn + c);
        var father = Pick(ref random);
        var mother = father;
        for (var tries = 0; tries < 8 && mother == father; tries++)
        {
            mother = Pick(ref random);
        }

        breeder.Cross(random.Below(2), father, mother, worst, ref random, _batch[c]);
    }

    /// <summary>The fitter of two.</summary>
    private Individual Pick(ref SplitMix random)
    {
        var (a, b) = (_population[random.Below(_population.Length)], _population[random.Below(_population.Length)]);
        return b.Fitness.CompareTo(a.Fitness) < 0 ? b : a;
    }

    /// <summary>Takes the place of the least fit of a few, unless that is fitter or the same schedule is there already.</summary>
    private void Insert(int c, ref SplitMix random)
    {
        var child = _batch[c];
        if (!child.IsWhole)
        {
            return;
        }

        var victim = random.Below(_population.Length);
        for (var k = 1; k < 4; k++)
        {
            var other = random.Below(_population.Length);
            victim = _population[other].Fitness.CompareTo(_population[victim].Fitness) > 0 ? other : victim;
        }

        if (_population[victim].Fitness.CompareTo(child.Fitness) >= 0 && !Array.Exists(_population, i => i.Fitness == child.Fitness))
        {
            (_population[victim], _batch[c]) = (child, _population[victim]);
        }
    }

    private void Keep(Individual individual)
    {
        Schedules += individual.Schedules;
        if (!individual.IsWhole)
        {
            return;
        }

        var side = individual.Makespan[0] <= individual.Makespan[1] ? 0 : 1;
        var makespan = individual.Makespan[side];
        _ownBest = Math.Min(_ownBest, makespan);
        if (makespan < _incumbent.Makespan)
        {
            var start = individual.Start[side];
            _incumbent.Offer(side == 0 ? start : [.. start.Select((s, i) => makespan - s - _problem.Duration[i])], makespan);
        }
    }

    private Individual[] Fresh(int size) => [.. Enumerable.Range(0, size).Select(_ => new Individual(_problem.Count))];
}
