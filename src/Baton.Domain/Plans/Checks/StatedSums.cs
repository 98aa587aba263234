using System.Globalization;

namespace Baton.Domain.Plans.Checks;

/// <summary>Counts and sums that are stated.</summary>
internal static class StatedSums
{
    private const string Correct = "Correct the figure, or what it is the sum of.";

    public static void Count(StatedScope scope, Statement.Count stated, int index)
    {
        var plan = scope.Subject.Plan;
        var counted = stated.Figure switch
        {
            "tasks" => scope.Members.Length,
            "groups" => plan.Groups.Length,
            _ => scope.IsPlan ? plan.Agents.Length : scope.Members.Select(i => scope.Task(i).Agent).Where(a => a is not null).Distinct().Count(),
        };
        if (stated.Number != counted)
        {
            scope.Warn(CheckCode.StatedCount, stated, index, Invariant($"{stated.Number:N0} {stated.Figure} are stated for {scope.Name}, but it has {counted:N0}."), "Correct the figure, or add what is missing.");
        }
    }

    public static void Sequential(StatedScope scope, Statement.Time stated, int index)
    {
        var sum = scope.Sequential();
        if (PlannedTime.Of(stated.Value) != sum)
        {
            scope.Warn(CheckCode.StatedSequential, stated, index,
                Invariant($"{PlannedTime.Text(stated.Value)} are stated for all tasks of {scope.Name} one after another, but its {scope.Members.Length:N0} estimates add up to {PlannedTime.Text(sum)}."), Correct);
        }
    }

    public static void Allowances(StatedScope scope, Statement statement, int index)
    {
        var tokens = Tokens(scope);
        var limits = scope.Subject.Plan.Limits;
        var left = (limits.Tokens?.Count ?? 0) - (limits.Spent?.Count ?? 0) - tokens;
        switch (statement)
        {
            case Statement.TokenSum { Figure: "tokens" } sum when sum.Value.Count != tokens:
                scope.Warn(CheckCode.StatedAllowance, statement, index,
                    Invariant($"{sum.Value} tokens are stated for {scope.Name}, but its allowances{(scope.IsPlan ? " and the buffer" : "")} add up to {tokens:N0}."), Correct);
                break;
            case Statement.TokenSum { Figure: "remaining" } or Statement.Percent when limits.Tokens is null:
                scope.Skip(statement, index, "the plan has no 'tokens:' under 'limits:'");
                break;
            case Statement.TokenSum { Figure: "remaining" } sum when sum.Value.Count != left:
                scope.Warn(CheckCode.StatedAllowance, statement, index,
                    Invariant($"{sum.Value} tokens are stated to remain, but {limits.Tokens} less {limits.Spent?.Count ?? 0:N0} spent and {tokens:N0} of allowances and buffer are {left:N0}."), Correct);
                break;
            case Statement.Percent percent when Math.Abs(percent.Share - ((double)tokens / Math.Max(1, limits.Tokens!.Value.Count))) > StatedTimes.Rounding:
                scope.Warn(CheckCode.StatedAllowance, statement, index,
                    Invariant($"{PlannedTime.Percent(percent.Share)} of the token limit are stated, but {tokens:N0} of {limits.Tokens} are {PlannedTime.Percent((double)tokens / Math.Max(1, limits.Tokens!.Value.Count))}."), Correct);
                break;
            case Statement.MoneySum sum when sum.Value.Usd != Money(scope):
                scope.Warn(CheckCode.StatedAllowance, statement, index, $"{sum.Value} are stated for {scope.Name}, but its allowances add up to {new Money(Money(scope))}.", Correct);
                break;
        }
    }

    /// <summary>What tasks may use; for the plan also what agents without a task may use, and the buffer.</summary>
    private static long Tokens(StatedScope scope)
    {
        var sum = scope.Members.Sum(i => scope.Task(i).Allowance.Tokens?.Count ?? 0);
        return scope.IsPlan
            ? sum + Idle(scope).Sum(a => a.Allowance.Tokens?.Count ?? 0) + (scope.Subject.Plan.Limits.Buffer?.Count ?? 0)
            : sum;
    }

    private static decimal Money(StatedScope scope)
    {
        var sum = scope.Members.Sum(i => scope.Task(i).Allowance.Money?.Usd ?? 0);
        return scope.IsPlan ? sum + Idle(scope).Sum(a => a.Allowance.Money?.Usd ?? 0) : sum;
    }

    private static IEnumerable<Agent> Idle(StatedScope scope)
    {
        var busy = scope.Members.Select(i => scope.Task(i).Agent).ToHashSet();
        return scope.Subject.Plan.Agents.Where(a => !busy.Contains(a.Id));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
