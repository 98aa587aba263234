using System.Collections.Immutable;

namespace Baton.Engine.Processes;

/// <summary>A program to run to its end.</summary>
/// <param name="Words">The program and its arguments; the program is looked up in the PATH of its environment.</param>
public sealed record ProcessSpec(ImmutableArray<string> Words)
{
    /// <summary>Null: Baton's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The complete environment; null: Baton's own.</summary>
    public ImmutableDictionary<string, string>? Environment { get; init; }

    /// <summary>Standard output and standard error go here together, at most <see cref="MaxOutputBytes"/>; null: to no file.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Standard input; null: empty.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>After this time everything the program started is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of each stream is kept; the rest is read and dropped.</summary>
    public long MaxOutputBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Processes that the program leaves behind are killed when it has ended.</summary>
    public bool EndSurvivors { get; init; }
}
