using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Plans;
using Baton.Engine.Tests.Schedules;

namespace Baton.Engine.Tests.Charts;

/// <summary>Plans that are hard to draw.</summary>
internal static class ChartPlans
{
    public static readonly ImmutableArray<string> HostileTitles =
    [
        "<script>alert(1)</script> & ]]> \"quotes\" 'single' <!-- -->",
        "family 👩‍👩‍👧‍👦 flag 🏳️‍🌈 rockets 🚀🚀🚀🚀🚀🚀🚀🚀",
        "עברית שלום עולם מימין לשמאל",
        "مرحبا بالعالم هذا عنوان طويل جدا",
        new string('W', 300),
        string.Concat(Enumerable.Repeat("many words ", 30)),
        "日本語のタイトルはとても長いです、そして続きます",
        "\u202eoverride\u202c and \u0007bell \u001b[2J \ttab\r\nnewline \0nul \uFFFE \uD800lone",
        "combining e\u0301\u0301\u0301",
        "title: section; gantt #1 %% {comment}",
        "",
        "   ",
    ];

    /// <summary>An example of the repository; its hash is left out because every edit of the file changes it.</summary>
    public static Plan Example(string name) =>
        PlanFile.Read(Path.Combine(GoldenFile.Root, "examples", name, "plan.yaml")).Plan! with { Hash = new(new string('0', 64)) };

    /// <summary>Drawn from a seed: hostile titles, milestones, partial hand-offs, lags, barriers, a deadline, tasks without an agent.</summary>
    public static Plan Random(int seed, int count)
    {
        var random = new Random(seed);
        var agents = Enumerable.Range(0, random.Next(1, 5)).Select(a => a == 1 ? new string('b', 64) : $"agent-{a}").ToImmutableArray();
        ImmutableArray<TaskGroup> groups = random.Next(3) == 0 ? [new(new("G0"), "First", Barrier: true), new(new("G1"), "Second", Barrier: true), new(new("G2"), "Third")] : [];
        var tasks = Enumerable.Range(0, count).Select(i =>
        {
            var id = i % 11 == 7 ? $"{i}-{new string('A', 55)}" : $"T{i}";
            var title = HostileTitles[random.Next(HostileTitles.Length)];
            var agent = random.Next(12) == 0 ? null : agents[random.Next(agents.Length)];
            var group = groups.IsEmpty ? null : $"G{i * 3 / count}";
            return SamplePlans.Task(id, title, random.Next(5) == 0 ? 0 : random.Next(1, 40) / 4.0, agent, group);
        }).ToImmutableArray();
        for (var i = 1; i < count; i++)
        {
            var needs = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(Math.Max(0, i - 15), i)).Distinct()
                .Select(k => new Need(tasks[k].Id, random.Next(8) == 0 ? TimeSpan.FromMinutes(random.Next(90)) : default, random.Next(8) == 0 ? 0.5 : 1));
            tasks = tasks.SetItem(i, tasks[i] with { Needs = [.. needs] });
        }

        var limits = new Limits { Concurrent = random.Next(1, 9), Deadline = random.Next(2) == 0 ? TimeSpan.FromHours(random.Next(1, 5 * count)) : null };
        return SamplePlans.Make("random", HostileTitles[seed % HostileTitles.Length], limits, agents, groups, tasks);
    }
}
