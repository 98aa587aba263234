namespace Baton.Simulation.Stepping;

/// <summary>What can go wrong. A seed draws which of them happen to it at all and how often; a new kind is a new name here and a question where it strikes.</summary>
internal enum Fault
{
    /// <summary>A write to the journal fails and leaves nothing.</summary>
    AppendFailsBefore,

    /// <summary>A write to the journal is durable, and the writer is told that it failed.</summary>
    AppendFailsAfter,
    JournalSlow,

    /// <summary>The store says that others have written meanwhile, although none has.</summary>
    AppendRefused,
    GitFails,
    GitSlow,

    /// <summary>Nothing that takes room on the disk succeeds, for a while.</summary>
    DiskFull,
    StartFails,
    WatchFails,
    StopFails,
    JudgeFails,
    NotMeasured,

    /// <summary>The orchestrator is killed between two steps.</summary>
    Kill,

    /// <summary>Another orchestrator takes the run although the owner lives.</summary>
    TakeOver,

    /// <summary>The machine goes down with every process on it.</summary>
    PowerCut,
    SupervisorKilled,
    ClockJump,

    /// <summary>A person does something that nobody asked for.</summary>
    Meddling,
    Interrupt,

    /// <summary>An agent does what none may do.</summary>
    RogueAgent,
    BranchCheckedOut,

    /// <summary>Somebody moves the integration branch in the moment in which it is moved.</summary>
    MovedMeanwhile,
    Collect,
}
