using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>What every section of a work plan asks for.</summary>
internal sealed class WorkPlanFacts
{
    private readonly Dictionary<TaskId, ScheduledTask> _scheduled;

    public WorkPlanFacts(Plan plan, PlanSchedule schedule, string planPath)
    {
        (Plan, Schedule, PlanPath) = (plan, schedule, planPath);
        _scheduled = schedule.Tasks.ToDictionary(t => t.Id);
        Tokens = new TokenLedger(plan);
    }

    public Plan Plan { get; }
    public PlanSchedule Schedule { get; }
    public string PlanPath { get; }
    public TokenLedger Tokens { get; }

    public ScheduledTask Of(TaskId id) => _scheduled[id];

    public string Name(AgentId? agent) => agent is null ? "no agent"
        : Plan.Agents.FirstOrDefault(a => a.Id == agent)?.Title is { Length: > 0 } title && title != agent.Value.Value ? $"{agent} ({title})" : agent.Value.Value;

    /// <summary>The part of the plan file that a later step acts on, as it is written there.</summary>
    public IEnumerable<DocumentBlock> AsWritten(string key, string heading)
    {
        if (Plan.Kept.GetValueOrDefault(key) is { Length: > 0 } text)
        {
            yield return new DocumentBlock.Heading(3, heading);
            yield return new DocumentBlock.Code([.. text.ReplaceLineEndings("\n").Split('\n')]);
        }
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    public static string Join(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } text ? text : "none";
}
