using System.Collections.Immutable;

namespace Baton.Engine.Agents;

/// <summary>The process of one attempt.</summary>
/// <param name="Folder">The attempt's own folder, absolute; holds <c>claim</c>, <c>output.log</c> and <c>exit</c>.</param>
/// <param name="Words">The program and its arguments; the program is looked up in the PATH of <paramref name="Environment"/>.</param>
/// <param name="Environment">Everything it gets; <c>BATON_ATTEMPT</c> is added.</param>
/// <param name="StandardInputFile">Read as standard input; null: empty.</param>
/// <param name="Cookie">Names the attempt among all attempts: <c>run/task/number</c>, without white space.</param>
/// <param name="MaxOutputBytes">How much of its output is kept: the first and the last half of this.</param>
public sealed record AttemptProcessSpec(
    string Folder,
    ImmutableArray<string> Words,
    string WorkingDirectory,
    ImmutableDictionary<string, string> Environment,
    string? StandardInputFile,
    string Cookie,
    long MaxOutputBytes = AttemptProcessSpec.DefaultMaxOutputBytes)
{
    public const long DefaultMaxOutputBytes = 64 * 1024 * 1024;
}

/// <summary>How an attempt's process ended.</summary>
/// <param name="ExitCode">The exit code, 128 + signal as shells say it; null when it was never learnt because the supervisor was killed or never started it.</param>
/// <param name="Survivors">Processes of the attempt that were still there afterwards and were killed.</param>
/// <param name="OutputBytes">Everything it printed, including what was not kept.</param>
public sealed record ProcessExit(int? ExitCode, int Survivors, long OutputBytes);

/// <summary>News of an attempt's output.</summary>
/// <param name="Lines">New complete lines in order; the last one of the attempt may lack its line end.</param>
/// <param name="OutputBytes">Everything printed so far.</param>
/// <param name="LastOutputAt">When output was last noticed; null: never.</param>
/// <param name="SkippedBytes">Output since the last report that was too much to be read and is not among the lines.</param>
public sealed record OutputProgress(ImmutableArray<string> Lines, long OutputBytes, DateTimeOffset? LastOutputAt, long SkippedBytes);

/// <summary>The supervisor of an attempt could not be started.</summary>
public sealed class AttemptStartException(string message) : Exception(message);
