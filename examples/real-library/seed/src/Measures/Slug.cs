namespace Measures;

/// <summary>Text made fit for an address.</summary>
public static class Slug
{
    /// <summary>Lower case, accents dropped, every run of anything but letters and digits one hyphen, none at the ends.</summary>
    public static string From(string title) => throw new NotImplementedException();
}
