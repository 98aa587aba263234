namespace Baton.Scheduling.Solving.Packed;

/// <summary>Turns an order of activities into starts. Not safe for several threads.</summary>
internal interface IDecoder
{
    /// <summary>Forward, backward.</summary>
    Direction[] Directions { get; }

    /// <summary>Starts each activity, in this order, as early as its predecessors and the resources allow.</summary>
    /// <param name="order">Each activity once, after its predecessors in this direction.</param>
    /// <param name="start">Is filled, in the direction's time.</param>
    /// <returns>The makespan.</returns>
    int Decode(Direction direction, ReadOnlySpan<int> order, Span<int> start);

    /// <summary>Goes through time and starts at every moment what is ready and fits, in this order.</summary>
    /// <param name="order">As <paramref name="start"/> and the result: like <see cref="Decode"/>.</param>
    int DecodeParallel(Direction direction, ReadOnlySpan<int> order, Span<int> start);
}
