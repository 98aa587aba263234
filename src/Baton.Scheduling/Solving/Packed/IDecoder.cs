namespace Baton.Scheduling.Solving.Packed;

/// <summary>Turns an order of activities into starts. Not safe for several threads.</summary>
internal interface IDecoder
{
    /// <summary>Starts each activity, in this order, as early as its predecessors and the resources allow.</summary>
    /// <param name="order">Each activity once, after its predecessors in this direction.</param>
    /// <param name="start">Is filled, in the direction's time.</param>
    /// <returns>The makespan.</returns>
    int Decode(Direction direction, ReadOnlySpan<int> order, Span<int> start);
}
