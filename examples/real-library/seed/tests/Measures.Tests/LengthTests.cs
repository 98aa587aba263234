namespace Measures.Tests;

public sealed class LengthTests
{
    [Theory]
    [InlineData("2 m", "2")]
    [InlineData("1.5km", "1500")]
    [InlineData("250 mm", "0.25")]
    [InlineData("5 ft 3 in", "1.6002")]
    [InlineData("1 m 20 cm", "1.2")]
    [InlineData("-4 cm", "-0.04")]
    public void Numbers_with_units_add_up_to_metres(string text, string metres) =>
        Assert.Equal(decimal.Parse(metres, System.Globalization.CultureInfo.InvariantCulture), Length.Parse(text).Metres);

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("m")]
    [InlineData("3 parsecs")]
    [InlineData("1 m and 2 cm")]
    public void Text_without_number_or_known_unit_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Length.Parse(text));
}
