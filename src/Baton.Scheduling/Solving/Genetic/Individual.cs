namespace Baton.Scheduling.Solving.Genetic;

/// <summary>One schedule twice: pushed left in forward time, pushed right in backward time.</summary>
internal sealed class Individual(int count)
{
    /// <summary>Starts by direction, in the direction's time: 0 is forward, 1 is backward.</summary>
    public int[][] Start { get; } = [new int[count], new int[count]];

    /// <summary>Makespans by direction; that of the side which was made last is the shorter or an equal one.</summary>
    public int[] Makespan { get; } = [int.MaxValue, int.MaxValue];

    public Fitness Fitness { get; private set; }

    /// <summary>How many schedules were generated for it.</summary>
    public int Schedules { get; set; }

    /// <summary>False when breeding it was given up half-way.</summary>
    public bool IsWhole { get; set; }

    public void Rate()
    {
        long tightness = 0;
        foreach (var starts in Start)
        {
            foreach (var start in starts)
            {
                tightness += start;
            }
        }

        Fitness = new(Math.Min(Makespan[0], Makespan[1]), tightness);
    }
}

/// <summary>Less is better.</summary>
/// <param name="Tightness">Sum of all starts from the front and from the back: least where activities have most room.</param>
internal readonly record struct Fitness(int Makespan, long Tightness) : IComparable<Fitness>
{
    public int CompareTo(Fitness other) => Makespan != other.Makespan ? Makespan.CompareTo(other.Makespan) : Tightness.CompareTo(other.Tightness);
}
