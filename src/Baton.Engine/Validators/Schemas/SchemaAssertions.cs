using System.Globalization;
using System.Text.Json;

namespace Baton.Engine.Validators.Schemas;

/// <summary>The keywords that look at one value alone. Each gives what is wrong, or null.</summary>
internal sealed class SchemaAssertions(SchemaPatterns patterns)
{
    private const int MaxUniqueItems = 20_000;

    public string? Check(string keyword, JsonElement value, JsonElement instance) => keyword switch
    {
        "type" => IsOfType(value, instance) ? null : $"is {Name(instance)}, not {value}",
        "enum" => value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, instance)) ? null : "is none of the allowed values",
        "const" => JsonElement.DeepEquals(value, instance) ? null : $"is not {Short(value)}",
        _ => instance.ValueKind switch
        {
            JsonValueKind.Number => OfNumber(keyword, value, instance),
            JsonValueKind.String => OfText(keyword, value, instance),
            JsonValueKind.Array => OfArray(keyword, value, instance),
            JsonValueKind.Object => OfObject(keyword, value, instance),
            _ => null,
        },
    };

    private static bool IsOfType(JsonElement type, JsonElement instance) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOfType(t, instance))
        : type.GetString() switch
        {
            "null" => instance.ValueKind == JsonValueKind.Null,
            "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "string" => instance.ValueKind == JsonValueKind.String,
            "array" => instance.ValueKind == JsonValueKind.Array,
            "object" => instance.ValueKind == JsonValueKind.Object,
            "number" => instance.ValueKind == JsonValueKind.Number,
            "integer" => instance.ValueKind == JsonValueKind.Number && IsWhole(instance),
            var other => throw new SchemaFault($"'{other}' is not a type"),
        };

    private static string? OfNumber(string keyword, JsonElement value, JsonElement instance) => keyword switch
    {
        "minimum" => Compare(instance, value) >= 0 ? null : $"is below {value}",
        "exclusiveMinimum" => Compare(instance, value) > 0 ? null : $"is not above {value}",
        "maximum" => Compare(instance, value) <= 0 ? null : $"is above {value}",
        "exclusiveMaximum" => Compare(instance, value) < 0 ? null : $"is not below {value}",
        "multipleOf" => IsMultiple(instance, value) ? null : $"is no multiple of {value}",
        _ => null,
    };

    private string? OfText(string keyword, JsonElement value, JsonElement instance) => keyword switch
    {
        "minLength" => Runes(instance) >= Count(value) ? null : $"is shorter than {value} characters",
        "maxLength" => Runes(instance) <= Count(value) ? null : $"is longer than {value} characters",
        "pattern" => patterns.IsMatch(value.GetString()!, instance.GetString()!) ? null : $"does not match {value}",
        _ => null,
    };

    private static string? OfArray(string keyword, JsonElement value, JsonElement instance) => keyword switch
    {
        "minItems" => instance.GetArrayLength() >= Count(value) ? null : $"has fewer than {value} items",
        "maxItems" => instance.GetArrayLength() <= Count(value) ? null : $"has more than {value} items",
        "uniqueItems" => value.ValueKind == JsonValueKind.False || AreUnique(instance) ? null : "has an item twice",
        _ => null,
    };

    private static string? OfObject(string keyword, JsonElement value, JsonElement instance) => keyword switch
    {
        "minProperties" => instance.EnumerateObject().Count() >= Count(value) ? null : $"has fewer than {value} properties",
        "maxProperties" => instance.EnumerateObject().Count() <= Count(value) ? null : $"has more than {value} properties",
        "required" => Missing(value, instance) is { } name ? $"lacks {name}" : null,
        "dependentRequired" => value.EnumerateObject().Where(d => instance.TryGetProperty(d.Name, out _)).Select(d => Missing(d.Value, instance)).OfType<string>().FirstOrDefault() is { } name ? $"lacks {name}" : null,
        _ => null,
    };

    internal static string? Missing(JsonElement names, JsonElement instance) =>
        names.EnumerateArray().Select(n => n.GetString()!).FirstOrDefault(n => !instance.TryGetProperty(n, out _));

    internal static decimal Count(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var count) && count >= 0 ? count : throw new SchemaFault($"{value} is no count");

    private static bool AreUnique(JsonElement array)
    {
        var items = array.EnumerateArray().ToList();
        if (items.Count > MaxUniqueItems)
        {
            throw new SchemaFault(string.Create(CultureInfo.InvariantCulture, $"an array with uniqueItems has more than {MaxUniqueItems} items"));
        }

        var seen = new Dictionary<(JsonValueKind, int), List<JsonElement>>();
        foreach (var item in items)
        {
            var key = (item.ValueKind, item.ValueKind == JsonValueKind.String ? string.GetHashCode(item.GetString(), StringComparison.Ordinal) : 0);
            if (!seen.TryGetValue(key, out var alike))
            {
                seen[key] = alike = [];
            }

            if (alike.Exists(other => JsonElement.DeepEquals(other, item)))
            {
                return false;
            }

            alike.Add(item);
        }

        return true;
    }

    private static int Runes(JsonElement text) => text.GetString()!.EnumerateRunes().Count();

    private static int Compare(JsonElement a, JsonElement b) =>
        b.ValueKind != JsonValueKind.Number ? throw new SchemaFault($"{b} is no number")
        : a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) ? x.CompareTo(y) : a.GetDouble().CompareTo(b.GetDouble());

    private static bool IsWhole(JsonElement number) =>
        number.TryGetDecimal(out var exact) ? decimal.Truncate(exact) == exact : Math.Truncate(number.GetDouble()) == number.GetDouble();

    private static bool IsMultiple(JsonElement number, JsonElement of)
    {
        if (number.TryGetDecimal(out var exact) && of.TryGetDecimal(out var step) && step > 0)
        {
            return exact % step == 0;
        }

        var part = of.GetDouble();
        return part > 0 ? Math.IEEERemainder(number.GetDouble(), part) == 0 : throw new SchemaFault($"multipleOf {of} is not above 0");
    }

    internal static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 60 ? text[..60] + "..." : text;
    }

    private static string Name(JsonElement instance) => instance.ValueKind switch
    {
        JsonValueKind.Number => IsWhole(instance) ? "an integer" : "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        _ => "null",
    };
}
