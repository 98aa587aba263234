namespace Baton.Cli;

/// <summary>Ends a command with an exit code and a message for people.</summary>
internal sealed class CommandFailure(int exitCode, string code, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Stable name for machines.</summary>
    public string Code { get; } = code;
}
