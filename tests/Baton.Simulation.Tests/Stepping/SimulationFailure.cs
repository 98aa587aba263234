namespace Baton.Simulation.Stepping;

/// <summary>A promise that was broken.</summary>
internal sealed class SimulationFailure(string message) : Exception(message);

/// <summary>A fault that the simulation chose; everything else that is thrown is a bug.</summary>
internal static class Injected
{
    public const string Mark = "simulated fault";

    public static IOException DiskFull() => new($"No space left on device ({Mark}).");

    public static IOException Broken(string what) => new($"{what} failed ({Mark}).");
}
