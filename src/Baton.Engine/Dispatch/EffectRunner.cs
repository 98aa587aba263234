using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>Keeps the effects of a state under way: starts what the state asks for and what is not in flight yet.</summary>
internal sealed class EffectRunner(RunContext context, IRunObserver observer, ChannelWriter<Report> reports) : IAsyncDisposable
{
    /// <summary>Before processes that could not be ended are ended again.</summary>
    private static readonly TimeSpan StopAgain = TimeSpan.FromSeconds(1);

    private readonly Dictionary<RunEffect, Task> _inFlight = [];

    /// <summary>Attempts whose processes this session has ended; their end itself is seen by whoever attends them.</summary>
    private readonly HashSet<RunEffect> _stopped = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly AttemptEffects _attempts = new(context, observer, reports);
    private readonly MergeEffects _merges = new(context, reports);
    private readonly RollbackEffects _rollbacks = new(context, reports);

    /// <summary>Effects whose reports have not been decided yet.</summary>
    public int InFlight => _inFlight.Count;

    /// <summary>Effects that the world does not allow now, with the reason; another session tries them again.</summary>
    public Dictionary<RunEffect, string> Held { get; } = [];

    /// <summary>Forgets the effects that these reports conclude.</summary>
    public void Release(List<Report> decided)
    {
        foreach (var report in decided)
        {
            if (report.Done is { } effect)
            {
                _inFlight.Remove(effect);
                if (report.Held is { } reason)
                {
                    Held[effect] = reason;
                }
                else if (effect is RunEffect.Stop && !report.Failed)
                {
                    _stopped.Add(effect);
                }
            }
        }
    }

    public void Reconcile(RunState state)
    {
        foreach (var effect in RunEffect.Of(state).Where(e => !context.Settings.DrainOnly || IsOfDrain(state, e)))
        {
            if (!_inFlight.ContainsKey(effect) && !Held.ContainsKey(effect) && !_stopped.Contains(effect))
            {
                _inFlight.Add(effect, CarryOutAsync(effect, state, _closing.Token));
            }
        }
    }

    /// <summary>What a session that starts nothing new carries out: it stops, keeps and takes back; to judge and to merge is left to <c>run</c>.</summary>
    private static bool IsOfDrain(RunState state, RunEffect effect) => effect switch
    {
        RunEffect.Attend a => state[a.Attempt.Task].Current!.Stopping is not null,
        RunEffect.PrepareMerge or RunEffect.LandMerge => !state.RollbackQueue.IsEmpty,
        _ => effect is RunEffect.Stop or RunEffect.Capture or RunEffect.RollBack,
    };

    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        await Task.WhenAll(_inFlight.Values);
        _closing.Dispose();
    }

    private async Task CarryOutAsync(RunEffect effect, RunState state, CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            var commands = await DispatchAsync(effect, state, ct);
            reports.TryWrite(new Report(state.Open.IsEmpty ? [.. News(), .. commands] : commands, effect));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            reports.TryWrite(new Report([], effect));
        }
        catch (Exception e) when (EffectFailures.WhyHeld(effect, e) is { } reason)
        {
            reports.TryWrite(new Report([], effect) { Held = reason });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (effect is RunEffect.Stop)
            {
                await Task.Delay(StopAgain, context.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            reports.TryWrite(new Report(EffectFailures.Of(effect, e), effect) { Failed = true });
        }
    }

    /// <summary>Moves of the branch by others. While attempts are at work, these are told with what the attempts did: one of them may have done it.</summary>
    private IEnumerable<RunCommand> News() => context.Merges.TakeForeign(context.IntegrationBranch).Select(move => new RunCommand.ObserveNews(move.Text));

    private Task<ImmutableArray<RunCommand>> DispatchAsync(RunEffect effect, RunState state, CancellationToken ct) => effect switch
    {
        RunEffect.Attend a => _attempts.AttendAsync(state, a.Attempt, ct),
        RunEffect.Stop s => _attempts.StopAsync(state, s.Attempt, ct),
        RunEffect.Capture c => _attempts.CaptureAsync(state, c.Attempt, ct),
        RunEffect.Validate v => _attempts.ValidateAsync(state, v.Attempt, ct),
        RunEffect.PrepareMerge m => _merges.PrepareAsync(state, m.Attempt, ct),
        RunEffect.LandMerge m => _merges.LandAsync(state, m.Attempt, ct),
        RunEffect.RollBack => _rollbacks.RollBackAsync(state, ct),
        RunEffect.Probe p => RecoveryProbe.LookAsync(context, state, p.Task, ct),
        RunEffect.Reuse r => _merges.ReuseAsync(state, r.Task, ct),
        RunEffect.UpdateBase => _merges.UpdateBaseAsync(state, ct),
        _ => throw new System.Diagnostics.UnreachableException($"No effect {effect.GetType().Name}."),
    };
}
