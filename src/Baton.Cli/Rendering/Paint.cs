namespace Baton.Cli.Rendering;

/// <summary>Colours for plain output: on terminals alone, and never with NO_COLOR or TERM=dumb.</summary>
internal static class Paint
{
    private static readonly bool On = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Columns of the terminal; null when the output goes elsewhere and may be as wide as it is.</summary>
    public static int? Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : Console.WindowWidth;

    public static string Bold(string text) => Code("1", text);

    public static string Good(string text) => Code("32", text);

    public static string Bad(string text) => Code("31", text);

    public static string Warn(string text) => Code("33", text);

    public static string Dim(string text) => Code("90", text);

    /// <summary>The text in the colour of a task's state.</summary>
    public static string Of(TaskStatus status, string text) => status switch
    {
        TaskStatus.Complete => Good(text),
        TaskStatus.Failed or TaskStatus.DeadLettered or TaskStatus.RolledBack => Bad(text),
        TaskStatus.AwaitingApproval or TaskStatus.Blocked or TaskStatus.Parked => Warn(text),
        TaskStatus.InProgress or TaskStatus.Spawned or TaskStatus.Validating or TaskStatus.Merging => Code("36", text),
        _ => Dim(text),
    };

    private static string Code(string code, string text) => On ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
