using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>What a statement is about: the whole plan or one group of it.</summary>
internal sealed class StatedScope
{
    private readonly TaskGroup? _group;

    public StatedScope(CheckedPlan subject, TaskGroup? group)
    {
        (Subject, _group) = (subject, group);
        Members = [.. Enumerable.Range(0, subject.Plan.Tasks.Length).Where(i => group is null || subject.Plan.Tasks[i].Group == group.Id)];
    }

    public CheckedPlan Subject { get; }

    /// <summary>Numbers of the tasks.</summary>
    public ImmutableArray<int> Members { get; }

    public bool IsPlan => _group is null;

    /// <summary>For messages: <c>the plan</c>, <c>group A</c>.</summary>
    public string Name => _group is null ? "the plan" : $"group {_group.Id}";

    public PlanTask Task(int number) => Subject.Plan.Tasks[number];

    public long Sequential() => Members.Sum(i => PlannedTime.Of(Task(i).Estimate));

    public SourcePosition At(int index) =>
        Subject.At(_group is null ? new PlanPlace("stated", Index: index) : new PlanPlace("groups", _group.Id.Value, "stated", index));

    public void Warn(string code, Statement statement, int index, string message, string remedy) =>
        Subject.Findings.Warning(code, At(index), statement.Text, message, remedy);

    /// <summary>Says that there is nothing to hold the statement against.</summary>
    public void Skip(Statement statement, int index, string reason) =>
        Subject.Findings.Info(CheckCode.NotCompared, At(index), statement.Text, $"The stated '{statement.Figure}' of {Name} was not compared: {reason}.", "Nothing to do, or add what is missing.");
}
