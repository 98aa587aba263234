using System.Globalization;
using System.Text.Json;

namespace Baton.Engine.Validators.Schemas;

/// <summary>A place in a schema document, with the address against which references from there are resolved.</summary>
internal readonly record struct SchemaPlace(JsonElement Schema, string Base);

/// <summary>One schema file with what in it can be referred to. It never looks into another file.</summary>
internal sealed class SchemaDocument
{
    private const string Root = "baton:/schema";
    private const int MaxPlaces = 200_000;

    private static readonly HashSet<string> NotSchemas = ["enum", "const", "default", "examples"];

    private readonly Dictionary<string, SchemaPlace> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dynamic = new(StringComparer.Ordinal);
    private int _places;

    private SchemaDocument(JsonElement root, SchemaDraft draft)
    {
        Draft = draft;
        Start = new SchemaPlace(root, Root);
        _named[Root] = Start;
        AsksForUnevaluated = root.GetRawText().Contains("\"unevaluated", StringComparison.Ordinal);
        Index(root, Root);
    }

    public SchemaDraft Draft { get; }

    public SchemaPlace Start { get; }

    /// <summary>Whether some part of it asks for what no other part has looked at.</summary>
    public bool AsksForUnevaluated { get; }

    /// <exception cref="SchemaFault">It is no schema, or names no draft that is known.</exception>
    public static SchemaDocument Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new SchemaFault("it is not a JSON object");
        }

        if (!root.TryGetProperty("$schema", out var named) || named.ValueKind != JsonValueKind.String)
        {
            throw new SchemaFault($"it does not say which draft it is written in; add \"$schema\": {SchemaDrafts.Known}");
        }

        return SchemaDrafts.Of(named.GetString()!) is { } draft
            ? new SchemaDocument(root, draft)
            : throw new SchemaFault($"it is written in {named.GetString()}, which this version does not know; {SchemaDrafts.Known} are known");
    }

    /// <summary>The base address within a schema that may carry an <c>$id</c> of its own.</summary>
    public string Enter(JsonElement schema, string within)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$id", out var id) || id.ValueKind != JsonValueKind.String
            || (Draft == SchemaDraft.Draft7 && schema.TryGetProperty("$ref", out _)))
        {
            return within;
        }

        var text = id.GetString()!;
        return text.StartsWith('#') ? within : Combine(within, text).TrimEnd('#');
    }

    /// <exception cref="SchemaFault">Nothing in this document has that address.</exception>
    public SchemaPlace Resolve(string reference, string within)
    {
        var whole = Combine(within, reference);
        var hash = whole.IndexOf('#', StringComparison.Ordinal);
        var (address, fragment) = hash < 0 ? (whole, "") : (whole[..hash], Uri.UnescapeDataString(whole[(hash + 1)..]));
        if (fragment.Length > 0 && fragment[0] != '/')
        {
            return _named.TryGetValue($"{address}#{fragment}", out var anchored) ? anchored : throw Missing(reference);
        }

        if (!_named.TryGetValue(address, out var place))
        {
            throw Missing(reference);
        }

        return fragment.Length == 0 ? place : Walk(place, fragment, reference);
    }

    public bool IsDynamic(string address, string anchor) => _dynamic.Contains($"{address}#{anchor}");

    private SchemaPlace Walk(SchemaPlace from, string pointer, string reference)
    {
        var (schema, address) = (from.Schema, from.Base);
        foreach (var part in pointer[1..].Split('/'))
        {
            address = Enter(schema, address);
            schema = JsonPath.Step(schema, part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) ?? throw Missing(reference);
        }

        return new SchemaPlace(schema, address);
    }

    private static SchemaFault Missing(string reference) =>
        new($"it refers to {reference}, which is not part of the file; other files and addresses are not read");

    private static string Combine(string within, string reference)
    {
        if (reference.StartsWith('#'))
        {
            return within + reference;
        }

        return Uri.TryCreate(within, UriKind.Absolute, out var start) && Uri.TryCreate(start, reference, out var whole)
            ? whole.ToString()
            : throw new SchemaFault($"it refers to {reference}, which is no address");
    }

    private void Index(JsonElement element, string within)
    {
        if (++_places > MaxPlaces)
        {
            throw new SchemaFault(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxPlaces} parts"));
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Index(item, within);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var address = Enter(element, within);
        _named.TryAdd(address, new SchemaPlace(element, within));
        NameAnchors(element, address, within);
        foreach (var part in element.EnumerateObject())
        {
            if (!NotSchemas.Contains(part.Name))
            {
                Index(part.Value, address);
            }
        }
    }

    private void NameAnchors(JsonElement schema, string address, string within)
    {
        foreach (var keyword in new[] { "$anchor", "$dynamicAnchor" })
        {
            if (schema.Text(keyword) is { } anchor)
            {
                _named.TryAdd($"{address}#{anchor}", new SchemaPlace(schema, within));
                if (keyword == "$dynamicAnchor")
                {
                    _dynamic.Add($"{address}#{anchor}");
                }
            }
        }

        if (Draft == SchemaDraft.Draft7 && schema.Text("$id") is { } id && id.StartsWith('#'))
        {
            _named.TryAdd(within + id, new SchemaPlace(schema, within));
        }
    }
}
