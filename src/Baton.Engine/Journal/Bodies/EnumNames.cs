namespace Baton.Engine.Journal.Bodies;

/// <summary>The names of an enumeration's values, as bodies have them, in both directions.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();
    private static readonly string[] Names = Array.ConvertAll(Values, v => v.ToString());

    public static string Of(T value) => Array.IndexOf(Values, value) is >= 0 and var at ? Names[at] : value.ToString();

    /// <summary>Null when no value has exactly this name.</summary>
    public static T? Find(string name) => Array.IndexOf(Names, name) is >= 0 and var at ? Values[at] : null;
}
