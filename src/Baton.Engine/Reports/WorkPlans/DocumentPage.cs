using System.Diagnostics;
using System.Text;
using Baton.Engine.Charts;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Writes a document as one HTML page: no script, nothing from elsewhere, light and dark, narrow and wide, and fit to print.</summary>
internal static class DocumentPage
{
    public static string Write(string title, IEnumerable<DocumentBlock> blocks)
    {
        var all = blocks.ToList();
        var sections = all.OfType<DocumentBlock.Heading>().Where(h => h.Level == 2).Select((h, k) => (h.Text, Anchor: $"s{k}")).ToList();
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append($"<title>{ChartText.Xml(title)}</title>\n<style>\n{PageStyle.Css}</style>\n</head>\n<body>\n");
        page.Append("<nav aria-label=\"Sections\"><ul>").AppendJoin("", sections.Select(s => $"<li><a href=\"#{s.Anchor}\">{ChartText.Xml(s.Text)}</a></li>")).Append("</ul></nav>\n<main>\n");
        var section = 0;
        foreach (var block in all)
        {
            Write(page, block, block is DocumentBlock.Heading { Level: 2 } ? $" id=\"s{section++}\"" : "");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, DocumentBlock block, string id) => _ = block switch
    {
        DocumentBlock.Heading h => page.Append($"<h{h.Level}{id}>{Inline(h.Text)}</h{h.Level}>\n"),
        DocumentBlock.Paragraph p => page.Append($"<p>{Inline(p.Text)}</p>\n"),
        DocumentBlock.List { Items.IsEmpty: true } => page,
        DocumentBlock.List list => page.Append(list.Open ? "<ul class=\"open\">" : "<ul>").AppendJoin("", list.Items.Select(i => $"<li>{Inline(i)}</li>")).Append("</ul>\n"),
        DocumentBlock.Table { Rows.IsEmpty: true } => page.Append("<p>None.</p>\n"),
        DocumentBlock.Table table => Table(page, table),
        DocumentBlock.Code code => page.Append("<pre tabindex=\"0\">").AppendJoin('\n', code.Lines.Select(ChartText.Xml)).Append("</pre>\n"),
        DocumentBlock.Picture picture => page.Append("<div class=\"picture\" tabindex=\"0\">").Append(picture.Svg).Append("</div>\n"),
        _ => throw new UnreachableException($"No HTML for {block.GetType().Name}."),
    };

    private static StringBuilder Table(StringBuilder page, DocumentBlock.Table table)
    {
        page.Append("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>").AppendJoin("", table.Head.Select(c => $"<th scope=\"col\">{Inline(c)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select((c, k) => k == 0 ? $"<th scope=\"row\">{Inline(c)}</th>" : $"<td>{Inline(c)}</td>")).Append("</tr>\n");
        }

        return page.Append("</tbody></table></div>\n");
    }

    /// <summary>Escaped, with text between backticks as code.</summary>
    private static string Inline(string text)
    {
        var parts = ChartText.Xml(text).Split('`');
        return parts.Length % 2 == 0 ? string.Join('`', parts) : string.Concat(parts.Select((part, k) => k % 2 == 0 ? part : $"<code>{part}</code>"));
    }
}
