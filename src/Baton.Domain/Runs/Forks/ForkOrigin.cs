using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Forks;

/// <summary>Where a forked run comes from.</summary>
/// <param name="Run">The old run.</param>
/// <param name="From">The task from which everything is done anew; null: everything that is unchanged may be reused.</param>
/// <param name="Offers">What the old run has that may be reused; tried when its turn comes.</param>
public sealed record ForkOrigin(RunId Run, TaskId? From, ImmutableArray<ReuseOffer> Offers);

/// <summary>Accepted work of an old run that the same task of a new one may take over.</summary>
/// <param name="Attempt">Of the old run.</param>
/// <param name="Key">Digest of everything that led to the work: the task's part of the plan, its validators, the base, and the keys of all that it needs.</param>
/// <param name="Work">Null for work without files.</param>
/// <param name="Evidence">What the old attempt was accepted on.</param>
public sealed record ReuseOffer(TaskId Task, int Attempt, string Key, CapturedWork? Work, EvidenceRecord Evidence)
{
    /// <summary>The run that has the work when that is an older one than the fork's old run, which had been offered it and did not come to it; null otherwise.</summary>
    public RunId? Run { get; init; }
}

/// <summary>The attempt of another run whose work an attempt took over.</summary>
public sealed record ReuseSource(RunId Run, int Attempt)
{
    public override string ToString() => $"{Run}#{Attempt}";
}
