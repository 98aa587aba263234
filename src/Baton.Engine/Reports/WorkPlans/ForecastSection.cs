using System.Globalization;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>What the schedule tells beyond its dates, where it was asked for: idle time, the worth of limits, files kept apart, the forecast.</summary>
internal static class ForecastSection
{
    private const int MostRows = 40;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        var schedule = facts.Schedule;
        IEnumerable<DocumentBlock> all = [.. Idle(facts), .. Worth(schedule), .. Conflicts(schedule), .. Forecast(facts)];
        return all.Select(b => b);
    }

    private static IEnumerable<DocumentBlock> Idle(WorkPlanFacts facts)
    {
        var rows = facts.Schedule.Agents.SelectMany(a => a.Idle.Select(i => (a.Agent, i))).OrderByDescending(x => x.i.Finish - x.i.Start).ToList();
        if (rows.Count == 0)
        {
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "Idle Time");
        yield return new DocumentBlock.Table(
            ["Agent", "From", "To", "Then", "Waits for"],
            [.. rows.Take(MostRows).Select(x => (string[])[facts.Name(x.Agent), PlanTime.Text(x.i.Start), PlanTime.Text(x.i.Finish), x.i.Next.Value, x.i.Reason.Text])]);
        if (rows.Count > MostRows)
        {
            yield return new DocumentBlock.Paragraph($"The longest {MostRows} of {rows.Count} spans.");
        }
    }

    private static IEnumerable<DocumentBlock> Worth(PlanSchedule schedule)
    {
        if (schedule.Worth.IsEmpty)
        {
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "What One More Would Buy");
        yield return new DocumentBlock.Table(
            ["Limit", "Now", "With", "Makespan", "Saves", "Proven"],
            [
                .. schedule.Worth.Take(MostRows).Select(w => (string[])
                    [w.Text, WorkPlanFacts.Count(w.From), WorkPlanFacts.Count(w.To), PlanTime.Text(w.Makespan), w.Saved > TimeSpan.Zero ? PlanTime.Text(w.Saved) : "nothing", w.IsProven ? "yes" : "no"]),
            ]);
    }

    private static IEnumerable<DocumentBlock> Conflicts(PlanSchedule schedule)
    {
        if (schedule.Conflicts is not { } conflicts)
        {
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "Tasks That May Write the Same Files");
        yield return new DocumentBlock.Paragraph(conflicts.Cost > TimeSpan.Zero
            ? $"Keeping them apart costs {PlanTime.Text(conflicts.Cost)} of makespan."
            : "Keeping them apart costs no time.");
        yield return new DocumentBlock.Table(
            ["First", "Second", "Both may write", "Kept apart"],
            [.. conflicts.Pairs.Take(MostRows).Select(p => (string[])[p.First.Value, p.Second.Value, p.Overlap, p.Apart ? "yes" : "no"])]);
    }

    private static IEnumerable<DocumentBlock> Forecast(WorkPlanFacts facts)
    {
        if (facts.Schedule.Forecast is not { } forecast)
        {
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "Forecast");
        var chance = forecast.DeadlineChance is { } share ? $" The deadline is kept in {WorkPlanFacts.Percent(share)} of them." : "";
        yield return new DocumentBlock.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"{forecast.Samples} samples (seed {forecast.Seed}; {forecast.Basis}), {facts.Schedule.LevelledLabel}: half end within {PlanTime.Text(forecast.P50)}, 80 % within {PlanTime.Text(forecast.P80)}, 95 % within {PlanTime.Text(forecast.P95)}.{chance}"));
        var tasks = facts.Schedule.Tasks.Zip(forecast.Criticality).Where(x => x.Second > 0).OrderByDescending(x => x.Second).Take(MostRows);
        yield return new DocumentBlock.Table(["Task", "A delay of it delays the end in"], [.. tasks.Select(x => (string[])[x.First.Id.Value, WorkPlanFacts.Percent(x.Second)])]);
    }
}
