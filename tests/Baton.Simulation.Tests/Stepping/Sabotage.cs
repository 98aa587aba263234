namespace Baton.Simulation.Stepping;

/// <summary>A safeguard that is taken out on purpose, so that it is known that the simulation would notice.</summary>
internal enum Sabotage
{
    None,

    /// <summary>The journal takes what an owner writes whose lease is gone.</summary>
    NoFence,

    /// <summary>A ref is moved wherever it is.</summary>
    NoCompareAndSwap,

    /// <summary>An attempt that has begun is started again instead of being adopted.</summary>
    StartsAgain,

    /// <summary>Worktrees are taken away before their work is captured.</summary>
    CollectsTooEarly,

    /// <summary>A commit that the journal is about to name is left to the kernel to write.</summary>
    NothingIsSynchronised,
}
