using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;

namespace Baton.Engine.Tests.Agents;

/// <summary>A brief with plain defaults in a given folder.</summary>
internal static class Brief
{
    public static AttemptBrief In(string folder, Func<PlanTask, PlanTask>? task = null, Func<Agent, Agent>? agent = null, Func<Plan, Plan>? plan = null)
    {
        var one = new PlanTask { Id = new TaskId("T1"), Title = "Say hello" };
        one = task?.Invoke(one) ?? one;
        var who = new Agent { Id = new AgentId("backend"), Driver = "shell" };
        who = agent?.Invoke(who) ?? who;
        var all = new Plan { Version = 1, Name = "sample", Hash = new PlanHash(new string('0', 64)), Tasks = [one], Agents = [who] };
        all = plan?.Invoke(all) ?? all;
        return new AttemptBrief(
            new RunId("20260101-000000-abcd"), new AttemptId(one.Id, 2), all, one, who,
            new WorkspaceInfo(WorkspaceKind.Worktree, folder, null, null), folder, Path.Combine(folder, "instructions.md"), folder, null);
    }

    public static AttemptProcessSpec ToSpec(this AgentLaunch launch, AttemptBrief brief) =>
        new(brief.Folder, launch.Words, brief.Workspace.Path, launch.Environment, launch.StandardInputFile, brief.Cookie);

    public static ImmutableArray<EnvironmentGrant> Grants(IEnumerable<KeyValuePair<string, string>> variables) =>
        [.. variables.Select(v => new EnvironmentGrant(v.Key, v.Value))];
}
