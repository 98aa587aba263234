using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Imports;

/// <summary>Reads a dispatcher stream: a header, groups of tasks, how to execute, criteria of success, how to roll back; each a YAML document, or all in one.</summary>
internal sealed class DispatcherImport(Draft draft, ImportNotes notes, string driver)
{
    private static readonly string[] Parts = ["dispatcher", "taskGroups", "execution", "successCriteria", "rollback"];

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _dependedOn = [];

    /// <summary>Whether a document looks like a part of such a stream.</summary>
    public static bool Knows(YamlNode root) => root is YamlMap map && map.Entries.Any(e => Parts.Contains(e.Key.Value, StringComparer.OrdinalIgnoreCase));

    public void Read(string file, IEnumerable<YamlNode> documents)
    {
        foreach (var document in documents)
        {
            if (document is not YamlMap map)
            {
                notes.NotCarried(file, document.Position.Line, "document", $"it is {document.Shape}, not a mapping");
                continue;
            }

            var parts = new ForeignMap(map, file, "", notes);
            _seen.UnionWith(map.Entries.Select(e => e.Key.Value));
            ReadHeader(parts.Inner("dispatcher"));
            ReadGroups(parts, file);
            new DispatcherExecution(draft, _dependedOn).Read(parts.Inner("execution"));
            ReadCriteria(parts.Inner("successCriteria"));
            ReadRollback(parts);
            parts.Finish();
        }
    }

    /// <summary>What can be said only when everything was read.</summary>
    public void Finish(string file)
    {
        foreach (var part in Parts.Where(p => !_seen.Contains(p)))
        {
            notes.NotCarried(file, 1, part, "the stream has no such document");
        }

        foreach (var group in _dependedOn)
        {
            if (draft.Groups.Find(g => g.Id == group) is { } found)
            {
                found.Barrier = true;
            }
        }
    }

    private void ReadHeader(ForeignMap? header)
    {
        if (header is null)
        {
            return;
        }

        if (header.Text("phase") is { } phase)
        {
            draft.Name = ImportIds.Name("phase-" + phase.Replace("phase", "", StringComparison.OrdinalIgnoreCase).Trim());
            draft.Title = "Phase " + phase.Replace("phase", "", StringComparison.OrdinalIgnoreCase).Trim();
            header.Carried("phase", $"the plan's name and title: {draft.Name}");
        }

        State(header, "totalTasks", "tasks", WholeNumber);
        State(header, "parallelGroups", "groups", WholeNumber);
        State(header, "estimatedDuration", "makespan", text => ImportedTime.Read(text, null, out _));
        if (header.Text("maxConcurrentAgents") is { } most)
        {
            draft.Concurrent = WholeNumber(most);
            Tell(header, "maxConcurrentAgents", draft.Concurrent, "limits.concurrent");
        }

        header.Drop("version", "the version of the foreign format means nothing here");
        header.Drop("checkpointInterval", "every event is journalled; there is no interval to set");
        header.Drop("logDir", "logs are in .baton beside .git");
        header.Finish();
    }

    /// <summary>Figures of the header are statements: the check holds them against the computed ones.</summary>
    private void State(ForeignMap header, string key, string figure, Func<string, string?> read)
    {
        if (header.Text(key) is { } text)
        {
            var value = read(text);
            if (value is not null)
            {
                draft.TryState(figure, value, $"{header.What}.{key}");
            }

            Tell(header, key, value, $"stated.{figure}, which check compares");
        }
    }

    internal static void Tell(ForeignMap map, string key, string? value, string where)
    {
        if (value is null)
        {
            map.NotCarried(key, $"'{map.Text(key)}' cannot be read");
        }
        else
        {
            map.Carried(key, $"{where}: {value}");
        }
    }

    internal static string? WholeNumber(string text) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 10_000 ? $"{number}" : null;

    private void ReadGroups(ForeignMap parts, string file)
    {
        var groups = parts.Items("taskGroups");
        for (var i = 0; i < groups.Count; i++)
        {
            if (parts.Map(groups[i], $"taskGroups[{i}]") is { } map)
            {
                ReadGroup(map, file);
            }
        }
    }

    private void ReadGroup(ForeignMap map, string file)
    {
        var name = map.Text("groupId") ?? map.Text("name") ?? map.What;
        var group = new DraftGroup { Id = ImportIds.Of(name), Title = map.Text("name") };
        if (draft.Groups.Exists(g => g.Id == group.Id))
        {
            map.NotCarried("groupId", $"a second group has the id {group.Id}; its tasks are added to the first");
        }
        else
        {
            draft.Groups.Add(group);
            map.Carried("groupId", $"group {group.Id}");
        }

        ReadParallelism(map, group);
        foreach (var before in map.Texts("dependsOnGroup"))
        {
            _dependedOn.Add(ImportIds.Of(before));
            map.Guessed("dependsOnGroup", $"a barrier after group {ImportIds.Of(before)}: it holds back every later group, not this one alone");
        }

        map.Drop("day", "the schedule says when a group runs");
        var tasks = map.Items("tasks");
        var reader = new DispatcherTask(draft, notes, file, driver);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (map.Map(tasks[i], $"{group.Id}.tasks[{i}]") is { } task)
            {
                reader.Read(task, group.Id);
            }
        }

        map.Finish();
    }

    private static void ReadParallelism(ForeignMap map, DraftGroup group)
    {
        if (map.Text("parallelism") is not { } text)
        {
            return;
        }

        if (WholeNumber(text) is { } number && number != "0")
        {
            group.Concurrent = number;
            group.Parallel = number != "1";
            map.Carried("parallelism", $"at most {number} at once{(group.Parallel ? ", and the claim that its tasks run in parallel" : "")}");
        }
        else if (text.ToLowerInvariant() is "sequential" or "serial" or "false" or "none")
        {
            group.Concurrent = "1";
            map.Carried("parallelism", "one task at a time");
        }
        else
        {
            group.Parallel = true;
            map.Guessed("parallelism", $"'{text}' is taken as the claim that its tasks run in parallel");
        }
    }

    private void ReadCriteria(ForeignMap? criteria)
    {
        if (criteria is null)
        {
            return;
        }

        AddGate(criteria, "overall", "success", "Success");
        if (criteria.Inner("perGroup") is { } groups)
        {
            foreach (var group in groups.Entries.Select(e => e.Key.Value).ToList())
            {
                AddGate(groups, group, "success-" + group, "Success of " + group);
            }
        }

        criteria.Finish();
    }

    private void AddGate(ForeignMap map, string key, string id, string title)
    {
        if (map.Texts(key) is { Count: > 0 } texts)
        {
            draft.Gates.Add((ImportIds.Of(id), title, texts));
            map.Guessed(key, $"gate {ImportIds.Of(id)} with {texts.Count} criteria that nothing measures: they are not met until they are given a metric");
        }
    }

    private void ReadRollback(ForeignMap parts)
    {
        if (parts.Inner("rollback") is not { } rollback)
        {
            return;
        }

        string?[] words = [rollback.Text("strategy"), rollback.Text("method")];
        if (string.Join(": ", words.Where(w => w is not null)) is { Length: > 0 } text)
        {
            draft.Tasks.ForEach(t => t.Rollback = text);
            parts.Guessed("rollback", $"'{text}' becomes the rollback text of every task; 'baton rollback TASK' reverts its merge");
        }

        rollback.Drop("checkpoints", "every merge can be reverted; there are no checkpoints to go back to");
        rollback.Finish();
    }
}
