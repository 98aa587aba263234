using Baton.Domain.Plans;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Finds places of the model in the nodes of its file, only when somebody asks.</summary>
internal static class TreeSourceMap
{
    public static SourceMap Of(YamlMap root) => new(place => Find(root, place));

    private static SourcePosition Find(YamlMap root, PlanPlace place)
    {
        if (root.Find(place.Section) is not { } section)
        {
            return root.Position;
        }

        var entry = section;
        foreach (var key in (ReadOnlySpan<string?>)[place.Id, place.Key])
        {
            if (key is null)
            {
                continue;
            }

            if ((entry.Value as YamlMap)?.Find(key) is not { } inner)
            {
                return entry.Key.Position;
            }

            entry = inner;
        }

        return At(entry, place);
    }

    /// <summary>An item of a list, a single value, or the key when the value is a mapping or an entry by id.</summary>
    private static SourcePosition At(YamlEntry entry, PlanPlace place) => entry.Value switch
    {
        YamlList list when place.Index >= 0 && place.Index < list.Items.Count => list.Items[place.Index].Position,
        YamlScalar value when place.Key is not null => value.Position,
        _ => entry.Key.Position,
    };
}
