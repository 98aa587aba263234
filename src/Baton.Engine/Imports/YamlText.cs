using System.Globalization;
using System.Text;

namespace Baton.Engine.Imports;

/// <summary>Texts as YAML writes them: plain where that is safe everywhere, else in double quotes.</summary>
internal static class YamlText
{
    public static string Of(string text) => IsPlain(text) ? text : Quoted(text);

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0]) || text[^1] == ' ' || IsWord(text) || LooksLikeNumber(text))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not (' ' or '.' or '_' or '/' or '-' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWord(string text) => text.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";

    private static bool LooksLikeNumber(string text) =>
        char.IsAsciiDigit(text[0]) && (double.TryParse(text, CultureInfo.InvariantCulture, out _) || text.Contains('_', StringComparison.Ordinal) || text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("0o", StringComparison.Ordinal));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                '\u0085' or '\u2028' or '\u2029' or '\uFEFF' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
