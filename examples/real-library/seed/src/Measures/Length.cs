namespace Measures;

/// <summary>A length, kept in metres.</summary>
public readonly record struct Length(decimal Metres)
{
    /// <summary>Reads a number and a unit (<c>mm</c>, <c>cm</c>, <c>m</c>, <c>km</c>, <c>in</c>, <c>ft</c>), such as <c>5 ft 3 in</c> or <c>1.5km</c>; several parts add up.</summary>
    /// <exception cref="FormatException">The text is empty, or a part lacks its number or a known unit.</exception>
    public static Length Parse(string text) => throw new NotImplementedException();
}
