using System.Collections.Immutable;

namespace Baton.Domain.Runs;

/// <summary>The codes that failures of attempts carry, with the class that must act. Described in docs/reference/failures.md.</summary>
public static class FailureCodes
{
    public static readonly ImmutableSortedDictionary<string, FailureClass> Known = new Dictionary<string, FailureClass>
    {
        ["exit-code"] = FailureClass.Agent,
        ["agent-error"] = FailureClass.Agent,
        ["nothing-done"] = FailureClass.Agent,
        ["evidence"] = FailureClass.Agent,
        ["violation"] = FailureClass.Agent,
        ["rejected"] = FailureClass.Agent,
        ["timeout"] = FailureClass.Agent,
        ["silence"] = FailureClass.Agent,
        ["conflict"] = FailureClass.Task,
        ["budget"] = FailureClass.Budget,
        ["quota"] = FailureClass.Quota,
        ["command-not-found"] = FailureClass.Operator,
        ["program-missing"] = FailureClass.Operator,
        ["no-command"] = FailureClass.Operator,
        ["disk-budget"] = FailureClass.Operator,
        ["no-agent"] = FailureClass.Operator,
        ["no-process"] = FailureClass.Operator,
        ["unknown-driver"] = FailureClass.Operator,
        ["merge-refused"] = FailureClass.Operator,
        ["interrupted"] = FailureClass.Operator,
        ["cancelled"] = FailureClass.Operator,
        ["lost"] = FailureClass.Ours,
        ["not-recovered"] = FailureClass.Ours,
        ["attend-failed"] = FailureClass.Ours,
        ["validate-failed"] = FailureClass.Ours,
        ["preparemerge-failed"] = FailureClass.Ours,
        ["landmerge-failed"] = FailureClass.Ours,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The names of the classes, as plans write them.</summary>
    public static readonly ImmutableArray<string> Classes = [.. Enum.GetValues<FailureClass>().Select(FailureSet.NameOf)];
}
