using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Imports;

/// <summary>Reads one task of a dispatcher stream.</summary>
internal sealed class DispatcherTask(Draft draft, ImportNotes notes, string file, string driver)
{
    public void Read(ForeignMap map, string group)
    {
        var name = map.Text("taskId") ?? map.Text("title") ?? map.What;
        var task = new DraftTask { Id = ImportIds.Of(name), Title = map.Text("title"), Group = group };
        if (!draft.TryTakeId(task.Id))
        {
            map.NotCarried("taskId", $"a second task has the id {task.Id}; only the first is in the plan");
            return;
        }

        draft.Tasks.Add(task);
        if (task.Id != name)
        {
            map.Guessed("taskId", $"'{name}' cannot be an id; it is {task.Id} here");
        }

        ReadPriority(map, task);
        ReadEffort(map, task);
        ReadAgent(map, task);
        ReadPaths(map, task);
        task.Needs.AddRange(map.Texts("dependencies").Select(ImportIds.Of));
        task.Related.AddRange(map.Texts("relatedDocs"));
        var validators = new DispatcherValidator(draft, notes, file, task);
        foreach (var item in map.Items("validation"))
        {
            validators.Read(item, map);
        }

        notes.Carried(file, map.Line, $"task {task.Id}", $"{task.Needs.Count} needs, {task.Inputs.Count} inputs, {task.Outputs.Count} outputs, {task.Verify.Count} validators");
        map.Finish();
    }

    private static void ReadPriority(ForeignMap map, DraftTask task)
    {
        if (map.Text("priority") is not { } text)
        {
            return;
        }

        task.Priority = text.ToLowerInvariant() switch
        {
            "critical" or "p0" => "critical",
            "high" or "p1" => "high",
            "medium" or "normal" or "p2" => "normal",
            "low" or "p3" or "p4" => "low",
            _ => null,
        };
        if (task.Priority is null)
        {
            map.NotCarried("priority", $"'{text}' is no priority that Baton has");
        }
        else if (!text.Equals(task.Priority, StringComparison.OrdinalIgnoreCase))
        {
            map.Guessed("priority", $"'{text}' is taken as {task.Priority}");
        }
    }

    private static void ReadEffort(ForeignMap map, DraftTask task)
    {
        if (map.Text("effortHours") is { } text)
        {
            task.Estimate = ImportedTime.Read(text, "h", out var guess);
            if (task.Estimate is null)
            {
                map.NotCarried("effortHours", $"'{text}' is no number of hours");
            }
            else if (guess is not null)
            {
                map.Guessed("effortHours", guess);
            }
        }
    }

    private void ReadAgent(ForeignMap map, DraftTask task)
    {
        string? type, special = null;
        if (map.Find("agent") is YamlMap)
        {
            var agent = map.Inner("agent")!;
            (type, special) = (agent.Text("type"), agent.Text("specialization"));
            agent.Finish();
        }
        else
        {
            type = map.Text("agent");
        }

        if ((type ?? special) is not { } name)
        {
            return;
        }

        task.Agent = ImportIds.Of(special is null || type is null ? name : $"{type}-{special}");
        if (!draft.HasAgent(task.Agent))
        {
            draft.Agent(task.Agent, driver).Title = special is null ? type : $"{type}: {special}";
            map.Guessed("agent", $"agent {task.Agent} is started by the driver {driver}");
        }
    }

    private static void ReadPaths(ForeignMap map, DraftTask task)
    {
        foreach (var item in map.Items("inputs"))
        {
            if (Path(map, item, "inputs", "section") is { } input)
            {
                task.Inputs.Add(input);
            }
        }

        foreach (var item in map.Items("outputs"))
        {
            if (Path(map, item, "outputs", "type") is { } output)
            {
                task.Outputs.Add(output);
            }
        }
    }

    private static (string Path, string? Beside)? Path(ForeignMap map, YamlNode item, string key, string beside)
    {
        if (item is YamlScalar scalar)
        {
            return (scalar.Value.Trim(), null);
        }

        if (map.Map(item, $"{map.What}.{key}") is not { } inner)
        {
            return null;
        }

        var (path, text) = (inner.Text("path"), inner.Text(beside));
        inner.Finish();
        if (path is null)
        {
            map.NotCarried(key, "an entry has no path");
            return null;
        }

        return (path, text);
    }
}
