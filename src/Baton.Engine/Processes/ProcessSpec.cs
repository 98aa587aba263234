using System.Collections.Immutable;

namespace Baton.Engine.Processes;

/// <summary>A program to run to its end: git, a validator.</summary>
/// <param name="Words">The program and its arguments; the program is looked up in the PATH of its environment.</param>
public sealed record ProcessSpec(ImmutableArray<string> Words)
{
    /// <summary>Null: Baton's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The complete environment; null: Baton's own.</summary>
    public ImmutableDictionary<string, string>? Environment { get; init; }

    /// <summary>Standard output and standard error go here in the order they were written, at most <see cref="MaxOutputBytes"/>; null: to no file.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Standard input; null: empty.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>After this time everything the program started is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of each stream is kept; the rest is read and dropped, so that the program is never blocked.</summary>
    public long MaxOutputBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Processes that the program leaves behind are killed when it has ended.</summary>
    public bool EndSurvivors { get; init; }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">The exit code; 128 + signal when a signal ended it; 127 when the program was not found and 126 when it could not be started, with the reason in <paramref name="Error"/>.</param>
/// <param name="Output">Standard output, or both streams when there is an output file; bytes that are no UTF-8 become U+FFFD.</param>
/// <param name="Error">Standard error; empty when there is an output file.</param>
/// <param name="TimedOut">It was killed because its time was over.</param>
/// <param name="Truncated">More was printed than is kept.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error, bool TimedOut, bool Truncated, TimeSpan Duration);
