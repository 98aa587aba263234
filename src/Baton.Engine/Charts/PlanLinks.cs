using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <param name="Before">Index of the task that is needed.</param>
/// <param name="OnPath">Both ends stand next to each other on a longest chain by dependencies.</param>
internal readonly record struct PlanLink(int Before, int After, Need Need, bool OnPath);

/// <summary>
/// The dependencies that a picture draws: those that follow from others are left out, unless they carry a lag or hand over a part.
/// Needs memory in the square of the number of tasks, so that above <see cref="MaxReduced"/> tasks all are kept.
/// </summary>
internal static class PlanLinks
{
    public const int MaxReduced = 5_000;

    /// <param name="schedule">Of the same plan, without errors.</param>
    public static ImmutableArray<PlanLink> Of(Plan plan, PlanSchedule schedule)
    {
        var index = plan.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var onPath = schedule.DependencyPath.All.SelectMany(chain => chain.Zip(chain.Skip(1))).ToHashSet();
        var links = plan.Tasks.SelectMany((task, i) => task.Needs.DistinctBy(n => n.Task)
            .Select(n => new PlanLink(index[n.Task], i, n, onPath.Contains((n.Task, task.Id))))).ToImmutableArray();
        return plan.Tasks.Length > MaxReduced ? links : Reduced(links, Levels(plan.Tasks.Length, links));
    }

    /// <summary>Per task the length of the longest chain of links that leads to it; tasks in a cycle stay at 0.</summary>
    public static int[] Levels(int count, ImmutableArray<PlanLink> links)
    {
        var (levels, waiting, after) = (new int[count], new int[count], links.ToLookup(l => l.Before, l => l.After));
        foreach (var link in links)
        {
            waiting[link.After]++;
        }

        var free = new Queue<int>(Enumerable.Range(0, count).Where(i => waiting[i] == 0));
        while (free.TryDequeue(out var before))
        {
            foreach (var next in after[before])
            {
                levels[next] = Math.Max(levels[next], levels[before] + 1);
                if (--waiting[next] == 0)
                {
                    free.Enqueue(next);
                }
            }
        }

        return levels;
    }

    /// <summary>As <see cref="Levels"/>, but a task that needs nothing stands just ahead of the first one that needs it, so that its links are short.</summary>
    public static int[] LateLevels(int count, ImmutableArray<PlanLink> links)
    {
        var levels = Levels(count, links);
        var (needy, after) = (links.Select(l => l.After).ToHashSet(), links.ToLookup(l => l.Before, l => l.After));
        return [.. levels.Select((level, i) => needy.Contains(i) || !after[i].Any() ? level : after[i].Min(a => levels[a]) - 1)];
    }

    private static ImmutableArray<PlanLink> Reduced(ImmutableArray<PlanLink> links, int[] levels)
    {
        var incoming = links.ToLookup(l => l.After);
        var words = (levels.Length + 63) / 64;
        ulong[][] before = [.. levels.Select(_ => new ulong[words])];
        var kept = new HashSet<PlanLink>();
        foreach (var i in Enumerable.Range(0, levels.Length).OrderBy(i => levels[i]))
        {
            foreach (var link in incoming[i].OrderByDescending(l => levels[l.Before]))
            {
                if (!Whole(link) || !Has(before[i], link.Before))
                {
                    kept.Add(link);
                }

                if (Whole(link))
                {
                    Include(before[i], before[link.Before], link.Before);
                }
            }
        }

        return [.. links.Where(kept.Contains)];
    }

    private static bool Whole(PlanLink link) => link.Need is { Share: >= 1, Lag.Ticks: 0 };

    private static bool Has(ulong[] bits, int i) => (bits[i >> 6] & (1UL << i)) != 0;

    private static void Include(ulong[] target, ulong[] source, int self)
    {
        for (var w = 0; w < target.Length; w++)
        {
            target[w] |= source[w];
        }

        target[self >> 6] |= 1UL << self;
    }
}
