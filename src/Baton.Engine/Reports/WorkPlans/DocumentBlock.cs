using System.Collections.Immutable;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>A piece of a document before it is Markdown or HTML. Texts are plain; whoever writes them escapes them.</summary>
public abstract record DocumentBlock
{
    private DocumentBlock()
    {
    }

    /// <param name="Level">1 for the title, 2 for sections, 3 and 4 below.</param>
    public sealed record Heading(int Level, string Text) : DocumentBlock;

    public sealed record Paragraph(string Text) : DocumentBlock;

    /// <param name="Open">Each item is something to tick off.</param>
    public sealed record List(ImmutableArray<string> Items, bool Open = false) : DocumentBlock;

    public sealed record Table(ImmutableArray<string> Head, ImmutableArray<string[]> Rows) : DocumentBlock;

    /// <summary>Text as it is.</summary>
    public sealed record Code(ImmutableArray<string> Lines) : DocumentBlock;

    /// <param name="Lines">The picture as text, for Markdown.</param>
    /// <param name="Svg">The picture, for a page.</param>
    public sealed record Picture(ImmutableArray<string> Lines, string Svg) : DocumentBlock;
}
