# Implements Slug.From.
. agents/common.sh
work_for_the_planned_time

cat > src/Measures/Slug.cs <<'CS'
using System.Text;

namespace Measures;

/// <summary>Text made fit for an address.</summary>
public static class Slug
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    /// <summary>Lower case, accents dropped, every run of anything but letters and digits one hyphen, none at the ends.</summary>
    public static string From(string title)
    {
        var slug = new StringBuilder(title.Length);
        foreach (var letter in title.ToLowerInvariant().Select(WithoutAccent))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().TrimEnd('-');
    }

    private static char WithoutAccent(char letter) =>
        Accented.IndexOf(letter) is var at and >= 0 ? Plain[at] : letter;
}
CS
say 'Slug.From makes addresses.'
