namespace Baton.Cli;

/// <summary>What the program's exit code means; the same figures are <c>code</c> in JSON.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work failed, or a check found errors.</summary>
    public const int Failed = 1;
    public const int Usage = 2;
    public const int WaitsForPerson = 3;

    /// <summary>A rule refused it.</summary>
    public const int Refused = 4;

    /// <summary>The machine, the repository or the journal does not allow it.</summary>
    public const int Environment = 5;
}
