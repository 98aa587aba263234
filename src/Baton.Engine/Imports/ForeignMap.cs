using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Imports;

/// <summary>A mapping of a foreign file. Keys are found whatever their case; what nobody asked for is noted as not carried.</summary>
internal sealed class ForeignMap(YamlMap map, string file, string what, ImportNotes notes)
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its keys from the root; empty for a root itself.</summary>
    public string What => what;

    public int Line => map.Position.Line;

    public IEnumerable<YamlEntry> Entries => map.Entries;

    public int LineOf(string key) => Entry(key)?.Key.Position.Line ?? Line;

    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return Entry(key)?.Value is { } value and not YamlScalar { IsNull: true } ? value : null;
    }

    public string? Text(string key) => Find(key) switch
    {
        YamlScalar scalar => scalar.Value.Trim(),
        null => null,
        var other => Misshapen(key, other, "text"),
    };

    /// <summary>A text or a list of texts.</summary>
    public List<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in Items(key))
        {
            if (item is YamlScalar scalar)
            {
                texts.Add(scalar.Value.Trim());
            }
            else
            {
                Misshapen(key, item, "text");
            }
        }

        return texts;
    }

    public IReadOnlyList<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlList list => list.Items,
        var single => [single],
    };

    public ForeignMap? Inner(string key) => Find(key) switch
    {
        YamlMap inner => new ForeignMap(inner, file, Name(key), notes),
        null => null,
        var other => Misshapen(key, other, "a mapping") is null ? null : null,
    };

    public ForeignMap? Map(YamlNode node, string name)
    {
        if (node is YamlMap inner)
        {
            return new ForeignMap(inner, file, name, notes);
        }

        notes.NotCarried(file, node.Position.Line, name, $"it is {node.Shape}, not a mapping");
        return null;
    }

    public void Carried(string key, string text) => notes.Carried(file, LineOf(key), Name(key), text);

    public void Guessed(string key, string text) => notes.Guessed(file, LineOf(key), Name(key), text);

    public void NotCarried(string key, string text) => notes.NotCarried(file, LineOf(key), Name(key), text);

    /// <summary>Notes a key that has no counterpart, if it is there.</summary>
    public void Drop(string key, string why)
    {
        if (Find(key) is not null)
        {
            NotCarried(key, why);
        }
    }

    /// <summary>Notes every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (var entry in map.Entries.Where(e => !_asked.Contains(e.Key.Value)))
        {
            notes.NotCarried(file, entry.Key.Position.Line, Name(entry.Key.Value), "the import does not know this key");
        }
    }

    private string Name(string key) => what.Length == 0 ? key : $"{what}.{key}";

    private YamlEntry? Entry(string key) => map.Find(key) ?? map.Entries.Find(e => string.Equals(e.Key.Value, key, StringComparison.OrdinalIgnoreCase));

    private string? Misshapen(string key, YamlNode node, string expected)
    {
        notes.NotCarried(file, node.Position.Line, Name(key), $"it is {node.Shape}, not {expected}");
        return null;
    }
}
