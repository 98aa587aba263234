using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Schedules;

namespace Baton.Engine.Dispatch;

/// <summary>
/// Computes the schedule of what is left of a run, beside its loop, whenever facts have changed and tasks wait for a limit. The result comes back as an
/// observation and changes nothing but the order in which tasks are started. Only the newest state counts; a result that is overtaken meanwhile is dropped.
/// </summary>
internal sealed class Replanner : IAsyncDisposable
{
    /// <summary>Between two computations, and before the first.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    /// <summary>The pause is at least this many times as long as the last computation took, so that it costs at most a twentieth of a processor.</summary>
    private const int PausesPerComputation = 20;

    private readonly TimeProvider _time;
    private readonly ChannelWriter<Report> _reports;
    private readonly Channel<RunState> _states = Channel.CreateBounded<RunState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _work;

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
        if (_hasEstimates && IsWorthwhile(state) && events.Any(ChangesFacts))
        {
            _states.Writer.TryWrite(state);
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
            await foreach (var first in _states.Reader.ReadAllAsync(ct))
            {
                await Task.Delay(pause, _time, ct);
                var began = _time.GetTimestamp();
                await ReplanAsync(_states.Reader.TryRead(out var newer) ? newer : first, ct);
                var took = _time.GetElapsedTime(began);
                pause = took * PausesPerComputation > LeastPause ? took * PausesPerComputation : LeastPause;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    private async Task ReplanAsync(RunState state, CancellationToken ct)
    {
        var order = await Task.Factory.StartNew(() => Order(state, _time.GetUtcNow()), ct, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        if (!ct.IsCancellationRequested && !_states.Reader.TryPeek(out _))
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
