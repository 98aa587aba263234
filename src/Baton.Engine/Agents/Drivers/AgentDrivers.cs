using System.Collections.Immutable;

namespace Baton.Engine.Agents.Drivers;

/// <summary>The drivers that this version knows.</summary>
public static class AgentDrivers
{
    /// <summary>Every driver, in the order in which they are listed to people.</summary>
    public static ImmutableArray<IAgentDriver> All { get; } =
        [new ShellDriver(), new ClaudeCodeDriver(TimeProvider.System), new NoProcessDriver("human"), new NoProcessDriver("noop")];

    /// <summary>The driver of this name; null when there is none.</summary>
    public static IAgentDriver? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}
