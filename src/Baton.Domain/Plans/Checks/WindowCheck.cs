using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>Calendars open, quotas hold at least one task, and every resource that a task needs is there.</summary>
internal static class WindowCheck
{
    /// <summary>A moment for plans that name none, a Monday.</summary>
    private static readonly DateTimeOffset SomeMonday = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Run(CheckedPlan subject)
    {
        var plan = subject.Plan;
        CheckCounts(subject, plan.Limits.Models, "models", "Model");
        CheckCounts(subject, plan.Limits.Resources, "resources", "Resource");
        foreach (var agent in plan.Agents)
        {
            CheckCalendar(subject, agent);
        }

        var limits = new LimitSet(plan);
        if (limits.HasCalendars && plan.Start is null)
        {
            var first = plan.Agents.First(a => a.Calendar is not null);
            subject.Findings.Info(CheckCode.NoStart, subject.At(PlanPlace.Agent(first.Id, "calendar")), first.Id.Value,
                "The plan has calendars but does not say when it starts, so forecasts begin on some Monday at midnight UTC and know no holidays.",
                "Add 'start:', for example 'start: 2026-11-30 09:00'. A run in real hours counts from its own start in any case.");
        }

        if (!limits.Windows.IsEmpty)
        {
            CheckQuotas(subject, limits);
        }
    }

    private static void CheckCounts(CheckedPlan subject, ImmutableSortedDictionary<string, int> counts, string key, string kind)
    {
        foreach (var (name, count) in counts)
        {
            if (count >= 1)
            {
                continue;
            }

            var held = subject.Plan.Tasks.FirstOrDefault(t => key == "resources" ? t.Exclusive.Contains(name) : subject.AgentOf(t)?.Model == name);
            var task = held is null ? "no task could ever use it" : $"task {held.Id} could never start";
            subject.Findings.Error(CheckCode.NoCapacity, subject.At(new PlanPlace("limits", key)), $"{name}: {count}",
                $"{kind} {FindingList.Shorten(name)} is there {count} times, so {task}.", "Allow at least 1.");
        }
    }

    private static void CheckCalendar(CheckedPlan subject, Agent agent)
    {
        if (agent.Calendar is not { } calendar || calendar.NextOpen(subject.Plan.Start ?? SomeMonday) is not null)
        {
            return;
        }

        var task = subject.Plan.Tasks.FirstOrDefault(t => t.Agent == agent.Id);
        subject.Findings.Error(CheckCode.BadCalendar, subject.At(PlanPlace.Agent(agent.Id, "calendar")), agent.Id.Value,
            $"The calendar of agent {agent.Id} does not open within ten years{(task is null ? "" : $", so task {task.Id} could never start")}.",
            "Check 'closed:' and 'from:'.");
    }

    private static void CheckQuotas(CheckedPlan subject, LimitSet limits)
    {
        foreach (var task in subject.Plan.Tasks)
        {
            foreach (var (index, amount) in limits.ChargesOf(task))
            {
                var window = limits.Windows[index];
                if (amount > window.Amount)
                {
                    var place = window.Agent is { } agent ? PlanPlace.Agent(agent, "quota") : new PlanPlace("limits", "windows");
                    var asked = window.Unit switch
                    {
                        "money" => task.Allowance.Money.ToString(),
                        "tokens" => $"{task.Allowance.Tokens} tokens",
                        _ => "1 attempt",
                    };
                    subject.Findings.Error(CheckCode.AboveQuota, subject.At(place), window.Text,
                        $"Task {task.Id} may use {asked}, more than its window ever holds ({window.Text}), so it could never start.",
                        "Lower its allowance, split it, or raise the window.");
                }
            }
        }
    }
}
