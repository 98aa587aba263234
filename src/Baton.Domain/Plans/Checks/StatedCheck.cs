using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>Figures that documents state beside the plan are held against the computed ones and against each other.</summary>
internal static class StatedCheck
{
    public static void Run(CheckedPlan subject)
    {
        Check(new StatedScope(subject, null), subject.Plan.Stated);
        foreach (var group in subject.Plan.Groups)
        {
            if (!group.Stated.IsEmpty)
            {
                Check(new StatedScope(subject, group), group.Stated);
            }
        }
    }

    private static void Check(StatedScope scope, ImmutableArray<Statement> statements)
    {
        var seen = new Dictionary<string, (string Value, string Text, int Index)>(StringComparer.Ordinal);
        for (var i = 0; i < statements.Length; i++)
        {
            Compare(scope, statements[i], i);
            CheckAgainstEarlier(scope, statements[i], i, seen);
        }
    }

    private static void Compare(StatedScope scope, Statement statement, int index)
    {
        switch (statement)
        {
            case Statement.Count count when count.Figure == "atOnce":
                StatedParallels.AtOnce(scope, count, index);
                break;
            case Statement.Count count:
                StatedSums.Count(scope, count, index);
                break;
            case Statement.Time { Figure: "sequential" } time:
                StatedSums.Sequential(scope, time, index);
                break;
            case Statement.Time { Figure: "makespan" } time:
                StatedTimes.Makespan(scope, time, index);
                break;
            case Statement.Time time:
                StatedTimes.Saved(scope, time, index);
                break;
            case Statement.Percent { Figure: "saving" } percent:
                StatedTimes.Saving(scope, percent, index);
                break;
            case Statement.Percent or Statement.TokenSum or Statement.MoneySum:
                StatedSums.Allowances(scope, statement, index);
                break;
            case Statement.Path path:
                StatedPaths.Run(scope, path, index);
                break;
            case Statement.Parallel parallel:
                StatedParallels.Pairs(scope, parallel, index);
                break;
        }
    }

    /// <summary>One figure, two values: at least one of the documents is wrong, whatever the computed figure is.</summary>
    private static void CheckAgainstEarlier(StatedScope scope, Statement statement, int index, Dictionary<string, (string Value, string Text, int Index)> seen)
    {
        if (Value(statement) is not { } value)
        {
            return;
        }

        var figure = statement switch
        {
            Statement.Escalation escalation => "escalation of " + escalation.Metric,
            Statement.Path path => "path " + string.Join(" -> ", path.Tasks),
            _ => statement.Figure,
        };
        if (seen.TryAdd(figure, (value, statement.Text, index)))
        {
            return;
        }

        var first = seen[figure];
        if (first.Value != value)
        {
            scope.Warn(CheckCode.StatedTwice, statement, index,
                $"The figure '{FindingList.Shorten(figure)}' of {scope.Name} is stated as {FindingList.Shorten(statement.Text)} here and as {FindingList.Shorten(first.Text)} in line {scope.At(first.Index).Line}.",
                "Keep the right one, or correct both documents.");
        }
    }

    /// <summary>The value in a form in which equal values are equal texts; null for claims that can be made several times.</summary>
    private static string? Value(Statement statement) => statement switch
    {
        Statement.Count count => $"{count.Number}",
        Statement.Time time => $"{PlannedTime.Of(time.Value)}",
        Statement.Percent percent => PlannedTime.Percent(percent.Share),
        Statement.TokenSum sum => $"{sum.Value.Count}",
        Statement.MoneySum sum => $"{sum.Value.Usd:0.####}",
        Statement.Path { Length: { } length } => $"{PlannedTime.Of(length)}",
        Statement.Escalation escalation => $"{escalation.Above.Number:0.######} {escalation.Above.Unit}",
        _ => null,
    };
}
