using System.Collections.Immutable;
using System.Text;

namespace Baton.Engine.Agents;

/// <summary>
/// Replaces secret values by <c>[redacted:NAME]</c>, also in their base64 and URL-encoded forms. A value counts as secret when its
/// name says so or when it is long and looks random.
/// </summary>
public sealed class SecretRedactor
{
    private const int ShortestSecret = 6;
    private const int ShortestRandom = 16;
    private const double RandomBitsPerCharacter = 3.5;
    private static readonly string[] TellingNames = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL"];
    private readonly ImmutableArray<(string Form, string Replacement)> _forms;

    /// <param name="granted">Names and values that were taken from Baton's own environment.</param>
    public SecretRedactor(IEnumerable<KeyValuePair<string, string>> granted) =>
        _forms =
        [
            .. granted.Where(g => IsSecret(g.Key, g.Value))
                .SelectMany(g => FormsOf(g.Value).Select(f => (Form: f, Replacement: $"[redacted:{g.Key}]")))
                .DistinctBy(f => f.Form)
                .OrderByDescending(f => f.Form.Length),
        ];

    public static SecretRedactor For(AttemptEnvironment environment) => new(environment.Taken);

    public string Redact(string text)
    {
        foreach (var (form, replacement) in _forms)
        {
            text = text.Replace(form, replacement, StringComparison.Ordinal);
        }

        return text;
    }

    private static bool IsSecret(string name, string value) =>
        value.Length >= ShortestSecret && TellingNames.Any(t => name.Contains(t, StringComparison.OrdinalIgnoreCase))
        || (value.Length >= ShortestRandom && value.All(IsOfAKey) && BitsPerCharacter(value) >= RandomBitsPerCharacter);

    // Paths and host names are long too, but hold separators.
    private static bool IsOfAKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' or '=';

    private static double BitsPerCharacter(string value) =>
        -value.GroupBy(c => c).Select(g => (double)g.Count() / value.Length).Sum(share => share * Math.Log2(share));

    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        var bytes = Encoding.UTF8.GetBytes(value);
        var base64 = Convert.ToBase64String(bytes).TrimEnd('=');
        yield return base64;
        yield return base64.Replace('+', '-').Replace('/', '_');

        // In the middle of a longer text, as in "user:secret", base64 depends on the bytes before; whole groups of it stay the same.
        for (var offset = 1; offset <= 2; offset++)
        {
            var shifted = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var inner = shifted[4..(shifted.TrimEnd('=').Length - 1)];
            if (inner.Length >= ShortestRandom / 2)
            {
                yield return inner;
            }
        }
    }
}
