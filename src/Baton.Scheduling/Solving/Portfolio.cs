using Baton.Scheduling.Solving.Genetic;
using Baton.Scheduling.Solving.Proofs;

namespace Baton.Scheduling.Solving;

/// <summary>The search for shorter schedules and the proof that there are none, on one incumbent: what either finds helps the other.</summary>
internal sealed class Portfolio
{
    /// <summary>Before the first proof on one thread, so that it starts from a good schedule.</summary>
    private const int FirstSchedules = 4_000;
    private const int SchedulesInTurn = 2_000;

    /// <summary>The proof's turn is so many times as long as the search's.</summary>
    private const int ProofShare = 3;

    /// <summary>A moved bound takes about as long as placing so many activities in a schedule: 1 us against 0.1 us, measured on J60 and J120.</summary>
    private const int PlacedPerMove = 10;

    private readonly CompactProblem _problem;
    private readonly DependencyAnalysis _analysis;
    private readonly LevelledSchedule _first;
    private readonly SolverOptions _options;
    private readonly Incumbent _incumbent;
    private readonly int _staticBound;
    private GeneticSearch? _search;

    /// <param name="first">A schedule of the same network.</param>
    /// <param name="progress">One report at a time.</param>
    public Portfolio(CompactProblem problem, DependencyAnalysis analysis, LevelledSchedule first, SolverOptions options, IProgress<LevelledSchedule>? progress)
    {
        (_problem, _analysis, _first, _options) = (problem, analysis, first, options);
        _staticBound = (int)((first.Bound.Value + problem.Unit - 1) / problem.Unit);
        _incumbent = new(_staticBound);
        _incumbent.Offer([.. first.Start.Select(s => (int)(s / problem.Unit))], (int)(first.Makespan / problem.Unit));
        if (progress is not null)
        {
            var turn = new Lock();
            var told = first;
            _incumbent.Improved += () =>
            {
                lock (turn)
                {
                    if (Best() is var best && (best.Makespan, best.Bound) != (told.Makespan, told.Bound))
                    {
                        told = best;
                        progress.Report(best);
                    }
                }
            };
        }
    }

    /// <param name="breeder">Called once per searching thread.</param>
    public LevelledSchedule Run(Func<Breeder> breeder, CancellationToken stop)
    {
        if (_options.Schedules is { } count)
        {
            Search(breeder, _options.Threads, stop).Run();
            ProveAfter(count, stop);
        }
        else if (_options.Threads == 1)
        {
            InTurns(breeder, stop);
        }
        else
        {
            SideBySide(breeder, stop);
        }

        return Best();
    }

    private GeneticSearch Search(Func<Breeder> breeder, int threads, CancellationToken stop, Action? pause = null) =>
        _search = new(_problem, _incumbent, breeder, _options with { Threads = threads }, stop) { Pause = pause };

    /// <summary>On one thread whatever the options say, so that the result is the same for any number.</summary>
    private void ProveAfter(long schedules, CancellationToken stop)
    {
        var incumbent = _incumbent;
        if (!_options.TakesProofSchedules)
        {
            incumbent = new(_incumbent.LowerBound);
            incumbent.Offer(_incumbent.CopyStarts(), _incumbent.Makespan);
        }

        ProofSearch.Open(_problem, incumbent, new())?.Advance(_options.ProofWork ?? WorkFor(schedules), stop);
        _incumbent.Raise(incumbent.LowerBound);
    }

    private void InTurns(Func<Breeder> breeder, CancellationToken stop)
    {
        RefutationSearch? proof = null;
        long next = FirstSchedules;
        void Prove()
        {
            if (_search!.Schedules >= next && !_incumbent.IsClosed)
            {
                next = _search.Schedules + SchedulesInTurn;
                proof ??= ProofSearch.Open(_problem, _incumbent, ProofOptions.ForThread(0));
                proof?.Advance(WorkFor(ProofShare * SchedulesInTurn), stop);
            }
        }

        Search(breeder, 1, stop, Prove).Run();
    }

    private void SideBySide(Func<Breeder> breeder, CancellationToken stop)
    {
        var provers = _options.Threads / 2;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        void Prove(int number)
        {
            try
            {
                ProofSearch.Run(_problem, _incumbent, ProofOptions.ForThread(number), ended.Token);
            }
            catch
            {
                ended.Cancel();
                throw;
            }
        }

        Task[] proofs =
        [
            .. Enumerable.Range(0, provers).Select(number => Task.Factory.StartNew(
                () => Prove(number), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        try
        {
            Search(breeder, _options.Threads - provers, ended.Token).Run();
        }
        finally
        {
            ended.Cancel();
            Task.WaitAll(proofs, CancellationToken.None);
        }
    }

    /// <summary>About as long as so many schedules take.</summary>
    private long WorkFor(long schedules) => (long)Math.Min(long.MaxValue / 2, (double)schedules * _problem.Count / PlacedPerMove);

    private LevelledSchedule Best()
    {
        var bound = BestBound();
        var schedules = _search?.Schedules ?? 0;
        return _incumbent.Makespan * _problem.Unit == _first.Makespan
            ? _first with { Bound = bound, Schedules = schedules }
            : ListScheduler.Complete(_problem.Network, _analysis, [.. _incumbent.CopyStarts().Select(s => s * _problem.Unit)], bound, schedules);
    }

    private LowerBound BestBound()
    {
        var value = _incumbent.LowerBound;
        return value > _staticBound ? new(value * _problem.Unit, null) { BySearch = true } : _first.Bound with { Value = value * _problem.Unit };
    }
}
