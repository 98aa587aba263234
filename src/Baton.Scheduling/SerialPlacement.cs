namespace Baton.Scheduling;

/// <summary>Serial schedule generation: of the activities whose predecessors are placed the most urgent goes next, as early as it can.</summary>
internal static class SerialPlacement
{
    /// <param name="rank">Per activity, 0 for the most urgent.</param>
    public static void PlaceAll(Network network, Timetable timetable, int[] rank)
    {
        timetable.Clear();
        var ready = new PriorityQueue<int, int>();
        var waiting = new int[network.Count];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = network.PredFirst[i + 1] - network.PredFirst[i];
            if (network.Fixed[i])
            {
                timetable.Place(i, network.Release[i]);
            }

            if (waiting[i] == 0)
            {
                ready.Enqueue(i, rank[i]);
            }
        }

        while (ready.TryDequeue(out var activity, out _))
        {
            if (!network.Fixed[activity])
            {
                timetable.Place(activity, timetable.EarliestStart(activity));
            }

            for (var e = network.SuccFirst[activity]; e < network.SuccFirst[activity + 1]; e++)
            {
                var after = network.SuccTo[e];
                if (--waiting[after] == 0)
                {
                    ready.Enqueue(after, rank[after]);
                }
            }
        }
    }
}
