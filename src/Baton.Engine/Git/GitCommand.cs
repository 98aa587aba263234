using System.Collections.Immutable;

namespace Baton.Engine.Git;

/// <summary>One call of git.</summary>
/// <param name="Folder">Where it runs.</param>
/// <param name="Words">The command and its arguments, without <c>git</c> itself.</param>
public sealed record GitCommand(string Folder, ImmutableArray<string> Words)
{
    /// <summary>What it changes, as the middle part of its fault points; null for a command that only reads. A changing command is never interrupted by cancellation.</summary>
    public string? Effect { get; init; }

    /// <summary>Variables beside the clean environment.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Bytes for its standard input; null: none.</summary>
    public byte[]? Input { get; init; }

    /// <summary>After this it is killed; 10 minutes unless told otherwise.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes kept of its output; the rest is dropped and the result says so.</summary>
    public int MaxOutputBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>One character per byte instead of UTF-8, so that any file name survives the way back into git.</summary>
    public bool RawBytes { get; init; }
}

/// <summary>How a call of git ended.</summary>
/// <param name="Truncated">The output was longer than the bound.</param>
public sealed record GitResult(int ExitCode, string Output, string Error, bool Truncated)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The output without its final line end.</summary>
    public string Line => Output.TrimEnd('\n');
}
