using Baton.Domain.Runs;
using Baton.Engine.Journal;

namespace Baton.Engine.Dispatch;

/// <summary>Carries a person's command to a run: through the inbox of its owner, or by taking the run for as long as it needs.</summary>
public static class PersonCommands
{
    /// <summary>How long the owner may take to answer; 30 s.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    public static async Task<CommandOutcome> SendAsync(RunAccess access, RunHead head, RunCommand command, Func<RunRecord, long, Task> drive, CancellationToken ct)
    {
        switch (await access.TakeAsync(head.Run, ct))
        {
            case LeaseOutcome.HeldBy held:
                return await AskOwnerAsync(access, head, command, held.Owner, ct);
            case LeaseOutcome.Granted granted:
                return await ApplyAsync(access, head, command, granted.Fence, drive, ct);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<CommandOutcome> ApplyAsync(RunAccess access, RunHead head, RunCommand command, long fence, Func<RunRecord, long, Task> drive, CancellationToken ct)
    {
        try
        {
            var record = await access.ReadAsync(head, ct);
            if (RunDecider.Decide(record.State, command, access.Time.GetUtcNow()) is Decision.Refused refused)
            {
                return new CommandOutcome(false, refused.Message);
            }

            var id = await access.Journal.SendAsync(head.Run, command, access.Time.GetUtcNow(), ct);
            await drive(record, fence);
            var answer = await access.Journal.FindAnswerAsync(head.Run, id, ct);
            return answer is null ? new CommandOutcome(false, "The command was recorded but not carried out; run `baton run` to continue.") : new CommandOutcome(answer.Accepted, answer.Message) { Undriven = true };
        }
        finally
        {
            await access.Journal.ReleaseAsync(head.Run, fence, CancellationToken.None);
        }
    }

    private static async Task<CommandOutcome> AskOwnerAsync(RunAccess access, RunHead head, RunCommand command, LeaseOwner owner, CancellationToken ct)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = access.Journal.OnChange(() => changed.Release());
        var id = await access.Journal.SendAsync(head.Run, command, access.Time.GetUtcNow(), ct);
        var end = access.Time.GetUtcNow() + AnswerTimeout;
        while (access.Time.GetUtcNow() < end)
        {
            if (await access.Journal.FindAnswerAsync(head.Run, id, ct) is { } answer)
            {
                return new CommandOutcome(answer.Accepted, answer.Message);
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(1), ct);
        }

        return new CommandOutcome(false, $"Process {owner.Pid} on {owner.Host} owns the run and has not answered within {AnswerTimeout.TotalSeconds:0} s. The command stays in its inbox.");
    }
}

/// <param name="Message">What became of the command, or why it was refused.</param>
public sealed record CommandOutcome(bool Accepted, string Message)
{
    /// <summary>Nobody drives the run on from here.</summary>
    public bool Undriven { get; init; }
}
