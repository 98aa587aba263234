using System.Diagnostics;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Writes a document as Markdown with tables (GitHub Flavored Markdown).</summary>
internal static class DocumentMarkdown
{
    public static string Write(IEnumerable<DocumentBlock> blocks)
    {
        var markdown = new Markdown();
        foreach (var block in blocks)
        {
            Write(markdown, block);
        }

        return markdown.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(Markdown markdown, DocumentBlock block) => _ = block switch
    {
        DocumentBlock.Heading heading => markdown.Heading(heading.Level, heading.Text),
        DocumentBlock.Paragraph paragraph => markdown.Paragraph(Markdown.Escape(paragraph.Text)),
        DocumentBlock.List { Items.IsEmpty: true } => markdown,
        DocumentBlock.List list => list.Items.Aggregate(markdown, (m, item) => m.Item((list.Open ? "[ ] " : "") + Markdown.Escape(item))).Gap(),
        DocumentBlock.Table { Rows.IsEmpty: true } => markdown.Paragraph("None."),
        DocumentBlock.Table table => markdown.Table([.. table.Head], table.Rows),
        DocumentBlock.Code code => markdown.Code(code.Lines),
        DocumentBlock.Picture picture => markdown.Code(picture.Lines),
        _ => throw new UnreachableException($"No Markdown for {block.GetType().Name}."),
    };
}
