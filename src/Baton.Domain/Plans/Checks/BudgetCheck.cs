namespace Baton.Domain.Plans.Checks;

/// <summary>What tasks may cost together stays within what there is.</summary>
internal static class BudgetCheck
{
    private const string Remedy = "Lower the allowances or raise the limit.";

    public static void Run(CheckedPlan subject)
    {
        var all = Sum(subject.Plan.Tasks);
        CheckTokens(subject, all.Tokens);
        CheckMoney(subject, all.Money);

        foreach (var task in subject.Plan.Tasks)
        {
            CheckTaskAlone(subject, task);
        }

        foreach (var group in subject.Plan.Tasks.GroupBy(t => t.Agent?.Value))
        {
            if (group.Key is { } id && subject.Agents.TryGetValue(new AgentId(id), out var agent))
            {
                CheckAgent(subject, agent, Sum(group));
            }
        }
    }

    private static void CheckTokens(CheckedPlan subject, long sum)
    {
        var limits = subject.Plan.Limits;
        if (limits.Tokens is not { } limit)
        {
            return;
        }

        var spent = limits.Spent?.Count ?? 0;
        var place = new PlanPlace("limits", "tokens");
        if (sum > limit.Count - spent)
        {
            Report(subject, place, limit.ToString(),
                $"The tasks' allowances add up to {sum:N0} tokens, more than the {Math.Max(0, limit.Count - spent):N0} that are left ({limit} less {spent:N0} spent).");
        }
        else if (limits.Buffer is { } buffer && sum > limit.Count - spent - buffer.Count)
        {
            subject.Findings.Warning(CheckCode.IntoBuffer, subject.At(place), limit.ToString(),
                $"The tasks' allowances add up to {sum:N0} tokens and leave {limit.Count - spent - sum:N0} of the buffer of {buffer}.", Remedy);
        }
    }

    private static void CheckMoney(CheckedPlan subject, decimal sum)
    {
        var limits = subject.Plan.Limits;
        if (limits.Money is not { } limit)
        {
            return;
        }

        var (place, left) = (new PlanPlace("limits", "money"), limit.Usd - (limits.SpentMoney?.Usd ?? 0));
        if (sum > left)
        {
            var spent = limits.SpentMoney is { } before ? $"{new Money(Math.Max(0, left))} that are left ({limit} less {before} spent)" : $"limit of {limit}";
            Report(subject, place, limit.ToString(), $"The tasks' allowances add up to {new Money(sum)}, more than the {spent}.");
        }
        else if (limits.BufferMoney is { } buffer && sum > left - buffer.Usd)
        {
            subject.Findings.Warning(CheckCode.IntoBuffer, subject.At(place), limit.ToString(),
                $"The tasks' allowances add up to {new Money(sum)} and leave {new Money(left - sum)} of the buffer of {buffer}.", Remedy);
        }
    }

    private static void CheckAgent(CheckedPlan subject, Agent agent, (long Tokens, decimal Money) sum)
    {
        var place = PlanPlace.Agent(agent.Id, "allowance");
        if (agent.Allowance.Tokens is { } tokens && sum.Tokens > tokens.Count)
        {
            Report(subject, place, tokens.ToString(),
                $"The allowances of the tasks of agent {agent.Id} add up to {sum.Tokens:N0} tokens, more than its {tokens}.");
        }

        if (agent.Allowance.Money is { } money && sum.Money > money.Usd)
        {
            Report(subject, place, money.ToString(),
                $"The allowances of the tasks of agent {agent.Id} add up to {new Money(sum.Money)}, more than its {money}.");
        }

        CheckAgentAlone(subject, agent, place);
    }

    private static void CheckTaskAlone(CheckedPlan subject, PlanTask task)
    {
        var place = PlanPlace.Task(task.Id, "allowance");
        if (task.Allowance.Tokens is { } tokens && subject.Plan.Limits.Tokens is { } allTokens && tokens.Count > allTokens.Count)
        {
            Report(subject, place, tokens.ToString(), $"The allowance of task {task.Id} is {tokens} tokens, more than the limit of {allTokens}.");
        }

        if (task.Allowance.Money is { } money && subject.Plan.Limits.Money is { } allMoney && money.Usd > allMoney.Usd)
        {
            Report(subject, place, money.ToString(), $"The allowance of task {task.Id} is {money}, more than the limit of {allMoney}.");
        }
    }

    private static void CheckAgentAlone(CheckedPlan subject, Agent agent, PlanPlace place)
    {
        if (agent.Allowance.Tokens is { } tokens && subject.Plan.Limits.Tokens is { } allTokens && tokens.Count > allTokens.Count)
        {
            Report(subject, place, tokens.ToString(), $"The allowance of agent {agent.Id} is {tokens} tokens, more than the limit of {allTokens}.");
        }

        if (agent.Allowance.Money is { } money && subject.Plan.Limits.Money is { } allMoney && money.Usd > allMoney.Usd)
        {
            Report(subject, place, money.ToString(), $"The allowance of agent {agent.Id} is {money}, more than the limit of {allMoney}.");
        }
    }

    private static void Report(CheckedPlan subject, PlanPlace place, string text, string message) =>
        subject.Findings.Error(CheckCode.OverBudget, subject.At(place), text, message, Remedy);

    private static (long Tokens, decimal Money) Sum(IEnumerable<PlanTask> tasks)
    {
        long tokens = 0;
        decimal money = 0;
        foreach (var task in tasks)
        {
            tokens += task.Allowance.Tokens?.Count ?? 0;
            money += task.Allowance.Money?.Usd ?? 0;
        }

        return (tokens, money);
    }
}
