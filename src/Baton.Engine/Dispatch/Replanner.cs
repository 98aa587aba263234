using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Schedules;

namespace Baton.Engine.Dispatch;

/// <summary>
/// Computes the schedule of what is left of a run, beside its loop, whenever facts have changed, or a task has been at work for longer than was
/// planned, and tasks wait for a limit. The result comes back as an observation and changes nothing but the order in which tasks are started. Only the newest state counts; a result that is overtaken meanwhile is dropped.
/// </summary>
internal sealed class Replanner : IAsyncDisposable
{
    /// <summary>Between two computations, and before the first.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    /// <summary>The pause is at least this many times as long as the last computation took, so that it costs at most a twentieth of a processor.</summary>
    private const int PausesPerComputation = 20;

    /// <summary>Timers do not take more; then it is looked again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(20);

    private readonly TimeProvider _time;
    private readonly ChannelWriter<Report> _reports;
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _work;
    private volatile RunState? _latest;
    private int _hasNewFacts;

    /// <summary>Without estimates nobody knows who should go first.</summary>
    private readonly bool _hasEstimates;

    public Replanner(Plan plan, TimeProvider time, ChannelWriter<Report> reports)
    {
        (_time, _reports) = (time, reports);
        _hasEstimates = plan.Tasks.Any(t => t.Estimate.Pessimistic > TimeSpan.Zero);
        _work = WorkAsync(_closing.Token);
    }

    /// <summary>Takes note of a state; returns at once.</summary>
    /// <param name="events">What has led to it.</param>
    public void Consider(RunState state, ImmutableArray<RunEvent> events)
    {
        if (!_hasEstimates)
        {
            return;
        }

        _latest = state;
        var hasNewFacts = IsWorthwhile(state) && events.Any(ChangesFacts);
        if (hasNewFacts)
        {
            Volatile.Write(ref _hasNewFacts, 1);
        }

        if (hasNewFacts || events.Any(e => e is RunEvent.AttemptStarted))
        {
            _news.Writer.TryWrite(true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        await _work;
        _closing.Dispose();
    }

    /// <summary>Several tasks wait for a place.</summary>
    private static bool IsWorthwhile(RunState state) => state is { Status: RunStatus.Running, CancelRequested: false, Ready.Count: > 1 };

    private static bool ChangesFacts(RunEvent e) => e is RunEvent.TaskCompleted or RunEvent.AttemptFailed or RunEvent.TaskSkipped or RunEvent.TaskCancelled
        or RunEvent.TaskBlocked or RunEvent.TaskDeadLettered or RunEvent.TaskResubmitted or RunEvent.DeadLetterResolved or RunEvent.DeadLetterExpired or RunEvent.TaskRolledBack or RunEvent.Parked;

    private async Task WorkAsync(CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            var pause = LeastPause;
            var considered = DateTimeOffset.MinValue;
            while (true)
            {
                var overrun = await WaitAsync(considered, ct);
                if (Interlocked.Exchange(ref _hasNewFacts, 0) == 0 && !overrun)
                {
                    continue;
                }

                await Task.Delay(pause, _time, ct);
                Interlocked.Exchange(ref _hasNewFacts, 0);
                considered = _time.GetUtcNow();
                var began = _time.GetTimestamp();
                await ReplanAsync(_latest!, ct);
                var took = _time.GetElapsedTime(began);
                pause = took * PausesPerComputation > LeastPause ? took * PausesPerComputation : LeastPause;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>Until there is news, or a task at work has taken longer than planned. That moment follows from the state, so a restart does not forget it.</summary>
    /// <param name="considered">Overruns up to this moment are in the last schedule.</param>
    /// <returns>There is an overrun that is not.</returns>
    private async Task<bool> WaitAsync(DateTimeOffset considered, CancellationToken ct)
    {
        var due = _latest is { } state ? Overruns.Next(state, considered) : null;
        if (due <= _time.GetUtcNow())
        {
            if (IsWorthwhile(_latest!))
            {
                return true;
            }

            due = Overruns.Next(_latest!, _time.GetUtcNow());
        }

        if (due is null)
        {
            await _news.Reader.ReadAsync(ct);
            return false;
        }

        await NewsAsync(due.Value - _time.GetUtcNow(), ct);
        return _latest is { } now && IsWorthwhile(now) && Overruns.Next(now, considered) <= _time.GetUtcNow();
    }

    /// <summary>Until there is news, or that time is over.</summary>
    private async Task NewsAsync(TimeSpan most, CancellationToken ct)
    {
        if (most <= TimeSpan.Zero)
        {
            return;
        }

        using var over = new CancellationTokenSource(most < LongestWait ? most : LongestWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        try
        {
            await _news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
    }

    private async Task ReplanAsync(RunState state, CancellationToken ct)
    {
        var order = await Task.Factory.StartNew(() => Order(state, _time.GetUtcNow()), ct, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        if (!ct.IsCancellationRequested && Volatile.Read(ref _hasNewFacts) == 0)
        {
            _reports.TryWrite(new Report([new RunCommand.ObserveOrder(order)], null));
        }
    }

    /// <summary>What has not started, by its start in the new schedule; empty when there is none.</summary>
    private static ImmutableArray<TaskId> Order(RunState state, DateTimeOffset now)
    {
        var facts = RunFacts.Of(state, now);
        var start = PlanClock.Of(state.Plan, state.StartedAt ?? state.PlannedAt).Origin;
        var schedule = PlanScheduler.Compute(state.Plan, facts, start);
        return [.. schedule.Order.Where(id => !facts.Tasks.TryGetValue(id, out var fact) || fact is TaskFact.Waiting)];
    }
}
