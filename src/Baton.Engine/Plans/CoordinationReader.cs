using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads gates, hand-offs and checkpoints as far as their figures can be checked.</summary>
internal sealed class CoordinationReader(FindingList findings)
{
    private readonly ValueReader _values = new(findings);
    private readonly MeasureReader _measures = new(findings);

    public PlanGate ReadGate(string id, YamlNode node)
    {
        var gate = Part($"gate {id}", node, PlanKeys.Gate);
        return new PlanGate
        {
            Id = id,
            Title = gate.Text("title") ?? id,
            Criteria = [.. ValueReader.Items(gate.Find("criteria")).Select((item, i) => ReadCriterion(id, item, i))],
            Stated = Verdict(gate),
        };
    }

    public PlanHandOff ReadHandOff(string id, YamlNode node)
    {
        var handOff = Part($"hand-off {id}", node, PlanKeys.HandOff);
        var (trigger, share) = ReadTrigger(handOff);
        return new PlanHandOff
        {
            Id = id,
            Due = handOff.Duration("due"),
            From = handOff.Text("from"),
            To = handOff.Text("to"),
            Artifacts = handOff.Texts("artifacts"),
            Purpose = handOff.Text("purpose"),
            Trigger = trigger,
            Share = share,
        };
    }

    public PlanCheckpoint ReadCheckpoint(string id, YamlNode node)
    {
        var checkpoint = Part($"checkpoint {id}", node, PlanKeys.Checkpoint);
        checkpoint.Require("at", "Add 'at:' with the planned time from the start, for example 2h.");
        _ = Shares(checkpoint, "floor");
        return new PlanCheckpoint(id, checkpoint.Duration("at") ?? TimeSpan.MaxValue, Shares(checkpoint, "expect"));
    }

    private Criterion ReadCriterion(string gate, YamlNode node, int index)
    {
        var what = $"criterion {index + 1} of gate {gate}";
        if (node is YamlScalar text)
        {
            return new Criterion { Title = text.Value };
        }

        var criterion = Part(what, node, PlanKeys.Criterion);
        if (criterion.Find("threshold") is not null)
        {
            criterion.Require("comparator", "Add 'comparator:' with one of: <, <=, >, >=, =. Write it in quotes.");
        }

        return new Criterion
        {
            Title = criterion.Text("title") ?? criterion.Text("metric") ?? what,
            Comparator = criterion.Choice("comparator", ("<", Comparator.Below), ("<=", Comparator.AtMost), (">", Comparator.Above), (">=", Comparator.AtLeast), ("=", Comparator.Equal)),
            Threshold = _measures.Read(criterion, "threshold"),
            Measured = _measures.Read(criterion, "measured"),
            Mandatory = criterion.Flag("mandatory") ?? true,
            Stated = criterion.Choice("stated", ("pass", CriterionResult.Pass), ("fail", CriterionResult.Fail), ("unknown", CriterionResult.Unknown)),
        };
    }

    private static GateVerdict? Verdict(Section gate) => gate.Choice("stated",
        ("go", GateVerdict.Go), ("proceed", GateVerdict.Go), ("approve", GateVerdict.Go), ("go with conditions", GateVerdict.GoWithConditions), ("no-go", GateVerdict.NoGo));

    private (TaskId?, double) ReadTrigger(Section handOff)
    {
        if (handOff.Find("trigger") is YamlScalar task)
        {
            return (new TaskId(task.Value), 1);
        }

        if (handOff.Inner("trigger", PlanKeys.Trigger) is not { } trigger)
        {
            return (null, 1);
        }

        var share = trigger.Share("at") ?? 1;
        if (share <= 0)
        {
            findings.Error(CheckCode.BadQuantity, trigger.Find("at")!.Position, "0", $"The trigger of {handOff.What} waits for 0 % of its task.", "Write a share above 0.");
            share = 1;
        }

        return trigger.Require("task", "Add 'task:' with the id of a task.") is null ? (null, 1) : (trigger.Text("task") is { } id ? new TaskId(id) : null, share);
    }

    private ImmutableArray<(TaskId Task, double Share)> Shares(Section checkpoint, string key)
    {
        if (checkpoint.Find(key) is not { } node || _values.Map(node, checkpoint.Name(key)) is not { } map)
        {
            return [];
        }

        var shares = ImmutableArray.CreateBuilder<(TaskId, double)>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            if (_values.Share(entry.Value, $"'{FindingList.Shorten(entry.Key.Value)}' in {checkpoint.Name(key)}") is { } share)
            {
                shares.Add((new TaskId(entry.Key.Value), share));
            }
        }

        return shares.DrainToImmutable();
    }

    private Section Part(string what, YamlNode node, ImmutableArray<string> keys) =>
        new(_values.Map(node, what) ?? new YamlMap(node.Position, node.Start), what, keys, findings);
}
