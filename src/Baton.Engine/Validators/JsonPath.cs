using System.Globalization;
using System.Text.Json;

namespace Baton.Engine.Validators;

/// <summary>Finds one value in a JSON document.</summary>
internal static class JsonPath
{
    /// <param name="path">A JSON pointer (RFC 6901) when it starts with a slash, else names and indices with dots between them.</param>
    /// <returns>Null: nothing is there.</returns>
    public static JsonElement? Find(JsonElement root, string path)
    {
        var parts = path.StartsWith('/')
            ? path[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            : path.Split('.');
        JsonElement? current = root;
        foreach (var part in parts)
        {
            current = current is { } here ? Step(here, part) : null;
        }

        return current;
    }

    public static JsonElement? Step(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.TryGetProperty(name, out var value) ? value : null,
        JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength() ? element[index] : null,
        _ => null,
    };
}
