using Baton.Domain.Plans;

namespace Baton.Cli.Rendering;

/// <summary>Findings as lines that editors and people read: file:line:column: severity CODE: what. what to do.</summary>
internal static class FindingText
{
    public static void Write(TextWriter to, string path, IEnumerable<Finding> findings)
    {
        foreach (var f in findings)
        {
            var severity = f.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
            to.WriteLine($"{path}:{f.Position.Line}:{f.Position.Column}: {(to == Console.Out ? Coloured(f.Severity, severity) : severity)} {f.Code}: {f.Message}");
            if (f.Remedy.Length > 0)
            {
                to.WriteLine($"    {f.Remedy}");
            }
        }
    }

    private static string Coloured(Severity severity, string text) => severity switch { Severity.Error => Paint.Bad(text), Severity.Warning => Paint.Warn(text), _ => Paint.Dim(text) };
}
