namespace Baton.Engine.Charts;

/// <summary>
/// The colours of the pictures, for light and dark surroundings. Text has a contrast of at least 4.5 to 1 against what it stands on and marks one of at
/// least 3 to 1; every difference that matters is also one of lightness, outline or shape.
/// </summary>
internal static class ChartStyle
{
    private static readonly Palette Light = new(
        Page: "#ffffff", Text: "#1b1f24", Muted: "#57606a", Grid: "#d8dee4", Bar: "#dbe7f5", BarEdge: "#4a6fa5", BarText: "#1b1f24",
        Critical: "#9a3412", CriticalEdge: "#5f1e08", CriticalText: "#ffffff", Link: "#8a929a", Deadline: "#b00020", Bound: "#0a6b3d", Now: "#6f42c1", Closed: "#e6e9ed");

    private static readonly Palette Dark = new(
        Page: "#0d1117", Text: "#e6edf3", Muted: "#9da7b3", Grid: "#2b323a", Bar: "#1f3a5f", BarEdge: "#79a7e0", BarText: "#e6edf3",
        Critical: "#f0a070", CriticalEdge: "#ffd9c2", CriticalText: "#1b0d05", Link: "#6e7681", Deadline: "#ff7b88", Bound: "#57d28f", Now: "#c297ff", Closed: "#1b2129");

    /// <summary>Rules for both; what is printed is light.</summary>
    public static string Css { get; } = $$"""
        .baton-chart { font-family: "Helvetica Neue", Arial, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
        .baton-chart .b-bold { font-weight: bold; }
        .baton-chart .b-end { text-anchor: end; }
        .baton-chart .b-middle { text-anchor: middle; }
        .baton-chart .b-beside { paint-order: stroke; stroke-width: 3px; stroke-linejoin: round; }
        .baton-chart path { fill: none; }
        .baton-chart .b-bar { stroke-width: 1px; }
        .baton-chart .b-tight { stroke-width: 2.5px; }
        .baton-chart .b-critical { stroke-width: 2px; }
        .baton-chart .b-link { stroke-width: 1px; }
        .baton-chart .b-chain { stroke-width: 2px; }
        .baton-chart .b-barrier { stroke-width: 1.5px; stroke-dasharray: 2 3; }
        .baton-chart .b-deadline { stroke-width: 2px; stroke-dasharray: 7 3; }
        .baton-chart .b-bound { stroke-width: 2px; stroke-dasharray: 9 3 2 3; }
        .baton-chart .b-now { stroke-width: 2px; }
        {{Rules(Light)}}
        @media screen and (prefers-color-scheme: dark) {
        {{Rules(Dark)}}
        }
        """;

    private static string Rules(Palette p) => $$"""
        .baton-chart .b-page { fill: {{p.Page}}; }
        .baton-chart text { fill: {{p.Text}}; }
        .baton-chart text.b-muted { fill: {{p.Muted}}; }
        .baton-chart text.b-beside { stroke: {{p.Page}}; }
        .baton-chart text.b-in { fill: {{p.BarText}}; }
        .baton-chart text.b-in-critical { fill: {{p.CriticalText}}; }
        .baton-chart .b-grid { stroke: {{p.Grid}}; }
        .baton-chart .b-closed { fill: {{p.Closed}}; }
        .baton-chart .b-edge { stroke: {{p.Muted}}; }
        .baton-chart .b-bar { fill: {{p.Bar}}; stroke: {{p.BarEdge}}; }
        .baton-chart .b-critical { fill: {{p.Critical}}; stroke: {{p.CriticalEdge}}; }
        .baton-chart .b-link { stroke: {{p.Link}}; }
        .baton-chart .b-chain { stroke: {{p.Critical}}; }
        .baton-chart .b-head { fill: {{p.Link}}; }
        .baton-chart .b-chain-head { fill: {{p.Critical}}; }
        .baton-chart .b-barrier { stroke: {{p.Muted}}; }
        .baton-chart .b-deadline { stroke: {{p.Deadline}}; }
        .baton-chart .b-bound { stroke: {{p.Bound}}; }
        .baton-chart .b-now { stroke: {{p.Now}}; }
        .baton-chart text.b-deadline-text { fill: {{p.Deadline}}; }
        .baton-chart text.b-bound-text { fill: {{p.Bound}}; }
        .baton-chart text.b-now-text { fill: {{p.Now}}; }
        """;

    private sealed record Palette(
        string Page, string Text, string Muted, string Grid, string Bar, string BarEdge, string BarText, string Critical, string CriticalEdge,
        string CriticalText, string Link, string Deadline, string Bound, string Now, string Closed);
}
