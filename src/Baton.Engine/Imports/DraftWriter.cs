using System.Text;
using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>Writes a draft as a plan file. The same draft gives the same bytes.</summary>
internal sealed class DraftWriter
{
    private readonly StringBuilder _text = new();

    public static string Write(Draft draft, IEnumerable<string> sources)
    {
        var writer = new DraftWriter();
        writer.Line($"# Imported from {string.Join(", ", sources.Select(s => s.ReplaceLineEndings(" ")))}. Look at what the import guessed and at what it did not carry before this plan is run.");
        writer.Line("baton: 1");
        writer.Key("", "name", draft.Name);
        writer.Key("", "title", draft.Title);
        writer.Head(draft);
        writer.Agents(draft);
        writer.Groups(draft);
        writer.Tasks(draft);
        writer.Gates(draft);
        writer.HandOffs(draft);
        writer.Stated("", draft.Stated);
        return writer._text.ToString();
    }

    private void Head(Draft draft)
    {
        Flow("limits", [("concurrent", draft.Concurrent), ("tokens", draft.Tokens), ("spent", draft.Spent), ("buffer", draft.Buffer)]);
        if (draft.HasNamedValidators)
        {
            Line("# The commands in validators/ have to be provided; until then what they check does not pass. No task may write them.");
            Line($"protect: {YamlText.List([.. Plan.DefaultProtect, "validators/**"])}");
        }

        Flow("defaults", [("timeout", draft.Timeout), ("retry", draft.Retries), ("workspace", draft.Workspace)]);
    }

    private void Agents(Draft draft)
    {
        Section("agents", draft.Agents.Count);
        foreach (var agent in draft.Agents)
        {
            var allowance = agent.Tokens is null ? null : $"{{tokens: {agent.Tokens}}}";
            Line($"  {YamlText.Of(agent.Id)}: {{{Pairs([("driver", agent.Driver), ("title", Quote(agent.Title)), ("concurrent", agent.Concurrent), ("allowance", allowance)])}}}");
        }
    }

    private void Groups(Draft draft)
    {
        Section("groups", draft.Groups.Count);
        foreach (var group in draft.Groups)
        {
            Line($"  {YamlText.Of(group.Id)}:");
            Key("    ", "title", group.Title ?? group.Id);
            Raw("    ", "gateBeforeNext", group.Barrier ? "true" : null);
            Raw("    ", "parallel", group.Parallel ? "true" : null);
            Raw("    ", "concurrent", group.Concurrent);
            Stated("    ", group.Stated);
        }
    }

    private void Tasks(Draft draft)
    {
        Section("tasks", 1);
        foreach (var task in draft.Tasks)
        {
            Line($"  {YamlText.Of(task.Id)}:");
            Key("    ", "title", task.Title ?? task.Id);
            Key("    ", "agent", task.Agent);
            Key("    ", "group", task.Group);
            Raw("    ", "estimate", task.Estimate);
            Raw("    ", "priority", task.Priority);
            Raw("    ", "needs", task.Needs.Count > 0 ? YamlText.List(task.Needs) : null);
            List("inputs", task.Inputs.Select(i => i.Section is null ? YamlText.Of(i.Path) : $"{{path: {YamlText.Of(i.Path)}, section: {YamlText.Of(i.Section)}}}"));
            List("outputs", task.Outputs.Select(o => o.Type is null ? YamlText.Of(o.Path) : $"{{path: {YamlText.Of(o.Path)}, type: {YamlText.Of(o.Type)}}}"));
            List("verify", task.Verify);
            Raw("    ", "allowance", task.Tokens is null ? null : $"{{tokens: {task.Tokens}}}");
            Raw("    ", "entry", task.Entry.Count > 0 ? YamlText.List(task.Entry) : null);
            Raw("    ", "related", task.Related.Count > 0 ? YamlText.List(task.Related) : null);
            Key("    ", "rollback", task.Rollback);
        }
    }

    private void Gates(Draft draft)
    {
        Section("gates", draft.Gates.Count);
        foreach (var (id, title, criteria) in draft.Gates)
        {
            Line($"  {YamlText.Of(id)}:");
            Key("    ", "title", title);
            List("criteria", criteria.Select(YamlText.Of));
        }
    }

    private void HandOffs(Draft draft)
    {
        Section("handoffs", draft.HandOffs.Count);
        foreach (var h in draft.HandOffs)
        {
            Line($"  {YamlText.Of(h.Id)}: {{{Pairs([("due", h.Due), ("from", Quote(h.From)), ("to", Quote(h.To)), ("artifacts", h.Artifacts.Count > 0 ? YamlText.List(h.Artifacts) : null), ("purpose", Quote(h.Purpose)), ("trigger", h.Trigger)])}}}");
        }
    }

    private void Stated(string margin, List<string> statements)
    {
        if (statements.Count > 0)
        {
            Line(margin.Length == 0 ? "\nstated:" : margin + "stated:");
            statements.ForEach(s => Line($"{margin}  - {{{s}}}"));
        }
    }

    private void List(string key, IEnumerable<string> items)
    {
        if (items.Any())
        {
            Line($"    {key}:");
            foreach (var item in items)
            {
                Line("      - " + item);
            }
        }
    }

    private void Section(string key, int count)
    {
        if (count > 0)
        {
            Line($"\n{key}:");
        }
    }

    private void Flow(string key, IEnumerable<(string, string?)> values)
    {
        if (Pairs(values) is { Length: > 0 } pairs)
        {
            Line($"{key}: {{{pairs}}}");
        }
    }

    private static string? Quote(string? text) => text is null ? null : YamlText.Of(text);

    private static string Pairs(IEnumerable<(string Key, string? Value)> values) =>
        string.Join(", ", values.Where(v => v.Value is not null).Select(v => $"{v.Key}: {v.Value}"));

    private void Key(string margin, string key, string? text) => Raw(margin, key, text is null ? null : YamlText.Of(text));

    private void Raw(string margin, string key, string? value)
    {
        if (value is not null)
        {
            Line($"{margin}{key}: {value}");
        }
    }

    private void Line(string line) => _text.Append(line).Append('\n');
}
