namespace Baton.Engine.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">The exit code; 127 when the program was not found and 126 when it could not be started, with the reason in <paramref name="Error"/>.</param>
/// <param name="Output">Standard output, or both streams when there is an output file.</param>
/// <param name="Error">Standard error; empty when there is an output file.</param>
/// <param name="TimedOut">It was killed because its time was over.</param>
/// <param name="Truncated">More was printed than is kept.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error, bool TimedOut, bool Truncated, TimeSpan Duration);
