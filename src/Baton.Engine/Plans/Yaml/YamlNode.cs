using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Plans.Yaml;

/// <summary>A part of a YAML file that knows where it stands.</summary>
internal abstract class YamlNode(SourcePosition position, int start)
{
    public SourcePosition Position { get; } = position;

    /// <summary>Where the part begins in the text, in characters.</summary>
    public int Start { get; } = start;

    /// <summary>Where it ends in the text, without trailing blanks and comments.</summary>
    public int End { get; set; } = start;

    /// <summary>Its shape in words, for messages.</summary>
    public abstract string Shape { get; }
}

internal sealed class YamlScalar(string value, bool plain, SourcePosition position, int start) : YamlNode(position, start)
{
    public string Value { get; } = value;

    /// <summary>Nothing was written, or <c>null</c> or <c>~</c> without quotes.</summary>
    public bool IsNull => plain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>A number, <c>true</c> or <c>false</c> without quotes.</summary>
    public bool IsNumberOrFlag => plain && (Value is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" || IsNumber);

    public override string Shape => IsNull ? "nothing" : !IsNumberOrFlag ? "text" : IsNumber ? "a number" : "a truth value";

    private bool IsNumber => plain && (Value is ".nan" or ".inf" or "-.inf" || double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}

internal sealed class YamlList(SourcePosition position, int start) : YamlNode(position, start)
{
    public List<YamlNode> Items { get; } = [];

    public override string Shape => "a list";
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

internal sealed class YamlMap(SourcePosition position, int start) : YamlNode(position, start)
{
    private const int FewEntries = 12;

    private Dictionary<string, YamlEntry>? _byKey;

    public List<YamlEntry> Entries { get; } = [];

    public override string Shape => "a mapping";

    public YamlEntry? Find(string key)
    {
        if (_byKey is not null)
        {
            return _byKey.GetValueOrDefault(key);
        }

        foreach (var entry in Entries)
        {
            if (entry.Key.Value == key)
            {
                return entry;
            }
        }

        return null;
    }

    public void Add(YamlEntry entry)
    {
        Entries.Add(entry);
        if (_byKey is not null)
        {
            _byKey.Add(entry.Key.Value, entry);
        }
        else if (Entries.Count > FewEntries)
        {
            _byKey = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
            foreach (var known in Entries)
            {
                _byKey.Add(known.Key.Value, known);
            }
        }
    }
}
