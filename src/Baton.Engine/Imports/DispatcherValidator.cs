using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Imports;

/// <summary>
/// Turns a validator of a dispatcher stream into one of the plan. A type without a counterpart becomes a command in <c>validators/</c> that does not exist until
/// somebody provides it: what nobody knows how to check does not pass.
/// </summary>
internal sealed class DispatcherValidator(Draft draft, ImportNotes notes, string file, DraftTask task)
{
    internal static readonly string[] PathKeys = ["path", "paths", "file", "files"];

    public void Read(YamlNode item, ForeignMap owner)
    {
        if (item is YamlScalar { IsNull: false } name)
        {
            Add(new ForeignMap(new YamlMap(item.Position, item.Start), file, $"{task.Id}.validation", notes), name.Value.Trim());
        }
        else if (owner.Map(item, $"{task.Id}.validation") is { } map)
        {
            Add(map, map.Text("type") ?? "unnamed");
        }
    }

    private void Add(ForeignMap map, string type)
    {
        if (type.Equals("file_exists", StringComparison.OrdinalIgnoreCase))
        {
            AddFiles(map);
        }
        else if (DispatcherMeasure.Of(map, type, task) is var (measure, does))
        {
            task.Verify.Add($"{{name: {YamlText.Of(Unique(type))}, {measure}}}");
            notes.Carried(file, map.Line, $"{task.Id}.validation.{type}", does);
        }
        else if (map.Text("command") is { } command)
        {
            task.Verify.Add($"{{name: {YamlText.Of(Unique(type))}, run: {YamlText.Of(command)}}}");
            notes.Carried(file, map.Line, $"{task.Id}.validation.{type}", $"runs its command: {command}");
            foreach (var entry in map.Entries.Where(e => e.Key.Value is not ("type" or "command")).ToList())
            {
                map.Drop(entry.Key.Value, "the command alone decides; no report format is named in which this could be counted");
            }
        }
        else
        {
            AddNamed(map, type);
        }

        map.Finish();
    }

    private void AddFiles(ForeignMap map)
    {
        List<string> paths = [.. PathKeys.SelectMany(map.Texts)];
        if (paths.Count == 0)
        {
            paths = [.. task.Outputs.Select(o => o.Path)];
            notes.Guessed(file, map.Line, $"{task.Id}.validation.file_exists", "it names no path; the outputs of the task are meant");
        }

        task.Verify.Add($"{{file: {YamlText.List(paths)}}}");
    }

    private void AddNamed(ForeignMap map, string type)
    {
        var program = "validators/" + ImportIds.Of(type);
        var words = new List<string> { program };
        foreach (var entry in map.Entries.Where(e => !e.Key.Value.Equals("type", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            var texts = map.Texts(entry.Key.Value);
            words.AddRange(PathKeys.Contains(entry.Key.Value, StringComparer.OrdinalIgnoreCase) ? texts : texts.Select(t => $"{entry.Key.Value}={t}"));
        }

        if (!map.Entries.Any(e => PathKeys.Contains(e.Key.Value, StringComparer.OrdinalIgnoreCase)))
        {
            words.AddRange(task.Outputs.Select(o => o.Path));
        }

        draft.HasNamedValidators = true;
        task.Verify.Add($"{{name: {YamlText.Of(Unique(type))}, run: {YamlText.List(words)}}}");
        notes.NotCarried(file, map.Line, $"{task.Id}.validation.{type}", $"no validator of Baton means this; it runs {program}, and does not pass until that command is there");
    }

    private string Unique(string type)
    {
        var name = type;
        for (var number = 2; task.Verify.Exists(v => v.StartsWith($"{{name: {YamlText.Of(name)},", StringComparison.Ordinal)); number++)
        {
            name = $"{type}-{number}";
        }

        return name;
    }
}
