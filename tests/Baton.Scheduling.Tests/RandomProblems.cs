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

    /// <summary>The same with calendars on some activities and charges on others.</summary>
    public static SchedulingProblem DrawWithWindows(int seed, int count, int resources, bool withFacts = false)
    {
        var random = new Random(seed * 7919);
        var problem = Draw(seed, count, resources, withFacts);
        ImmutableArray<Quota> quotas = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => new Quota(random.Next(1, 9), random.Next(2, 8)))];
        ImmutableArray<WorkCalendar> calendars = [.. Enumerable.Range(0, random.Next(quotas.IsEmpty ? 1 : 0, 3)).Select(_ => DrawCalendar(random))];
        return problem with
        {
            Quotas = quotas,
            Calendars = calendars,
            Activities =
            [
                .. problem.Activities.Select(a => a with
                {
                    Calendar = calendars.IsEmpty || random.Next(3) == 0 ? null : random.Next(calendars.Length),
                    Charges = [.. quotas.Select((q, k) => new Charge(k, random.Next(0, (int)q.Amount + 1))).Where(_ => random.Next(2) == 0)],
                }),
            ],
            Precedences = [.. problem.Precedences.Select(e => e with { Wait = random.NextInt64(e.StartLag + 1) })],
        };
    }

    private static WorkCalendar DrawCalendar(Random random)
    {
        var from = random.Next(0, 12);
        var period = random.Next(2, 9);
        return new(DrawSpans(random, from, 0), from, period, DrawSpans(random, period, 1));
    }

    private static ImmutableArray<OpenSpan> DrawSpans(Random random, int length, int least)
    {
        var open = Enumerable.Range(0, length).Select(_ => random.Next(2) == 0).ToArray();
        if (least > 0)
        {
            open[random.Next(length)] = true;
        }

        var spans = ImmutableArray.CreateBuilder<OpenSpan>();
        for (var t = 0; t < length; t++)
        {
            if (open[t] && (t == 0 || !open[t - 1]))
            {
                var end = t;
                while (end < length && open[end])
                {
                    end++;
                }

                spans.Add(new(t, end));
            }
        }

        return spans.ToImmutable();
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
