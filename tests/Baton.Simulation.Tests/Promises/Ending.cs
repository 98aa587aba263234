using System.Text;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>What must be true when a run is over.</summary>
internal sealed class Ending(World world, Witness witness, Plan plan)
{
    public void Check()
    {
        var events = world.Disk.Events;
        witness.Demand(events.Select(e => e.Seq).SequenceEqual(Enumerable.Range(1, events.Count).Select(i => (long)i)), "The journal has a gap.");
        var read = events.Select(e => new RecordedEvent(e.Seq, e.At, Again(e))).ToList();
        witness.Demand(Shape.Of(RunState.Replay(plan, read)) == Shape.Of(witness.State), "Read again, the journal gives another state.");
        foreach (var task in witness.State.Tasks.Values.Where(t => t is { WaitingOn: 0, Status: TaskStatus.Pending or TaskStatus.Queued }))
        {
            var waits = task.NotBefore is { } until && witness.State.Waiting.Contains((until, task.Id));
            witness.Demand(waits || witness.State.Ready.Contains((task.Rank, task.Id)), $"{task.Id} lacks nothing, and neither is it ready nor does it wait for a time.");
        }

        foreach (var captured in events.Select(e => e.Event).OfType<RunEvent.WorkCaptured>())
        {
            witness.Demand(world.Git.IsReachable(captured.Work.Commit), $"The work of {captured.Task}#{captured.Attempt} is lost.");
        }

        foreach (var worktree in world.Worktrees.All.Where(w => w.IsTouched && w.Captured is null))
        {
            witness.Demand(world.Machine.Find(worktree.Attempt) is not null, $"{worktree.Path} was changed by nobody.");
        }
    }

    /// <summary>Every journal, byte for byte.</summary>
    public static string Text(IEnumerable<RecordedEvent> events)
    {
        var text = new StringBuilder();
        foreach (var recorded in events)
        {
            var (name, body) = JournalCatalog.Events.Write(recorded.Event);
            text.Append(recorded.Seq).Append(' ').Append(recorded.At.Ticks).Append(' ').Append(name).Append(' ').Append(body).Append('\n');
        }

        return text.ToString();
    }

    private RunEvent Again(RecordedEvent recorded)
    {
        var (name, body) = JournalCatalog.Events.Write(recorded.Event);
        return JournalCatalog.Events.Read(world.Disk.Run, recorded.Seq, name, Encoding.UTF8.GetBytes(body));
    }
}
