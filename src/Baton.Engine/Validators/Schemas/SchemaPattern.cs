using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Engine.Validators.Schemas;

/// <summary>The regular expressions of schemas, which are ECMA-262's, as .NET understands them. Bounded in time.</summary>
internal sealed class SchemaPatterns
{
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Regex> _made = new(StringComparer.Ordinal);

    /// <exception cref="SchemaFault">It is no regular expression, or takes too long.</exception>
    public bool IsMatch(string pattern, string text)
    {
        try
        {
            if (!_made.TryGetValue(pattern, out var regex))
            {
                _made[pattern] = regex = BoundedRegex.Make(Translate(pattern), RegexOptions.CultureInvariant, MatchTime);
            }

            return regex.IsMatch(text);
        }
        catch (ArgumentException e)
        {
            throw new SchemaFault($"{pattern} is not a regular expression: {e.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            throw new SchemaFault($"{pattern} took longer than {Words.Time(MatchTime)}; write a pattern that does not backtrack");
        }
    }

    /// <summary>ECMA-262's <c>\d</c> and <c>\w</c> are ASCII, and its <c>$</c> is the very end.</summary>
    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++i], inClass));
                continue;
            }

            inClass = c == '[' || (c != ']' && inClass);
            text.Append(c == '$' && !inClass ? @"\z" : c.ToString());
        }

        return text.Replace(@"\p{Letter}", @"\p{L}").Replace(@"\p{digit}", @"\p{Nd}").ToString();
    }

    private static string Escape(char c, bool inClass) => (c, inClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('w', false) => "[A-Za-z0-9_]",
        ('w', true) => "A-Za-z0-9_",
        ('W', false) => "[^A-Za-z0-9_]",
        ('/', _) => "/",
        _ => "\\" + c,
    };
}
