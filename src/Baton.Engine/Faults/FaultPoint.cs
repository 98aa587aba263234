using System.Diagnostics;

namespace Baton.Engine.Faults;

/// <summary>
/// Places at which the process may die. With <c>BATON_FAULT_AT=N</c> the process kills itself (SIGKILL) at the N-th point it reaches,
/// with <c>BATON_FAULT_AT=NAME</c> at the first of that name, with <c>BATON_FAULT_AT=NAME*N</c> at the N-th of that name;
/// with <c>BATON_FAULT_TRACE=FILE</c> every point reached is appended to the file. Without them it costs one comparison.
/// </summary>
public static class FaultPoint
{
    private static readonly string? KillAt = Environment.GetEnvironmentVariable("BATON_FAULT_AT");
    private static readonly (string? Name, long Number) Kill = Read(KillAt);
    private static readonly string? TraceFile = Environment.GetEnvironmentVariable("BATON_FAULT_TRACE");
    private static readonly bool Active = KillAt is not null || TraceFile is not null;
    private static readonly Lock Gate = new();
    private static long _reached;
    private static long _matching;

    /// <param name="name">Effect and moment, for example <c>git.update-ref.before</c>.</param>
    public static void Reach(string name)
    {
        if (Active)
        {
            Count(name);
        }
    }

    private static void Count(string name)
    {
        lock (Gate)
        {
            var number = ++_reached;
            if (TraceFile is not null)
            {
                File.AppendAllText(TraceFile, $"{number} {name}\n");
            }

            if ((Kill.Name ?? name) == name && ++_matching == Kill.Number)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                self.WaitForExit();
            }
        }
    }

    /// <returns>The points that count, null for all of them, and which of those it is; 0 for none.</returns>
    private static (string? Name, long Number) Read(string? killAt)
    {
        var parts = killAt?.Split('*') ?? ["0"];
        return long.TryParse(parts[^1], out var number) ? (parts.Length > 1 ? parts[0] : null, number) : (killAt, 1);
    }
}
