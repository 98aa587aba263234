using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Baton.Engine.Tests.Plans;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

/// <summary>Plans as people write them, under calendars, quota windows, models and resources.</summary>
public sealed class LimitedPlanTests
{
    private const string Head = "baton: 1\nname: sample\n";

    [Fact]
    public void A_review_waits_for_the_reviewers_hours_and_goes_on_the_next_day()
    {
        // 2 h of work end on Monday at 16:00 in Berlin, one hour before the reviewer leaves.
        var schedule = Schedule("""
            start: 2026-11-30T14:00+01:00
            agents:
              dev: {driver: noop}
              lead: {driver: human, concurrent: 1, calendar: {zone: Europe/Berlin, hours: mon-fri 09:00-17:00}}
            tasks:
              work: {agent: dev, estimate: 2h}
              review: {agent: lead, estimate: 3h, needs: [work]}
              late: {agent: lead, estimate: 1h, needs: [{task: work, lag: 5h}]}
            """);
        Assert.Equal((2, 21), Hours(schedule, "review"));
        Assert.Equal((21, 22), Hours(schedule, "late"));
        Assert.Equal(TimeSpan.FromHours(3), Find(schedule, "review").Work);
        Assert.Equal(StartCause.Predecessor, Find(schedule, "review").Reason.Cause);
        Assert.Equal("lead 1 at once (held by review)", Find(schedule, "late").Reason.Text);
        Assert.Equal("8 agents at once; lead 1 at once; hours of lead", schedule.LimitsText);
        Assert.True(schedule.IsOptimal);
    }

    [Fact]
    public void Closed_hours_are_shaded_in_text_and_picture()
    {
        var plan = Plan("""
            start: 2026-11-30T09:00+01:00
            agents:
              dev: {driver: noop}
              lead: {driver: human, concurrent: 1, calendar: {zone: Europe/Berlin, hours: mon-fri 09:00-17:00}}
            tasks:
              work: {agent: dev, estimate: 30h}
              review: {agent: lead, estimate: 4h}
              late: {agent: lead, estimate: 4h, needs: [{task: review, lag: 5h}]}
            """);
        var schedule = PlanScheduler.Compute(plan);
        var lead = schedule.Agents[1];
        Assert.Equal([(8, 24)], lead.Closed.Select(c => (c.Start.TotalHours, c.Finish.TotalHours)));
        Assert.Empty(schedule.Agents[0].Closed);

        var text = GanttText.Render(plan, schedule, new(100, Ascii: true));
        Assert.Contains("the agent's closed hours", text, StringComparison.Ordinal);
        Assert.Contains(":::::", text.Split('\n').Single(l => l.StartsWith("lead", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("waits under the limits (1 of 3 tasks", text, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(GanttSvg.Render(plan, schedule), "<g class=\"b-closed-hours\">"));
    }

    [Theory]
    [InlineData("hours: []", "is empty")]
    [InlineData("hours: mon 09:00-10:00, from: 9999-12-01", "does not open within ten years")]
    [InlineData("hours: mon 09:00-10:00, closed: [2026-01-01..2034-01-01, 2034-01-02..2042-01-01]", "does not open within ten years")]
    public void A_calendar_that_never_opens_is_refused(string calendar, string message)
    {
        var reading = Sample.Parse($"{Head}start: 2026-11-30 09:00\nagents: {{x: {{driver: noop, calendar: {{{calendar}}}}}}}\ntasks: {{a: {{agent: x, estimate: 1h}}}}\n");
        Assert.Contains("BTN054", Sample.Show(reading), StringComparison.Ordinal);
        Assert.Contains(message, Sample.Show(reading), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_clocks_moves_the_hours_against_planned_time()
    {
        // The night from 28 to 29 March 2026 has one hour less: Monday 09:00 is 64 h after Friday 17:00 minus one.
        var schedule = Schedule("""
            start: 2026-03-27T09:00+01:00
            agents: {lead: {driver: human, concurrent: 1, calendar: {zone: Europe/Berlin, hours: mon-fri 09:00-17:00}}}
            tasks:
              a: {agent: lead, estimate: 8h}
              b: {agent: lead, estimate: 1h, needs: [a]}
            """);
        Assert.Equal((71, 72), Hours(schedule, "b"));
        Assert.Equal("the hours of lead", Find(schedule, "b").Reason.Text);
    }

    [Fact]
    public void A_token_window_spreads_the_starts()
    {
        var schedule = Schedule("""
            agents: {dev: {driver: noop, quota: {per: 5h, tokens: 100k}}}
            tasks:
              a: {agent: dev, estimate: 1h, allowance: {tokens: 60k}}
              b: {agent: dev, estimate: 1h, allowance: {tokens: 40k}}
              c: {agent: dev, estimate: 1h, allowance: {tokens: 50k}}
            """);
        Assert.Equal(6, schedule.Makespan.TotalHours);
        var late = schedule.Tasks.Single(t => t.Start > TimeSpan.Zero);
        Assert.Equal(5, late.Start.TotalHours);
        Assert.Equal(StartCause.Quota, late.Reason.Cause);
        Assert.Equal("dev 100,000 tokens per 5 h", late.Reason.Limit);
        Assert.True(schedule.IsOptimal);
        Assert.Equal("dev 100,000 tokens per 5 h", schedule.BoundBy);
    }

    [Fact]
    public void Models_and_exclusive_resources_hold()
    {
        var schedule = Schedule("""
            limits: {models: {opus: 1}, resources: {gpu: 2}}
            agents: {a: {driver: noop, model: opus}, b: {driver: noop, model: opus}, c: {driver: noop}}
            tasks:
              m1: {agent: a, estimate: 1h}
              m2: {agent: b, estimate: 1h}
              p1: {agent: c, estimate: 2h, exclusive: port:8080}
              p2: {agent: c, estimate: 2h, exclusive: [port:8080, gpu]}
              g1: {agent: c, estimate: 3h, exclusive: gpu}
              g2: {agent: c, estimate: 3h, exclusive: gpu}
            """);
        Assert.False(Overlap(schedule, "m1", "m2"));
        Assert.False(Overlap(schedule, "p1", "p2"));
        Assert.False(Overlap(schedule, "p2", "g1") && Overlap(schedule, "p2", "g2") && Overlap(schedule, "g1", "g2"));
        Assert.Equal("8 agents at once; model opus 1 at once; gpu 2 at once; port:8080 exclusive", schedule.LimitsText);
        Assert.Equal(5, schedule.Makespan.TotalHours);
    }

    [Fact]
    public void Tasks_that_write_the_same_files_are_kept_apart_when_that_costs_little()
    {
        const string tasks = """
            agents: {dev: {driver: noop}}
            tasks:
              base: {agent: dev, estimate: 1h, outputs: [src/a.ts]}
              long: {agent: dev, estimate: 9h}
              x: {agent: dev, estimate: 2h, needs: [base], outputs: [{path: src/a.ts, amends: base}]}
              y: {agent: dev, estimate: 2h, needs: [base], outputs: [{path: src/a.ts, amends: base}]}
            """;
        var apart = Schedule(tasks);
        Assert.False(Overlap(apart, "x", "y"));
        Assert.Equal((9, TimeSpan.Zero), (apart.Makespan.TotalHours, apart.Conflicts!.Cost));
        Assert.True(Assert.Single(apart.Conflicts.Pairs).Apart);
        Assert.Equal(StartCause.Conflict, apart.Tasks.Single(t => t.Id.Value is "x" or "y" && t.Start.TotalHours > 1).Reason.Cause);

        var dear = Schedule(tasks.Replace("9h", "1h", StringComparison.Ordinal));
        Assert.True(Overlap(dear, "x", "y"));
        Assert.False(Assert.Single(dear.Conflicts!.Pairs).Apart);

        var paid = Schedule("limits: {conflicts: 70%}\n" + tasks.Replace("9h", "1h", StringComparison.Ordinal));
        Assert.Equal((5, 2), (paid.Makespan.TotalHours, paid.Conflicts!.Cost.TotalHours));
        Assert.Null(Schedule("limits: {conflicts: off}\n" + tasks).Conflicts);
    }

    [Fact]
    public void Figures_name_idle_time_spend_and_the_bottleneck()
    {
        var schedule = Schedule("""
            limits: {tokens: 100k}
            agents: {a: {driver: noop, concurrent: 1}, b: {driver: noop}}
            tasks:
              one: {agent: a, estimate: 2h, allowance: {tokens: 40k}}
              two: {agent: a, estimate: 2h, allowance: {tokens: 20k}}
              end: {agent: b, estimate: 1h, needs: [one, two], allowance: {tokens: 10k}}
            """);
        Assert.Equal("a 1 at once", schedule.Bottleneck!.Name);
        Assert.Equal(2, schedule.Bottleneck.Held.TotalHours);
        var idle = Assert.Single(schedule.Agents.Single(a => a.Title == "b").Idle);
        Assert.Equal((0, 4, "end"), (idle.Start.TotalHours, idle.Finish.TotalHours, idle.Next.Value));
        Assert.Empty(schedule.Agents.Single(a => a.Title == "a").Idle);
        Assert.Equal(70_000, schedule.Spend.Sum(s => s.Tokens));
        Assert.Equal(5, schedule.Spend.Length);
        Assert.Equal(30_000, schedule.Spend[^1].TokensLeft);
        Assert.Equal(10_000, schedule.Spend[^1].TokensReserved);
    }

    [Fact]
    public void Limits_that_nothing_can_meet_name_task_and_limit()
    {
        Assert.Contains("Resource gpu is there 0 times, so task t could never start.", Findings("limits: {resources: {gpu: 0}}\nagents: {a: {driver: noop}}\ntasks: {t: {agent: a, exclusive: gpu}}\n"));
        Assert.Contains("Model opus is there 0 times, so task t could never start.", Findings("limits: {models: {opus: 0}}\nagents: {a: {driver: noop, model: opus}}\ntasks: {t: {agent: a}}\n"));
        Assert.Contains(
            "The calendar of agent a does not open within ten years, so task t could never start.",
            Findings("start: 2026-01-01 00:00\nagents: {a: {driver: noop, calendar: {hours: mon 09:00-10:00, closed: [2025-01-01..2031-01-01, 2031-01-01..2037-01-01]}}}\ntasks: {t: {agent: a}}\n"));
        Assert.Contains(
            "Task t may use 80,000 tokens, more than its window ever holds (a 50,000 tokens per 5 h), so it could never start.",
            Findings("agents: {a: {driver: noop, quota: {per: 5h, tokens: 50k}}}\ntasks: {t: {agent: a, allowance: {tokens: 80k}}}\n"));
    }

    [Theory]
    [InlineData("hours: mon-fri 17:00-09:00")]
    [InlineData("hours: mo 09:00-10:00")]
    [InlineData("hours: 09:00-10:00")]
    [InlineData("hours: mon-fri")]
    [InlineData("hours: mon 09:00-10:00, zone: Europe/Berlinn")]
    [InlineData("hours: mon 09:00-10:00, closed: 2026-02-30")]
    [InlineData("hours: mon 09:00-10:00, closed: 2026-03-02..2026-03-01")]
    [InlineData("hours: mon 09:00-10:00, from: tomorrow")]
    public void A_calendar_that_cannot_be_read_is_a_finding(string keys) =>
        Assert.Contains(Sample.Parse($"{Head}agents: {{a: {{driver: noop, calendar: {{{keys}}}}}}}\ntasks: {{t: {{agent: a}}}}\n").Findings, f => f.Code == "BTN054");

    [Theory]
    [InlineData("sun-tue 09:00-10:00", 3)]
    [InlineData("daily 00:00-24:00", 7)]
    [InlineData("sat,sun 9:00-10:00 11:00-12:00", 4)]
    [InlineData("monday-Wednesday, fri 09:00-10:00", 4)]
    public void Hours_are_read_as_people_write_them(string hours, int count)
    {
        var reading = Sample.Parse($"{Head}agents: {{a: {{driver: noop, calendar: {{zone: \"+02:00\", hours: \"{hours}\"}}}}}}\ntasks: {{t: {{agent: a}}}}\n");
        Assert.False(reading.HasErrors, Sample.Show(reading));
        Assert.Equal(count, reading.Plan!.Agents[0].Calendar!.Hours.Length);
        Assert.Equal(TimeSpan.FromHours(2), reading.Plan.Agents[0].Calendar!.Zone.BaseUtcOffset);
    }

    private static PlanSchedule Schedule(string body)
    {
        var schedule = PlanScheduler.Compute(Plan(body));
        Assert.Empty(schedule.Errors);
        return schedule;
    }

    private static Plan Plan(string body)
    {
        var reading = Sample.Parse(Head + body + "\n");
        Assert.False(reading.HasErrors, Sample.Show(reading));
        return reading.Plan!;
    }

    private static string Findings(string body) => Sample.Show(Sample.Parse(Head + body));

    private static ScheduledTask Find(PlanSchedule schedule, string id) => schedule.Tasks.Single(t => t.Id.Value == id);

    private static (double Start, double Finish) Hours(PlanSchedule schedule, string id) => (Find(schedule, id).Start.TotalHours, Find(schedule, id).Finish.TotalHours);

    private static bool Overlap(PlanSchedule schedule, string a, string b) =>
        Find(schedule, a).Start < Find(schedule, b).Finish && Find(schedule, b).Start < Find(schedule, a).Finish;
}
