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

    /// <summary>A block that is shown as it is, but for the marks that open comments; nothing for no lines.</summary>
    public Markdown Code(IEnumerable<string> lines)
    {
        var all = string.Join('\n', lines).Replace("<!--", "<! --", StringComparison.Ordinal);
        var fence = "```";
        while (all.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        if (all.Length > 0)
        {
            _text.Append(fence).Append("text\n").Append(all).Append('\n').Append(fence).Append("\n\n");
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Escape(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("](", "]\\(", StringComparison.Ordinal);

    public static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');

    public static string LastLine(string text) => text.TrimEnd().Split('\n')[^1].TrimEnd('\r');

    public static string Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A duration as people read it: 408 ms, 3.7 s, 3 min 5 s, 2 h 7 min; a dash for none.</summary>
    public static string Seconds(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalSeconds: < 1 } t => t.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        { TotalMinutes: < 1 } t => t.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } t => $"{t.Minutes} min {t.Seconds} s",
        { } t => $"{(int)t.TotalHours} h {t.Minutes} min",
    };

    /// <summary>A moment to the millisecond, where several things happen in one second.</summary>
    public static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Hours(TimeSpan time) => time.TotalHours.ToString("0.##", CultureInfo.InvariantCulture) + " h";

    private void Row(string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
