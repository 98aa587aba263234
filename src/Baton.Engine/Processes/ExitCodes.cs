namespace Baton.Engine.Processes;

internal static class ExitCodes
{
    /// <summary>A wait status as shells say it: the exit code, or 128 + signal.</summary>
    public static int FromWaitStatus(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    /// <summary>The program ended by itself, not by a signal.</summary>
    public static bool IsExit(int status) => (status & 0x7f) == 0;
}
