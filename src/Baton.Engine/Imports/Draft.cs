namespace Baton.Engine.Imports;

/// <summary>A plan while it is imported. Values are texts as the plan will have them.</summary>
internal sealed class Draft
{
    private readonly HashSet<string> _taskIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DraftAgent> _agents = new(StringComparer.Ordinal);

    public string Name { get; set; } = "imported";
    public string? Title { get; set; }
    public string? Concurrent { get; set; }
    public string? Tokens { get; set; }
    public string? Spent { get; set; }
    public string? Buffer { get; set; }
    public string? Timeout { get; set; }
    public string? Retries { get; set; }
    public string? Workspace { get; set; }

    /// <summary>Some validator is a command of the folder <c>validators</c>, which nobody has provided yet.</summary>
    public bool HasNamedValidators { get; set; }
    public List<DraftAgent> Agents { get; } = [];
    public List<DraftGroup> Groups { get; } = [];
    public List<DraftTask> Tasks { get; } = [];
    public List<(string Id, string Title, List<string> Criteria)> Gates { get; } = [];
    public List<DraftHandOff> HandOffs { get; } = [];

    /// <summary>Flow mappings, ready to be written.</summary>
    public List<string> Stated { get; } = [];

    /// <summary>False when another task has the id.</summary>
    public bool TryTakeId(string id) => _taskIds.Add(id);

    /// <summary>False when the same was stated before, wherever.</summary>
    public bool TryState(string figure, string value, string where)
    {
        var isNew = _statements.Add($"{figure}: {value}");
        if (isNew)
        {
            Stated.Add($"{figure}: {value}, where: {YamlText.Of(where)}");
        }

        return isNew;
    }

    public bool HasAgent(string id) => _agents.ContainsKey(id);

    /// <summary>The agent of that id, made with the driver if there is none.</summary>
    public DraftAgent Agent(string id, string driver)
    {
        if (!_agents.TryGetValue(id, out var agent))
        {
            _agents.Add(id, agent = new DraftAgent { Id = id, Driver = driver });
            Agents.Add(agent);
        }

        return agent;
    }
}

internal sealed class DraftAgent
{
    public required string Id { get; init; }
    public required string Driver { get; init; }
    public string? Title { get; set; }
    public string? Concurrent { get; set; }
    public string? Tokens { get; set; }
}

internal sealed class DraftGroup
{
    public required string Id { get; init; }
    public string? Title { get; set; }
    public bool Barrier { get; set; }
    public bool Parallel { get; set; }
    public string? Concurrent { get; set; }
    public List<string> Stated { get; } = [];
}

internal sealed class DraftTask
{
    public required string Id { get; init; }
    public string? Title { get; set; }
    public string? Agent { get; set; }
    public string? Group { get; set; }

    /// <summary>A duration, or a flow mapping of three.</summary>
    public string? Estimate { get; set; }
    public string? Priority { get; set; }
    public string? Tokens { get; set; }
    public string? Rollback { get; set; }
    public List<string> Needs { get; } = [];
    public List<(string Path, string? Section)> Inputs { get; } = [];
    public List<(string Path, string? Type)> Outputs { get; } = [];

    /// <summary>Flow mappings, ready to be written.</summary>
    public List<string> Verify { get; } = [];
    public List<string> Related { get; } = [];
    public List<string> Entry { get; } = [];
}

internal sealed class DraftHandOff
{
    public required string Id { get; init; }
    public string? Due { get; set; }
    public string? From { get; set; }
    public string? To { get; set; }
    public string? Purpose { get; set; }
    public List<string> Artifacts { get; init; } = [];
    public string? Trigger { get; set; }
}
