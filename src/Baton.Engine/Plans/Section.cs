using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>
/// A mapping of the file while it is read. Each question gives the value, or null when the key is absent, empty or wrong; wrong ones leave a finding.
/// </summary>
internal sealed class Section
{
    private readonly YamlMap _map;

    /// <param name="what">What the mapping is, for messages: "task T1".</param>
    /// <param name="keys">The keys it may have; others are findings.</param>
    public Section(YamlMap map, string what, ImmutableArray<string> keys, FindingList findings)
    {
        _map = map;
        What = what;
        Findings = findings;
        Values = new ValueReader(findings);
        foreach (var entry in map.Entries)
        {
            if (!keys.Contains(entry.Key.Value))
            {
                ReportUnknown(entry.Key, keys);
            }
        }
    }

    public string What { get; }

    public FindingList Findings { get; }

    public ValueReader Values { get; }

    public SourcePosition Position => _map.Position;

    /// <summary>The value of a key; null when it is absent or empty.</summary>
    public YamlNode? Find(string key) => _map.Find(key)?.Value is { } value and not YamlScalar { IsNull: true } ? value : null;

    public YamlEntry? Entry(string key) => Find(key) is null ? null : _map.Find(key);

    /// <summary>The value of a key that has to be there.</summary>
    public YamlNode? Require(string key, string remedy)
    {
        var value = Find(key);
        if (value is null)
        {
            var position = _map.Find(key)?.Key.Position ?? _map.Position;
            Findings.Error(CheckCode.MissingKey, position, key, $"{Capitalised(What)} has no '{key}:'.", remedy);
        }

        return value;
    }

    public string? Text(string key) => Find(key) is { } node ? Values.Text(node, Name(key)) : null;

    public ImmutableArray<string> Texts(string key) => Find(key) is { } node ? Values.Texts(node, Name(key)) : [];

    /// <summary>One path or glob or a list of them; a bare number or truth value is none.</summary>
    public ImmutableArray<string> Globs(string key)
    {
        foreach (var item in ValueReader.Items(Find(key)))
        {
            if (item is YamlScalar { IsNumberOrFlag: true } or YamlScalar { IsNull: true } or YamlScalar { Value: "" })
            {
                Values.ReportShape(item, Name(key), "a path, a glob or a list of them");
            }
        }

        return Texts(key);
    }

    public TimeSpan? Duration(string key, bool positive = false) => Find(key) is { } node ? Values.Duration(node, Name(key), positive) : null;

    public Tokens? Tokens(string key) => Find(key) is { } node ? Values.Tokens(node, Name(key)) : null;

    public Money? Money(string key) => Find(key) is { } node ? Values.Money(node, Name(key)) : null;

    public long? Size(string key) => Find(key) is { } node ? Values.Size(node, Name(key)) : null;

    public double? Share(string key) => Find(key) is { } node ? Values.Share(node, Name(key)) : null;

    public int? Count(string key, int most, int least = 0) => Find(key) is { } node ? Values.Count(node, Name(key), least, most) : null;

    public bool? Flag(string key) => Find(key) is { } node ? Values.Flag(node, Name(key)) : null;

    public Command? Command(string key) => Find(key) is { } node ? Values.Command(node, Name(key)) : null;

    public T? Choice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct => Find(key) is { } node ? Values.Choice(node, Name(key), choices) : null;

    /// <summary>A number that need not be whole.</summary>
    public double? Number(string key, double least, double most) => Find(key) is { } node ? Values.Number(node, Name(key), least, most) : null;

    /// <summary>The mapping under a key, ready to be asked.</summary>
    public Section? Inner(string key, ImmutableArray<string> keys) =>
        Find(key) is { } node && Values.Map(node, Name(key)) is { } map ? new Section(map, Name(key), keys, Findings) : null;

    public string Name(string key) => string.Create(CultureInfo.InvariantCulture, $"'{key}' of {What}");

    private void ReportUnknown(YamlScalar key, ImmutableArray<string> keys)
    {
        var known = $"Known keys: {string.Join(", ", keys)}.";
        Findings.Error(CheckCode.UnknownKey, key.Position, key.Value, $"{Capitalised(What)} has the unknown key '{FindingList.Shorten(key.Value)}'.",
            Findings.IsFull(Severity.Error) ? known : Nearest.Advice(key.Value, keys, known));
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
