using System.Collections.Immutable;
using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;

namespace Baton.Cli.Commands;

/// <summary><c>baton watch</c>: follows a run from another terminal, by its journal alone.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.OptionalPlan();
        var run = CommonOptions.Run();
        var plain = new Option<bool>("--plain") { Description = "Plain lines even on a terminal." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object per event, a line each." };
        var command = new Command("watch", "Follow a run that another process drives, until it ends or Ctrl-C.") { plan, run, plain, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => FollowAsync(parse.GetValue(plan), parse.GetValue(run), parse.GetValue(plain), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> FollowAsync(string? planPath, string? runId, bool plain, bool json, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var interrupts = Interrupts.Listen(stop.Cancel, stop.Cancel);
        return await FollowAsync(planPath, runId, plain, json, stop);
    }

    private static async Task<int> FollowAsync(string? planPath, string? runId, bool plain, bool json, CancellationTokenSource stop)
    {
        var ct = stop.Token;
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        await using IRunView view = json ? new JsonLineView() : RunViews.For(plain, record, access);
        var state = record.State;
        if (view is not LiveView)
        {
            Replay(record, view);
        }

        using var changed = new SemaphoreSlim(0);
        using var subscription = access.Journal.OnChange(() => changed.Release());
        var seq = record.LastSeq;
        try
        {
            while (!state.IsTerminal)
            {
                (state, seq) = await CatchUpAsync(access, record, state, seq, view, ct);
                if (!state.IsTerminal)
                {
                    await changed.WaitAsync(ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        await view.DisposeAsync();
        if (!json)
        {
            Console.Write(SummaryText.Of(await access.ReadAsync(record.Head, CancellationToken.None), access.Time.GetUtcNow(), Paint.Width));
        }

        return state.Status == RunStatus.Succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>What has happened so far, each event with the state that it led to.</summary>
    private static void Replay(RunRecord record, IRunView view)
    {
        RunState? state = null;
        foreach (var recorded in record.Events)
        {
            state = state is null ? RunState.Create(record.Plan, (RunEvent.Planned)recorded.Event, recorded.At) : state.Apply(recorded.Event, recorded.At);
            view.OnEvents(state, [recorded]);
        }
    }

    private static async Task<(RunState State, long Seq)> CatchUpAsync(RunAccess access, RunRecord record, RunState state, long seq, IRunView view, CancellationToken ct)
    {
        await foreach (var recorded in access.Journal.ReadAsync(record.Head.Run, seq, ct))
        {
            state = state.Apply(recorded.Event, recorded.At);
            seq = recorded.Seq;
            view.OnEvents(state, ImmutableArray.Create(recorded));
        }

        return (state, seq);
    }
}
