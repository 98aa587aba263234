namespace Baton.Engine.Reports;

/// <param name="Width">Columns in all; at least 40 are used.</param>
/// <param name="Ascii">Only characters below 128.</param>
/// <param name="MaxRows">Rows of the chart; a plan that needs more is shown as the number of tasks at work per agent.</param>
public sealed record GanttOptions(int Width = 100, bool Ascii = false, int MaxRows = 120)
{
    /// <summary>Waits that are listed below the chart.</summary>
    public int MaxWaits { get; init; } = 10;
}

/// <summary>The characters of a chart.</summary>
internal sealed record GanttGlyphs(
    char Critical, char Other, char Left, char Right, char Milestone, char Line, char Tick, char Now, char Idle, char Closed, string Then, string More)
{
    public static readonly GanttGlyphs Unicode = new('█', '▒', '▐', '▌', '◆', '─', '┬', '▼', '·', '░', " → ", "…");
    public static readonly GanttGlyphs Ascii = new('#', '=', '[', ']', '*', '-', '+', 'v', '.', ':', " > ", "..");
}
