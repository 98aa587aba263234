using System.Numerics;

namespace Baton.Scheduling.Solving.Packed;

/// <summary>
/// All resources of a moment side by side in few words: each has as many bits as its capacity needs and one above that is set. An activity fits
/// where subtracting its packed demand leaves all those upper bits set.
/// </summary>
/// <typeparam name="T">The word.</typeparam>
internal sealed class PackedProblem<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private PackedProblem(CompactProblem problem, (int Word, int Shift)[] place, int words)
    {
        Source = problem;
        Count = problem.Count;
        Duration = problem.Duration;
        Horizon = problem.Horizon;
        Forward = Direction.Forward(problem);
        Backward = Direction.Backward(problem);
        Guard = new T[words];
        Empty = new T[words];
        for (var r = 0; r < place.Length; r++)
        {
            var (word, shift) = place[r];
            var capacity = problem.Network.Capacity[r];
            Guard[word] |= T.One << (shift + BitsOf(capacity));
            Empty[word] |= (T.CreateTruncating(capacity) << shift) | (T.One << (shift + BitsOf(capacity)));
        }

        (DemandFirst, DemandWord, Demand) = PackDemands(problem, place, words);
    }

    public CompactProblem Source { get; }
    public int Count { get; }
    public int Horizon { get; }
    public int[] Duration { get; }
    public Direction Forward { get; }
    public Direction Backward { get; }

    /// <summary>Per word: the upper bits.</summary>
    public T[] Guard { get; }

    /// <summary>Per word: a moment at which nothing is taken.</summary>
    public T[] Empty { get; }

    /// <summary>Activity i demands <c>Demand[k]</c> of the words <c>DemandWord[k]</c>, k from <c>DemandFirst[i]</c> up to <c>DemandFirst[i + 1]</c>.</summary>
    public int[] DemandFirst { get; }
    public int[] DemandWord { get; }
    public T[] Demand { get; }

    /// <returns>Null when the resources need more words than <paramref name="maxWords"/>.</returns>
    public static PackedProblem<T>? From(CompactProblem problem, int maxWords)
    {
        var capacity = problem.Network.Capacity;
        var size = int.CreateTruncating(T.PopCount(T.AllBitsSet));
        var place = new (int Word, int Shift)[capacity.Length];
        var (word, used) = (0, 0);
        for (var r = 0; r < capacity.Length; r++)
        {
            var bits = BitsOf(capacity[r]) + 1;
            if (bits > size)
            {
                return null;
            }

            (word, used) = used + bits > size ? (word + 1, 0) : (word, used);
            place[r] = (word, used);
            used += bits;
        }

        return word < maxWords ? new(problem, place, word + 1) : null;
    }

    private static int BitsOf(int capacity) => 32 - BitOperations.LeadingZeroCount((uint)capacity);

    private static (int[] First, int[] Word, T[] Demand) PackDemands(CompactProblem problem, (int Word, int Shift)[] place, int words)
    {
        var first = new int[problem.Count + 1];
        var word = new List<int>();
        var demand = new List<T>();
        var packed = new T[words];
        for (var i = 0; i < problem.Count; i++)
        {
            Array.Clear(packed);
            foreach (var (resource, amount) in problem.Network.DemandsOf(i))
            {
                packed[place[resource].Word] |= T.CreateTruncating(amount) << place[resource].Shift;
            }

            for (var w = 0; w < words && problem.Duration[i] > 0; w++)
            {
                if (packed[w] != T.Zero)
                {
                    word.Add(w);
                    demand.Add(packed[w]);
                }
            }

            first[i + 1] = word.Count;
        }

        return (first, [.. word], [.. demand]);
    }
}
