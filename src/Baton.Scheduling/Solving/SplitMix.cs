namespace Baton.Scheduling.Solving;

/// <summary>Seeded generator of 64-bit numbers (SplitMix64: Steele, Lea and Flood 2014). The same seed gives the same numbers on every machine.</summary>
internal struct SplitMix(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A generator of its own for the nth piece of work, whoever does it and when.</summary>
    public static SplitMix Of(ulong seed, long n) => new(Mix(seed + (Golden * (ulong)n)) ^ seed);

    public ulong Next() => Mix(_state += Golden);

    /// <summary>Between 0 and <paramref name="bound"/> - 1; the bound is above 0.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (uint)bound) >> 32);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
