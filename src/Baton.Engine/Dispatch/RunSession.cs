using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Baton.Engine.Journal;

namespace Baton.Engine.Dispatch;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>The run is over; its status tells how.</summary>
    RunOver,

    /// <summary>Everything that was selected is settled, the rest of the plan was not asked for.</summary>
    SelectionDone,

    /// <summary>Only a person can move the run on.</summary>
    WaitsForPeople,
    Paused,

    /// <summary>The session was asked to stop; the run can be continued.</summary>
    Interrupted,

    /// <summary>Another process owns the run now.</summary>
    OwnershipLost,

    /// <summary>Something outside has to be put right first, see <see cref="RunSession.Held"/>; the run can be continued then.</summary>
    Held,
}

/// <summary>
/// One owner driving one run: takes commands and observations, decides, appends, and only then acts.
/// Not thread-safe but for <see cref="Interrupt"/>; one loop owns the state.
/// </summary>
public sealed class RunSession(RunContext context, RunState state, long fence, string owner, long lastSeq, IRunObserver observer)
{
    private const int MaxBatch = 512;

    /// <summary>The clock is looked at again then, should it have been set.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);

    private readonly Channel<Report> _reports = Channel.CreateUnbounded<Report>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<InboxEntry> _inbox = [];
    private EffectRunner? _effects;
    private Replanner? _replanner;
    private bool _stopping;

    public RunState State { get; private set; } = state;

    /// <summary>What could not be done now, one reason each.</summary>
    public IReadOnlyCollection<string> Held => _effects?.Held.Values ?? (IReadOnlyCollection<string>)[];

    /// <summary>Asks the attempts at work to end, keeps their work and ends the session. Safe from any thread.</summary>
    public void Interrupt() => _reports.Writer.TryWrite(new Report([new RunCommand.Interrupt()], null));

    /// <exception cref="JournalUnavailableException">The journal cannot be written; nothing further was started.</exception>
    public async Task<SessionEnd> RunAsync(CancellationToken ct)
    {
        await using var effects = new EffectRunner(context, observer, _reports.Writer);
        _effects = effects;
        await using var replanner = new Replanner(context.Plan, context.Time, _reports.Writer);
        _replanner = context.Settings.DrainOnly ? null : replanner;
        using var changes = context.Journal.OnChange(() => _reports.Writer.TryWrite(Report.InboxChanged));
        _reports.Writer.TryWrite(new Report([new RunCommand.Own(owner, fence, context.Settings.Selected)], null));
        _reports.Writer.TryWrite(Report.InboxChanged);
        while (true)
        {
            var reports = await NextBatchAsync(ct);
            if (!await TakeAsync(reports, ct))
            {
                return SessionEnd.OwnershipLost;
            }

            effects.Release(reports);
            effects.Reconcile(State);
            if (EndOf(effects) is { } end)
            {
                return end;
            }
        }
    }

    /// <summary>
    /// Writes down, after a cancelled <see cref="RunAsync"/>, that the attempts at work are ended by a person: they spend no retry.
    /// </summary>
    public async Task RecordInterruptAsync(CancellationToken ct)
    {
        var now = context.Time.GetUtcNow();
        var batch = new Batch(State, now);
        batch.Decide(new RunCommand.Interrupt());
        await AppendAsync(batch, [], now, ct);
    }

    private async Task<List<Report>> NextBatchAsync(CancellationToken ct)
    {
        var batch = new List<Report>();
        if (!_reports.Reader.TryPeek(out _))
        {
            await WaitAsync(ct);
        }

        while (batch.Count < MaxBatch && _reports.Reader.TryRead(out var report))
        {
            batch.Add(report);
        }

        return batch;
    }

    /// <summary>Until a report comes or the next timer of the run is due.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        if (_stopping || RunTimers.Next(State, startNew: !context.Settings.DrainOnly) is not { } at)
        {
            await _reports.Reader.WaitToReadAsync(ct);
            return;
        }

        var pause = at - context.Time.GetUtcNow();
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = context.Time.CreateTimer(_ => _reports.Writer.TryWrite(Report.TimeIsUp), null, Min(pause, LongestPause), Timeout.InfiniteTimeSpan);
        await _reports.Reader.WaitToReadAsync(ct);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Decides a batch and appends all its events at once. False: another process owns the run.</summary>
    private async Task<bool> TakeAsync(List<Report> reports, CancellationToken ct)
    {
        var hasNews = reports.Any(r => r.IsInbox);
        if (hasNews)
        {
            _inbox.AddRange(await context.Journal.TakeInboxAsync(context.Run, ct));
        }

        var now = context.Time.GetUtcNow();
        var batch = new Batch(State, now);
        var answers = _inbox.Select(entry => Answer(entry.Id, batch.Decide(entry.Command))).ToImmutableArray();
        _inbox.Clear();
        foreach (var command in reports.SelectMany(Believed))
        {
            _stopping |= command is RunCommand.Interrupt;
            batch.Decide(command);
        }

        if (!_stopping)
        {
            batch.Decide(new RunCommand.Advance(StartNew: !context.Settings.DrainOnly));
        }

        // One that waits and writes nothing would never notice that the run was taken from it.
        var isOwner = batch.Events.Count > 0 || answers.Length > 0 ? await AppendAsync(batch, answers, now, ct) : !hasNews || await context.Journal.OwnedWith(context.Run, fence)(ct);
        if (!isOwner)
        {
            return false;
        }

        foreach (var report in reports)
        {
            report.Taken?.TrySetResult();
        }

        return true;
    }

    /// <summary>An interrupt may have ended a check as well: then its verdict says nothing about the work, which is judged again by the next session.</summary>
    private IEnumerable<RunCommand> Believed(Report report)
    {
        if (!_stopping || !report.Commands.Any(MayBeInterrupted))
        {
            return report.Commands;
        }

        if (report.Done is { } effect)
        {
            _effects!.Held[effect] = "interrupted";
        }

        return [];
    }

    private static bool MayBeInterrupted(RunCommand command) => command is RunCommand.ObserveEvidence { Evidence.Passed: false }
        or RunCommand.ObserveMergePrepared { Recheck.Passed: false } or RunCommand.ObserveMergeJudged { Judgement.Evidence.Passed: false } or RunCommand.ObserveBatchRejected
        or RunCommand.ObserveRollbackJudged { Judgement.Evidence.Passed: false } or RunCommand.ObserveRollbackPrepared { Objection: not null };

    private static CommandAnswer Answer(long id, string? refusal) => new(id, new InboxAnswer(refusal is null, refusal ?? "done"));

    private async Task<bool> AppendAsync(Batch batch, ImmutableArray<CommandAnswer> answers, DateTimeOffset now, CancellationToken ct)
    {
        if (batch.Events.Count == 0 && answers.IsEmpty)
        {
            return true;
        }

        var events = batch.Events.ToImmutableArray();
        var outcome = await context.Journal.AppendAsync(context.Run, fence, lastSeq, events, answers, now, ct);
        if (outcome is not AppendOutcome.Appended appended)
        {
            return false;
        }

        var first = lastSeq + 1;
        lastSeq = appended.LastSeq;
        State = batch.State;
        if (events.OfType<RunEvent.HeadAdopted>().LastOrDefault() is { } adopted)
        {
            context.Merges.ExpectHead(context.IntegrationBranch, adopted.Commit);
        }

        if (!events.IsEmpty)
        {
            _replanner?.Consider(State, events);
            observer.OnEvents(State, [.. events.Select((e, i) => new RecordedEvent(first + i, now, e))]);
        }

        return true;
    }

    private SessionEnd? EndOf(EffectRunner effects)
    {
        if (effects.InFlight > 0 || _reports.Reader.TryPeek(out _))
        {
            return null;
        }

        if (State.IsTerminal)
        {
            return SessionEnd.RunOver;
        }

        if (_stopping)
        {
            return SessionEnd.Interrupted;
        }

        if (State.Status == RunStatus.Paused && !context.Settings.WaitForPeople)
        {
            return SessionEnd.Paused;
        }

        var timers = !context.Settings.DrainOnly && (State.Waiting.Any(w => State.IsSelected(w.Task)) || BreakerTimers.HoldForAWhile(State));
        var stays = context.Settings.WaitForPeople && !context.Settings.DrainOnly && Held.Count == 0 && !IsSelectionDone;
        return timers || stays ? null : WhyIdle();
    }

    private bool IsSelectionDone => !State.Selected.IsEmpty && State.Selected.All(id => State[id].Status.IsSettled());

    private SessionEnd WhyIdle()
    {
        if (Held.Count > 0)
        {
            return SessionEnd.Held;
        }

        return IsSelectionDone ? SessionEnd.SelectionDone : SessionEnd.WaitsForPeople;
    }

    /// <summary>Commands decided one after the other, each on the state that the former left.</summary>
    private sealed class Batch(RunState state, DateTimeOffset now)
    {
        public RunState State { get; private set; } = state;

        public List<RunEvent> Events { get; } = [];

        /// <returns>Why it was refused; null when it was accepted.</returns>
        public string? Decide(RunCommand command)
        {
            switch (RunDecider.Decide(State, command, now))
            {
                case Decision.Refused refused:
                    return refused.Message;
                case Decision.Accepted accepted:
                    State = accepted.State;
                    Events.AddRange(accepted.Events);
                    return null;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }
}

/// <summary>What reaches a session's loop.</summary>
/// <param name="Done">The effect that these commands conclude; null when they come from elsewhere.</param>
internal sealed record Report(ImmutableArray<RunCommand> Commands, RunEffect? Done)
{
    public static readonly Report InboxChanged = new([], null) { IsInbox = true };

    /// <summary>Nothing new but the time.</summary>
    public static readonly Report TimeIsUp = new([], null);

    public bool IsInbox { get; private init; }

    /// <summary>The effect was tried and could not be carried out.</summary>
    public bool Failed { get; init; }

    /// <summary>Set when what the report led to is in the journal; null: nobody waits for that.</summary>
    public TaskCompletionSource? Taken { get; init; }

    /// <summary>Why the effect was put off; null when it was carried out or failed.</summary>
    public string? Held { get; init; }
}
