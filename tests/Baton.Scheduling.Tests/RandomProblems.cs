using System.Collections.Immutable;

namespace Baton.Scheduling.Tests;

/// <summary>Problems drawn from a seed: the same seed gives the same problem.</summary>
internal static class RandomProblems
{
    public static SchedulingProblem Draw(int seed, int count, int resources, bool withFacts = false)
    {
        var random = new Random(seed);
        ImmutableArray<int> capacities = [.. Enumerable.Range(0, resources).Select(_ => random.Next(1, 5))];
        var now = withFacts ? 6 : 0;
        ImmutableArray<Activity> activities = [.. Enumerable.Range(0, count).Select(i => DrawActivity(random, capacities, i, now))];
        var edges = ImmutableArray.CreateBuilder<Precedence>();
        for (var after = 1; after < count; after++)
        {
            for (var k = random.Next(0, 3); k > 0; k--)
            {
                var before = random.Next(0, after);
                var duration = activities[before].Duration;
                var lag = random.Next(4) switch
                {
                    0 => duration / 2,
                    1 => duration + random.Next(0, 3),
                    _ => duration,
                };
                edges.Add(new(before, after, lag));
            }
        }

        return new(activities, edges.ToImmutable(), capacities);
    }

    private static Activity DrawActivity(Random random, ImmutableArray<int> capacities, int index, int now)
    {
        var demands = ImmutableArray.CreateBuilder<Demand>();
        for (var r = 0; r < capacities.Length; r++)
        {
            if (random.Next(2) == 0)
            {
                demands.Add(new(r, random.Next(0, capacities[r] + 1)));
            }
        }

        var running = now > 0 && index % 4 == 0;
        return new Activity(random.Next(0, 6))
        {
            Demands = demands.ToImmutable(),
            Release = Math.Max(now, random.Next(4) == 0 ? random.Next(0, 9) : 0),
            FixedStart = running ? random.Next(0, now) : null,
            Priority = random.Next(3),
        };
    }

    /// <summary>Layered network as in a large plan: every activity needs one unit of a shared resource and one of its own agent.</summary>
    public static SchedulingProblem Large(int seed, int count, int edgesPerActivity, int reach, ImmutableArray<int> capacities)
    {
        var random = new Random(seed);
        var activities = ImmutableArray.CreateBuilder<Activity>(count);
        var edges = ImmutableArray.CreateBuilder<Precedence>(count * edgesPerActivity);
        for (var i = 0; i < count; i++)
        {
            ImmutableArray<Demand> demands = capacities.Length switch
            {
                0 => [],
                1 => [new(0, 1)],
                _ => [new(0, 1), new(1 + random.Next(capacities.Length - 1), 1)],
            };
            activities.Add(new(random.Next(1, 100)) { Demands = demands });
            for (var k = 0; k < edgesPerActivity && i > 0; k++)
            {
                var before = Math.Max(0, i - random.Next(1, reach));
                edges.Add(new(before, i, activities[before].Duration));
            }
        }

        return new(activities.ToImmutable(), edges.ToImmutable(), capacities);
    }
}
