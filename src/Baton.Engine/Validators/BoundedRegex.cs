using System.Text.RegularExpressions;

namespace Baton.Engine.Validators;

/// <summary>Regular expressions that people wrote, applied to text that anybody wrote.</summary>
internal static class BoundedRegex
{
    /// <summary>Without backtracking where the expression allows that, which takes time in proportion to the text; in any case with a time limit.</summary>
    /// <exception cref="ArgumentException">It is not a regular expression.</exception>
    public static Regex Make(string pattern, RegexOptions options, TimeSpan time)
    {
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, time);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, time);
        }
    }
}
