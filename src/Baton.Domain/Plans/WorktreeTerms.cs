using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>What worktrees and clones get beside the files of their commit, and how much room they may take.</summary>
public sealed record WorktreeTerms
{
    public const int MostCommands = 20;

    /// <summary>Globs of small files that git ignores; they come from the main work tree, and go into clean checkouts, too.</summary>
    public ImmutableArray<string> Copy { get; init; } = [];

    /// <summary>Shell commands that run there, one after the other, before the agent starts; one that fails ends the attempt.</summary>
    public ImmutableArray<string> SetUp { get; init; } = [];

    /// <summary>Shell commands that run there when the attempt has ended and its work is kept, however it ended.</summary>
    public ImmutableArray<string> CleanUp { get; init; } = [];

    /// <summary>Bytes that everything Baton keeps in work trees of this repository may take; null: no bound.</summary>
    public long? Disk { get; init; }
}
