using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Baton.Engine.Charts;
using Xunit;

namespace Baton.Engine.Tests.Charts;

internal sealed record Box(double Left, double Top, double Right, double Bottom)
{
    public bool Overlaps(Box other) =>
        Left < other.Right - 0.15 && other.Left < Right - 0.15 && Top < other.Bottom - 0.15 && other.Top < Bottom - 0.15;
}

/// <summary>An SVG picture read back: strict XML, and where its shapes and texts lie.</summary>
internal sealed class SvgReading
{
    private static readonly XNamespace Ns = "http://www.w3.org/2000/svg";

    public SvgReading(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true });
        Root = XDocument.Load(reader).Root!;
        var view = Root.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        View = new(0, 0, view[2], view[3]);
    }

    public XElement Root { get; }
    public Box View { get; }

    public IEnumerable<XElement> All(string name, string? group = null) =>
        Root.Descendants(Ns + name).Where(e => group is null || e.Ancestors(Ns + "g").Any(g => g.Attribute("class")!.Value == group));

    public static string TitleOf(XElement group) => group.Element(Ns + "title")!.Value;

    public static Box BoxOf(XElement element) => element.Name.LocalName switch
    {
        "rect" => Rect(element),
        "text" => Text(element),
        _ => throw new ArgumentException($"No box for {element.Name}.", nameof(element)),
    };

    public void AssertSafeAndInside()
    {
        Assert.Equal("img", Root.Attribute("role")!.Value);
        Assert.Equal(Root.Attribute("aria-labelledby")!.Value, $"{All("title").First().Attribute("id")!.Value} {All("desc").Single().Attribute("id")!.Value}");
        Assert.All(Root.DescendantsAndSelf(), e => Assert.Contains(e.Name.LocalName, (string[])["svg", "title", "desc", "style", "g", "rect", "line", "path", "text"]));
        Assert.All(Root.DescendantsAndSelf().Attributes(), a => Assert.False(a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name.LocalName is "href" or "src"));
        Assert.All(All("rect").Concat(All("text")), e => AssertInside(BoxOf(e), e));
    }

    private void AssertInside(Box box, XElement element) => Assert.True(
        box.Left >= -0.1 && box.Top >= -0.1 && box.Right <= View.Right + 0.1 && box.Bottom <= View.Bottom + 0.1, $"{box} of {element} is outside {View}.");

    private static Box Rect(XElement e)
    {
        var (x, y) = (Number(e.Attribute("x")?.Value ?? "0"), Number(e.Attribute("y")?.Value ?? "0"));
        return new(x, y, x + Number(e.Attribute("width")!.Value), y + Number(e.Attribute("height")!.Value));
    }

    private static Box Text(XElement e)
    {
        var style = e.Attribute("class")!.Value.Split(' ');
        var (x, y, size) = (Number(e.Attribute("x")!.Value), Number(e.Attribute("y")!.Value), Number(e.Attribute("font-size")!.Value));
        var width = TextWidth.Of(e.Value, size, style.Contains("b-bold"));
        var left = style.Contains("b-middle") ? x - (width / 2) : style.Contains("b-end") ? x - width : x;
        return new(left, y - (size * 0.8), left + width, y + (size * 0.22));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
