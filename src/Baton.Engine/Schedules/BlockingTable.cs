using System.Collections.Immutable;
using System.Numerics;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <param name="Blocks">Tasks that need it.</param>
/// <param name="BlockedBy">Tasks that it needs.</param>
/// <param name="Beside">The first of the tasks that can run at the same time, in the plan's order.</param>
/// <param name="BesideCount">How many there are in all.</param>
public sealed record BlockingRow(
    TaskId Task, ImmutableArray<TaskId> Blocks, ImmutableArray<TaskId> BlockedBy, ImmutableArray<TaskId> Beside, int BesideCount);

/// <summary>
/// What waits for what, and what can run beside what: neither task leads to the other, no barrier and no limit of one at a time (run, agent, group, model or resource) keeps
/// them apart. Needs memory and time in the square of the number of tasks.
/// </summary>
public static class BlockingTable
{
    /// <summary>Above this many tasks the table is not made.</summary>
    public const int MaxTasks = 10_000;

    /// <param name="schedule">Of the same plan, without errors.</param>
    /// <param name="maxBeside">How many tasks a row lists at most in <see cref="BlockingRow.Beside"/>.</param>
    /// <returns>A row per task in the plan's order; empty above <see cref="MaxTasks"/> tasks or with errors.</returns>
    public static ImmutableArray<BlockingRow> Of(Plan plan, PlanSchedule schedule, int maxBeside = 20)
    {
        if (schedule.HasErrors || plan.Tasks.Length > MaxTasks)
        {
            return [];
        }

        var apart = Apart(plan);
        var blocks = plan.Tasks.SelectMany(t => t.Needs.Select(n => n.Task).Distinct().Select(n => (Before: n, After: t.Id)))
            .ToLookup(x => x.Before, x => x.After);
        return
        [
            .. plan.Tasks.Select((task, i) => new BlockingRow(
                task.Id,
                [.. blocks[task.Id]],
                [.. task.Needs.Select(n => n.Task).Distinct()],
                [.. Free(apart[i], plan.Tasks.Length).Take(maxBeside).Select(k => plan.Tasks[k].Id)],
                Free(apart[i], plan.Tasks.Length).Count())),
        ];
    }

    /// <summary>Per task (and barrier) a bit for every one, itself included, that cannot run beside it.</summary>
    private static ulong[][] Apart(Plan plan)
    {
        var network = Network.From(new PlanProblem(plan, null).UnderLimits()).Network!;
        var problem = network.Problem;
        var whole = problem.Precedences.Where(e => e.StartLag >= problem.Activities[e.Before].Duration).ToLookup(e => e.After, e => e.Before);
        var levels = network.Levels.ToArray();
        ulong[][] apart = [.. levels.Select(_ => new ulong[(levels.Length + 63) / 64])];
        foreach (var i in Enumerable.Range(0, levels.Length).OrderBy(i => levels[i]))
        {
            Set(apart[i], i);
            foreach (var before in whole[i])
            {
                Include(apart[i], apart[before]);
            }
        }

        Mirror(apart);
        var limits = new LimitSet(plan);
        foreach (var held in plan.Tasks.SelectMany((t, i) => limits.CountsOf(t).Select(limit => (limit, i))).GroupBy(x => x.limit, x => x.i))
        {
            if (limits.Counts[held.Key].AtOnce == 1)
            {
                Exclude(apart, [.. held]);
            }
        }

        return apart;
    }

    private static void Mirror(ulong[][] apart)
    {
        for (var i = 0; i < apart.Length; i++)
        {
            foreach (var before in Members(apart[i]).Where(b => b != i).ToArray())
            {
                Set(apart[before], i);
            }
        }
    }

    private static void Exclude(ulong[][] apart, int[] members)
    {
        var mask = new ulong[(apart.Length + 63) / 64];
        foreach (var i in members)
        {
            Set(mask, i);
        }

        foreach (var i in members)
        {
            Include(apart[i], mask);
        }
    }

    private static IEnumerable<int> Free(ulong[] taken, int count) =>
        Members([.. taken.Select(word => ~word)]).TakeWhile(i => i < count);

    private static IEnumerable<int> Members(ulong[] bits)
    {
        for (var w = 0; w < bits.Length; w++)
        {
            for (var word = bits[w]; word != 0; word &= word - 1)
            {
                yield return (w * 64) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    private static void Set(ulong[] bits, int i) => bits[i >> 6] |= 1UL << i;

    private static void Include(ulong[] target, ulong[] source)
    {
        for (var w = 0; w < target.Length; w++)
        {
            target[w] |= source[w];
        }
    }
}
