using System.Globalization;
using System.Text;

namespace Baton.Engine.Charts;

/// <summary>Writes one SVG document: numbers with at most one decimal, text escaped, no script and nothing from elsewhere.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _body = new();

    public Svg Open(string cssClass, string? title = null)
    {
        _body.Append("<g class=\"").Append(cssClass).Append("\">");
        return title is null ? this : Raw($"<title>{ChartText.Xml(title)}</title>");
    }

    public Svg Close() => Raw("</g>\n");

    public Svg Rect(string cssClass, double x, double y, double width, double height, double radius = 0) => Raw(
        $"<rect class=\"{cssClass}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"{(radius > 0 ? $" rx=\"{N(radius)}\"" : "")}/>");

    public Svg Line(string cssClass, double x1, double y1, double x2, double y2) =>
        Raw($"<line class=\"{cssClass}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public Svg Path(string cssClass, string data) => Raw($"<path class=\"{cssClass}\" d=\"{data}\"/>");

    /// <param name="y">The base line.</param>
    public Svg Text(string cssClass, double x, double y, string text, double size) =>
        Raw($"<text class=\"{cssClass}\" x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\">{ChartText.Xml(text)}</text>");

    public Svg NewLine() => Raw("\n");

    /// <param name="id">Names the picture within a page that holds several.</param>
    /// <param name="description">What the picture says, for those who do not see it.</param>
    public string Document(string id, double width, double height, string title, string description) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" class="baton-chart" role="img" aria-labelledby="{id}-title {id}-desc" width="{N(width)}" height="{N(height)}" viewBox="0 0 {N(width)} {N(height)}">
        <title id="{id}-title">{ChartText.Xml(title)}</title>
        <desc id="{id}-desc">{ChartText.Xml(description)}</desc>
        <style>
        {ChartStyle.Css}
        </style>
        <rect class="b-page" width="{N(width)}" height="{N(height)}"/>
        {_body}</svg>

        """).ReplaceLineEndings("\n");

    public static string N(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    private Svg Raw(string text)
    {
        _body.Append(text);
        return this;
    }
}
