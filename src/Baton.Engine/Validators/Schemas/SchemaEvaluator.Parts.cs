using System.Globalization;
using System.Text.Json;

namespace Baton.Engine.Validators.Schemas;

/// <summary>The keywords that lead into properties and items.</summary>
internal sealed partial class SchemaEvaluator
{
    /// <summary>Null: not a keyword of that kind.</summary>
    private bool? OfProperties(string name, JsonElement value, SchemaPlace place, JsonElement instance, string at, Evaluated seen) => name switch
    {
        "properties" => Properties(value, place, instance, at, seen),
        "patternProperties" => PatternProperties(value, place, instance, at, seen),
        "additionalProperties" => Additional(value, place, instance, at, seen),
        "propertyNames" => PropertyNames(value, place, instance, at),
        "dependentSchemas" => Dependent(value, place, instance, at, seen),
        "dependencies" when document.Draft == SchemaDraft.Draft7 => Dependent(value, place, instance, at, seen),
        _ => null,
    };

    private bool? OfItems(string name, JsonElement value, SchemaPlace place, JsonElement instance, string at, Evaluated seen) => name switch
    {
        "prefixItems" when document.Draft == SchemaDraft.Draft202012 => Prefix(value, place, instance, at, seen),
        "items" => Items(value, place, instance, at, seen),
        "additionalItems" when document.Draft == SchemaDraft.Draft7 && place.Schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array =>
            Rest(value, items.GetArrayLength(), place, instance, at, seen),
        "contains" => Contains(value, place, instance, at, seen),
        _ => null,
    };

    private bool Properties(JsonElement schemas, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        foreach (var schema in schemas.EnumerateObject())
        {
            if (instance.TryGetProperty(schema.Name, out var value))
            {
                seen.AddProperty(schema.Name);
                holds &= Holds(place with { Schema = schema.Value }, value, Below(at, schema.Name), new Evaluated());
            }
        }

        return holds;
    }

    private bool PatternProperties(JsonElement schemas, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        foreach (var schema in schemas.EnumerateObject())
        {
            foreach (var property in instance.EnumerateObject())
            {
                if (_patterns.IsMatch(schema.Name, property.Name))
                {
                    seen.AddProperty(property.Name);
                    holds &= Holds(place with { Schema = schema.Value }, property.Value, Below(at, property.Name), new Evaluated());
                }
            }
        }

        return holds;
    }

    private bool Additional(JsonElement schema, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var named = place.Schema.TryGetProperty("properties", out var properties) ? properties : (JsonElement?)null;
        var patterns = place.Schema.TryGetProperty("patternProperties", out var found) ? found.EnumerateObject().Select(p => p.Name).ToList() : [];
        var holds = true;
        foreach (var property in instance.EnumerateObject())
        {
            if (named?.TryGetProperty(property.Name, out _) == true || patterns.Exists(p => _patterns.IsMatch(p, property.Name)))
            {
                continue;
            }

            seen.AddProperty(property.Name);
            holds &= Holds(place with { Schema = schema }, property.Value, Below(at, property.Name), new Evaluated());
        }

        return holds;
    }

    private bool PropertyNames(JsonElement schema, SchemaPlace place, JsonElement instance, string at)
    {
        foreach (var property in instance.EnumerateObject())
        {
            var name = JsonSerializer.SerializeToElement(property.Name, SchemaJson.Default.String);
            if (!Quietly(place with { Schema = schema }, name, new Evaluated()))
            {
                return Report(at, $"has a property with the name '{property.Name}', which is not allowed");
            }
        }

        return true;
    }

    private bool Dependent(JsonElement schemas, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        foreach (var schema in schemas.EnumerateObject().Where(s => instance.TryGetProperty(s.Name, out _)))
        {
            holds &= schema.Value.ValueKind != JsonValueKind.Array ? Apply(place with { Schema = schema.Value }, instance, at, seen)
                : SchemaAssertions.Missing(schema.Value, instance) is not { } name || Report(at, $"lacks {name}");
        }

        return holds;
    }

    private bool Prefix(JsonElement schemas, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        var index = 0;
        foreach (var (schema, value) in schemas.EnumerateArray().Zip(instance.EnumerateArray()))
        {
            holds &= Holds(place with { Schema = schema }, value, Below(at, index++), new Evaluated());
        }

        seen.AddItemsBefore(index);
        return holds;
    }

    private bool Items(JsonElement value, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return document.Draft == SchemaDraft.Draft7 ? Prefix(value, place, instance, at, seen) : throw new SchemaFault("'items' is an array, which 2020-12 calls prefixItems");
        }

        var first = document.Draft == SchemaDraft.Draft202012 && place.Schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
        return Rest(value, first, place, instance, at, seen);
    }

    private bool Rest(JsonElement schema, int first, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        var index = 0;
        foreach (var value in instance.EnumerateArray())
        {
            holds &= index < first || Holds(place with { Schema = schema }, value, Below(at, index), new Evaluated());
            index++;
        }

        seen.AddItemsBefore(index);
        return holds;
    }

    private bool Contains(JsonElement schema, SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var is2020 = document.Draft == SchemaDraft.Draft202012;
        var least = is2020 && place.Schema.TryGetProperty("minContains", out var min) ? SchemaAssertions.Count(min) : 1;
        var most = is2020 && place.Schema.TryGetProperty("maxContains", out var max) ? SchemaAssertions.Count(max) : decimal.MaxValue;
        var (found, index) = (0, 0);
        foreach (var value in instance.EnumerateArray())
        {
            if (Quietly(place with { Schema = schema }, value, new Evaluated()))
            {
                found++;
                seen.AddItem(index);
            }

            index++;
        }

        return (found >= least && found <= most) || Report(at, string.Create(CultureInfo.InvariantCulture, $"has {found} items that match 'contains'"));
    }

    private bool HoldsUnevaluated(SchemaPlace place, JsonElement instance, string at, Evaluated seen)
    {
        var holds = true;
        if (instance.ValueKind == JsonValueKind.Object && place.Schema.TryGetProperty("unevaluatedProperties", out var properties))
        {
            foreach (var property in instance.EnumerateObject().Where(p => !seen.HasProperty(p.Name)).ToList())
            {
                seen.AddProperty(property.Name);
                holds &= Holds(place with { Schema = properties }, property.Value, Below(at, property.Name), new Evaluated());
            }
        }

        if (instance.ValueKind == JsonValueKind.Array && place.Schema.TryGetProperty("unevaluatedItems", out var items))
        {
            var index = 0;
            foreach (var value in instance.EnumerateArray())
            {
                holds &= seen.HasItem(index) || Holds(place with { Schema = items }, value, Below(at, index), new Evaluated());
                index++;
            }

            seen.AddItemsBefore(index);
        }

        return holds;
    }

    private static string Below(string at, string name) => $"{at}/{(name.Length > 60 ? name[..60] + "..." : name)}";

    private static string Below(string at, int index) => string.Create(CultureInfo.InvariantCulture, $"{at}/{index}");
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SchemaJson : System.Text.Json.Serialization.JsonSerializerContext;
