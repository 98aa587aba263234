using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>All limits of a schedule in one line.</summary>
internal static class LimitsText
{
    private const int Most = 12;

    /// <summary>Limits that no task falls under are left out, and at most twelve are spelled out.</summary>
    public static string Of(Plan plan, PlanProblem problem)
    {
        var limits = problem.Limits;
        var used = plan.Tasks.SelectMany(limits.CountsOf).ToHashSet();
        var charged = limits.Windows.IsEmpty ? [] : plan.Tasks.SelectMany(t => limits.ChargesOf(t)).Select(c => c.Window).ToHashSet();
        string[] parts =
        [
            .. limits.Counts.Where((_, r) => r == 0 || used.Contains(r)).Select(c => c.Text),
            .. limits.Windows.Where((_, w) => charged.Contains(w)).Select(w => w.Text),
            .. problem.Calendars.Select(a => $"hours of {a}"),
        ];
        IEnumerable<string> shown = parts.Length > Most ? [.. parts[..Most], $"and {parts.Length - Most} more limits"] : parts;
        var text = string.Join("; ", shown);
        return problem.Barriers.Length switch
        {
            0 => text,
            1 => $"{text}; barrier after {problem.Barriers[0].Id}",
            <= Most => $"{text}; barriers after {string.Join(", ", problem.Barriers.Select(b => b.Id))}",
            _ => $"{text}; {problem.Barriers.Length} barriers",
        };
    }
}
