using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads the tasks of a plan; <paramref name="defaults"/> is a task with everything that tasks without own words get.</summary>
internal sealed class TaskReader(FindingList findings, PartReader parts, ValidatorReader validators, PlanTask defaults)
{
    private const int DeepestSubAgents = 10;

    private readonly ValueReader _values = new(findings);

    public PlanTask Read(string id, YamlNode node)
    {
        var what = "task " + id;
        var task = new Section(_values.Map(node, what) ?? new YamlMap(node.Position, node.Start), what, PlanKeys.Task, findings);
        return parts.Shared(task, defaults) with
        {
            Id = new TaskId(id),
            Title = task.Text("title") ?? id,
            Estimate = ReadEstimate(task),
            Needs = ReadItems(task, "needs", ReadNeed),
            Inputs = ReadItems(task, "inputs", ReadInput),
            Outputs = ReadItems(task, "outputs", ReadOutput),
            Verify = validators.Read(task),
            Allowance = PartReader.Allowance(task),
            Degrade = BudgetReader.Degrade(task),
            Exclusive = [.. task.Texts("exclusive").Distinct(StringComparer.Ordinal)],
            Authority = task.Inner("authority", PlanKeys.Authority) is { } authority
                ? new Authority(authority.Texts("write"), authority.Count("subagents", DeepestSubAgents) ?? 0)
                : new Authority(),
            Group = task.Text("group") is { } group ? new GroupId(group) : null,
            Run = task.Command("run"),
            Instructions = task.Text("instructions"),
            EntryPoints = task.Texts("entry"),
            Related = task.Texts("related"),
            Environment = parts.Environment(task),
            Rollback = task.Text("rollback"),
            Stated = new StatedReader(findings).Read(task, PlanKeys.StatedOfTask),
        };
    }

    private Estimate ReadEstimate(Section task)
    {
        if (task.Find("estimate") is not YamlMap map)
        {
            return task.Duration("estimate") is { } single ? Estimate.Exactly(single) : Estimate.Unknown;
        }

        var estimate = new Section(map, task.Name("estimate"), PlanKeys.Estimate, findings);
        if (estimate.Require("likely", "Add 'likely:', for example 'likely: 4h'.") is null || estimate.Duration("likely") is not { } likely)
        {
            return Estimate.Unknown;
        }

        var optimistic = estimate.Duration("optimistic") ?? likely;
        var pessimistic = estimate.Duration("pessimistic") ?? likely;
        if (optimistic > likely || likely > pessimistic)
        {
            findings.Error(CheckCode.BadDuration, map.Position, "", $"The estimate of {task.What} does not go from optimistic over likely to pessimistic.",
                "Order the three durations by length.");
        }

        return new Estimate(optimistic, likely, pessimistic);
    }

    private static ImmutableArray<T> ReadItems<T>(Section task, string key, Func<Section, YamlNode, T?> read)
        where T : class
    {
        var items = ValueReader.Items(task.Find(key));
        if (items.Count == 0)
        {
            return [];
        }

        var values = ImmutableArray.CreateBuilder<T>(items.Count);
        foreach (var item in items)
        {
            if (read(task, item) is { } value)
            {
                values.Add(value);
            }
        }

        return values.DrainToImmutable();
    }

    private Need? ReadNeed(Section task, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } single)
        {
            return new Need(new TaskId(single.Value));
        }

        if (Inner(task, node, "a need", PlanKeys.Need) is not { } need || RequireText(need, "task") is not { } id)
        {
            return null;
        }

        var share = need.Share("at") ?? 1;
        if (share <= 0)
        {
            findings.Error(CheckCode.BadQuantity, need.Find("at")!.Position, "0", $"A need of {task.What} waits for 0 % of {FindingList.Shorten(id)}, which is no need.",
                "Write a share above 0, or remove the need.");
            share = 1;
        }

        return new Need(new TaskId(id), need.Duration("lag") ?? TimeSpan.Zero, share);
    }

    private TaskInput? ReadInput(Section task, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } single)
        {
            return new TaskInput(single.Value);
        }

        return Inner(task, node, "an input", PlanKeys.Input) is { } input && RequireText(input, "path") is { } path
            ? new TaskInput(path, input.Text("section"))
            : null;
    }

    private TaskOutput? ReadOutput(Section task, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } single)
        {
            return new TaskOutput(single.Value);
        }

        return Inner(task, node, "an output", PlanKeys.Output) is { } output && RequireText(output, "path") is { } path
            ? new TaskOutput(path, output.Text("amends") is { } owner ? new TaskId(owner) : null, output.Text("type"))
            : null;
    }

    private Section? Inner(Section task, YamlNode node, string kind, ImmutableArray<string> keys)
    {
        var what = $"{kind} of {task.What}";
        if (node is YamlMap map)
        {
            return new Section(map, what, keys, findings);
        }

        _values.ReportShape(node, what, "text or a mapping");
        return null;
    }

    private string? RequireText(Section section, string key) =>
        section.Require(key, $"Add '{key}:'.") is { } node ? _values.Text(node, section.Name(key)) : null;
}
