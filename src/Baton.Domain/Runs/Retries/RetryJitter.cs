using System.Text;

namespace Baton.Domain.Runs.Retries;

/// <summary>
/// Pauses that differ between tasks that failed together, and are the same whenever they are computed: decided by run, task and attempt alone.
/// FNV-1a (Fowler, Noll, Vo) over the names, mixed by the finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
/// </summary>
public static class RetryJitter
{
    /// <summary>Evenly spread from 1 - <paramref name="share"/> to 1 + <paramref name="share"/>.</summary>
    /// <param name="share">0: always 1.</param>
    public static double Factor(RunId run, AttemptId attempt, double share)
    {
        var unit = (Mix(Hash($"{run}/{attempt}")) >> 11) * (1.0 / (1UL << 53));
        return 1 + (share * ((2 * unit) - 1));
    }

    private static ulong Hash(string text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 1_099_511_628_211UL);
        }

        return hash;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
