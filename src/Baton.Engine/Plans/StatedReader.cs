using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads lists of stated figures: one figure per entry, beside it <c>where</c> the document says so.</summary>
internal sealed class StatedReader(FindingList findings)
{
    private const int Most = 10_000_000;

    private readonly ValueReader _values = new(findings);

    /// <param name="figures">The figures that can be stated there.</param>
    public ImmutableArray<Statement> Read(Section section, ImmutableArray<string> figures)
    {
        var items = ValueReader.Items(section.Find("stated"));
        if (items.Count == 0)
        {
            return [];
        }

        var statements = ImmutableArray.CreateBuilder<Statement>(items.Count);
        foreach (var item in items)
        {
            if (_values.Map(item, "an item of " + section.Name("stated")) is { } map)
            {
                statements.Add(ReadOne(new Section(map, "a statement about " + section.What, [.. figures, "where"], findings), map, figures) ?? new Statement.Parallel([]) { Figure = "", Text = "" });
            }
            else
            {
                statements.Add(new Statement.Parallel([]) { Figure = "", Text = "" });
            }
        }

        return statements.DrainToImmutable();
    }

    private Statement? ReadOne(Section entry, YamlMap map, ImmutableArray<string> figures)
    {
        var named = map.Entries.Where(e => figures.Contains(e.Key.Value)).ToList();
        if (named.Count != 1)
        {
            findings.Error(named.Count == 0 ? CheckCode.MissingKey : CheckCode.UnknownKey, map.Position, "",
                named.Count == 0 ? $"A statement about {entry.What["a statement about ".Length..]} states no figure." : $"One statement names '{named[0].Key.Value}' and '{named[1].Key.Value}'.",
                $"Write one figure per list entry, one of: {string.Join(", ", figures)}.");
            return null;
        }

        var figure = named[0].Key.Value;
        if (entry.Require(figure, $"Write the stated value behind '{figure}:'.") is not { } node || ReadFigure(entry, figure, node) is not { } statement)
        {
            return null;
        }

        return statement with { Where = entry.Text("where") };
    }

    private Statement? ReadFigure(Section entry, string figure, YamlNode node)
    {
        var text = node is YamlScalar scalar ? scalar.Value : "";
        return figure switch
        {
            "tasks" or "agents" or "groups" or "atOnce" => entry.Count(figure, Most) is { } count ? new Statement.Count(count) { Figure = figure, Text = text } : null,
            "sequential" or "makespan" or "saved" or "start" or "finish" => entry.Duration(figure) is { } time ? new Statement.Time(time) { Figure = figure, Text = text } : null,
            "saving" or "share" => entry.Share(figure) is { } share ? new Statement.Percent(share) { Figure = figure, Text = text } : null,
            "tokens" or "remaining" => entry.Tokens(figure) is { } tokens ? new Statement.TokenSum(tokens) { Figure = figure, Text = text } : null,
            "money" => entry.Money(figure) is { } money ? new Statement.MoneySum(money) { Figure = figure, Text = text } : null,
            "path" => ReadPath(entry, node),
            "parallel" => new Statement.Parallel(Ids(entry.Texts(figure))) { Figure = figure, Text = string.Join(", ", entry.Texts(figure)) },
            _ => ReadEscalation(entry),
        };
    }

    private Statement.Path? ReadPath(Section entry, YamlNode node)
    {
        if (node is not YamlMap map)
        {
            return PathOf(entry.Texts("path"), null, null);
        }

        var path = new Section(map, entry.Name("path"), PlanKeys.StatedPath, findings);
        var length = path.Duration("length");
        return PathOf(path.Texts("tasks"), length, path.Text("length"));
    }

    private static Statement.Path PathOf(ImmutableArray<string> tasks, TimeSpan? length, string? text) =>
        new(Ids(tasks), length) { Figure = "path", Text = text ?? string.Join(", ", tasks) };

    private Statement.Escalation? ReadEscalation(Section entry)
    {
        if (entry.Inner("escalation", PlanKeys.StatedEscalation) is not { } escalation)
        {
            return null;
        }

        escalation.Require("metric", "Add 'metric:', for example tokens.");
        escalation.Require("above", "Add 'above:' with the limit, for example 90k.");
        return escalation.Text("metric") is { } metric && new MeasureReader(findings).Read(escalation, "above") is { } above
            ? new Statement.Escalation(metric, above) { Figure = "escalation", Text = escalation.Text("above")! }
            : null;
    }

    private static ImmutableArray<TaskId> Ids(ImmutableArray<string> texts) => [.. texts.Select(t => new TaskId(t))];
}
