namespace Baton.Scheduling.Solving.Genetic;

/// <summary>A schedule in the time of its direction, and its activities in the order of their starts.</summary>
internal sealed class Individual(int count)
{
    public int[] Start { get; } = new int[count];

    /// <summary>By start; each activity after its predecessors.</summary>
    public int[] Order { get; } = new int[count];

    public int Length { get; set; } = int.MaxValue;

    public void CopyFrom(Individual other)
    {
        other.Start.CopyTo(Start, 0);
        other.Order.CopyTo(Order, 0);
        Length = other.Length;
    }
}
