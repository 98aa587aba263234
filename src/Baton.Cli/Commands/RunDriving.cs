using System.Collections.Immutable;
using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Journal;
using Baton.Engine.Processes;

namespace Baton.Cli.Commands;

/// <param name="Held">What could not be done now, one reason each.</param>
internal sealed record SessionResult(SessionEnd End, RunState State, IReadOnlyCollection<string> Held);

/// <summary>Drives a run that this process has taken.</summary>
internal static class RunDriving
{
    /// <summary>Carries out what is open and what the inbox holds, starts nothing new.</summary>
    /// <returns>What could not be done now, one reason each.</returns>
    public static async Task<IReadOnlyCollection<string>> DrainAsync(RunAccess access, RunRecord record, long fence, CancellationToken ct)
    {
        ProcessAdoption.Enable();
        var processes = new AttemptProcesses(access.Time);
        var context = await access.ContextAsync(record, fence, new RunSettings { DrainOnly = true }, processes, ct);
        var session = new RunSession(context, record.State, fence, OwnerName(access), record.LastSeq, Silent.Instance);
        await session.RunAsync(ct);
        return session.Held;
    }

    /// <summary>Drives until the run is over, only people can help, or somebody interrupts.</summary>
    public static async Task<SessionResult> DriveAsync(RunAccess access, RunRecord record, long fence, RunSettings settings, IRunView view)
    {
        ProcessAdoption.Enable();
        var processes = new AttemptProcesses(access.Time);
        var context = await access.ContextAsync(record, fence, settings, processes, CancellationToken.None);
        var session = new RunSession(context, record.State, fence, OwnerName(access), record.LastSeq, view);
        using var now = new CancellationTokenSource();
        using var interrupts = Interrupts.Listen(
            first: () =>
            {
                view.Tell("stopping: the agents are asked to end, their work is kept. Once more stops them at once.");
                session.Interrupt();
            },
            second: now.Cancel);
        try
        {
            return new SessionResult(await session.RunAsync(now.Token), session.State, session.Held);
        }
        catch (OperationCanceledException) when (now.IsCancellationRequested)
        {
            await session.RecordInterruptAsync(CancellationToken.None);
            await KillAllAsync(context, session.State);
            return new SessionResult(SessionEnd.Interrupted, session.State, session.Held);
        }
    }

    private static async Task KillAllAsync(RunContext context, RunState state)
    {
        foreach (var task in state.Open.Select(id => state[id]).Where(t => t.Status is TaskStatus.Spawned or TaskStatus.InProgress))
        {
            await context.Host.StopAsync(new AttemptId(task.Id, task.Current!.Number), task.Current.Process, TimeSpan.Zero, CancellationToken.None);
        }
    }

    public static string OwnerName(RunAccess access)
    {
        var owner = LeaseOwner.Current(access.Time);
        return $"{owner.Host}:{owner.Pid}";
    }

    private sealed class Silent : IRunObserver
    {
        public static readonly Silent Instance = new();

        public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
        {
        }

        public void OnProgress(AttemptId attempt, AgentProgress progress)
        {
        }
    }
}
