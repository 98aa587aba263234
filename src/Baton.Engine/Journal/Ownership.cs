using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

/// <summary>Asks a journal who owns a run.</summary>
public static class Ownership
{
    /// <summary>A question: is the lease with this fence still the run's last one?</summary>
    public static Func<CancellationToken, ValueTask<bool>> OwnedWith(this IJournalStore journal, RunId run, long fence) =>
        async ct => await journal.FindRunAsync(run, ct) is { } head && head.Fence == fence;
}
