using Baton.Engine.Charts;

namespace Baton.Engine.Reports;

/// <summary>Maps planned time to columns and writes the time axis with the finest step whose labels fit.</summary>
internal sealed class GanttAxis(TimeSpan length, int columns, GanttGlyphs glyphs)
{
    private const int LeastDistance = 6;
    private readonly TimeScale _scale = new(length, length * ((double)LeastDistance / columns));

    public bool ShowsDays => _scale.ShowsDays;

    public int Column(TimeSpan time) =>
        length > TimeSpan.Zero ? (int)Math.Clamp(Math.Round(time / length * columns), 0, columns) : 0;

    /// <summary>The first column that begins at that time or later.</summary>
    public int ColumnAfter(TimeSpan time) => length > TimeSpan.Zero ? (int)Math.Clamp(Math.Ceiling((time / length * columns) - 1e-6), 0, columns) : 0;

    /// <summary>The number of columns that end by that time.</summary>
    public int ColumnBefore(TimeSpan time) => length > TimeSpan.Zero ? (int)Math.Clamp(Math.Floor((time / length * columns) + 1e-6), 0, columns) : 0;

    public IEnumerable<string> Lines(TimeSpan? now)
    {
        var labels = new string(' ', columns + 1).ToCharArray();
        var ruler = new string(glyphs.Line, columns + 1).ToCharArray();
        foreach (var time in _scale.Ticks())
        {
            var at = Column(time);
            var text = _scale.Label(time);
            ruler[at] = glyphs.Tick;
            text.CopyTo(0, labels, Math.Min(at, labels.Length - text.Length), text.Length);
        }

        if (now is { } moment)
        {
            ruler[Column(moment)] = glyphs.Now;
        }

        return [new(labels), new(ruler)];
    }
}
