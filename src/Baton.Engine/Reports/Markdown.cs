using System.Globalization;
using System.Text;

namespace Baton.Engine.Reports;

/// <summary>Writes Markdown that shows values as they are: cells and text are escaped.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    public Markdown Heading(int level, string text)
    {
        _text.Append('#', level).Append(' ').Append(Escape(text)).Append("\n\n");
        return this;
    }

    public Markdown Paragraph(string text)
    {
        _text.Append(text).Append("\n\n");
        return this;
    }

    public Markdown Item(string text)
    {
        _text.Append("- ").Append(text.ReplaceLineEndings("\n  ")).Append('\n');
        return this;
    }

    public Markdown Gap()
    {
        _text.Append('\n');
        return this;
    }

    public Markdown Table(string[] headers, IEnumerable<string?[]> rows)
    {
        Row(headers);
        Row([.. headers.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row([.. row.Select(c => Escape(c ?? "–"))]);
        }

        return Gap();
    }

    public override string ToString() => _text.ToString();

    public static string Escape(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    public static string Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "–";

    public static string Seconds(TimeSpan? time) => time is { } t ? t.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "–";

    public static string Hours(TimeSpan time) => time.TotalHours.ToString("0.##", CultureInfo.InvariantCulture) + " h";

    private void Row(string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
