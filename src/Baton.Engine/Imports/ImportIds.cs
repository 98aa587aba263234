using System.Text;

namespace Baton.Engine.Imports;

/// <summary>Ids of the plan for names of a foreign one.</summary>
internal static class ImportIds
{
    private const int Longest = 64;

    /// <summary>The name itself when it can be an id, else the nearest text that can; never empty.</summary>
    public static string Of(string name)
    {
        var id = new StringBuilder();
        foreach (var character in name)
        {
            id.Append(char.IsAsciiLetterOrDigit(character) || character is '.' or '_' ? character : '-');
        }

        var words = id.ToString().Split('-', StringSplitOptions.RemoveEmptyEntries);
        var clean = string.Join('-', words).TrimStart('.', '_');
        clean = clean.Length > Longest ? clean[..Longest].TrimEnd('-') : clean;
        return clean.Length == 0 ? "unnamed" : clean;
    }

    /// <summary>The same with small letters, as plan names have them.</summary>
    public static string Name(string name) => Of(name).ToLowerInvariant();
}
