using Baton.Domain.Plans;
using Baton.Engine.Imports;

namespace Baton.Cli.Rendering;

/// <summary>What an import did, for people.</summary>
internal static class ImportText
{
    public static void Write(TextWriter to, string output, ImportResult import, PlanReading reading)
    {
        foreach (var file in import.Errors.GroupBy(e => e.File))
        {
            FindingText.Write(to, file.Key, file.Select(e => e.Finding));
        }

        if (import.Yaml is null)
        {
            to.WriteLine("Nothing was written.");
            return;
        }

        WritePart(to, "Carried", import, ImportOutcome.Carried);
        WritePart(to, "Guessed; look at these", import, ImportOutcome.Guessed);
        WritePart(to, "Not carried", import, ImportOutcome.NotCarried);
        to.WriteLine();
        FindingText.Write(to, output, reading.Findings.Where(f => f.Severity == Severity.Error));
        var errors = reading.Findings.Count(f => f.Severity == Severity.Error);
        var warnings = reading.Findings.Count(f => f.Severity == Severity.Warning);
        to.WriteLine($"Wrote {output}: {reading.Plan?.Tasks.Length ?? 0} tasks. Its check: {CellText.Count(errors, "error")}, {CellText.Count(warnings, "warning")}{(errors + warnings > 0 ? $"; baton check {output} shows all" : "")}.");
    }

    private static void WritePart(TextWriter to, string title, ImportResult import, ImportOutcome outcome)
    {
        var notes = import.Notes.Where(n => n.Outcome == outcome).ToList();
        to.WriteLine($"{title}: {notes.Count}");
        foreach (var note in notes)
        {
            to.WriteLine($"  {note.File}:{note.Line}: {note.What}: {note.Text}");
        }
    }
}

internal sealed record ImportNoteJson(string File, int Line, string What, string Text)
{
    public static IReadOnlyList<ImportNoteJson> Of(ImportResult import, ImportOutcome outcome) =>
        [.. import.Notes.Where(n => n.Outcome == outcome).Select(n => new ImportNoteJson(n.File, n.Line, n.What, n.Text))];
}

internal sealed record FileFindingJson(string File, FindingJson Finding);

/// <param name="Code">The exit code.</param>
/// <param name="Written">Whether the plan is there.</param>
internal sealed record ImportJson(
    int Code,
    string Plan,
    bool Written,
    int Tasks,
    IReadOnlyList<ImportNoteJson> Carried,
    IReadOnlyList<ImportNoteJson> Guessed,
    IReadOnlyList<ImportNoteJson> NotCarried,
    IReadOnlyList<FileFindingJson> Unreadable,
    IReadOnlyList<FindingJson> Findings)
{
    public static ImportJson Of(int code, string output, ImportResult import, PlanReading reading) => new(
        code,
        output,
        import.Yaml is not null,
        reading.Plan?.Tasks.Length ?? 0,
        ImportNoteJson.Of(import, ImportOutcome.Carried),
        ImportNoteJson.Of(import, ImportOutcome.Guessed),
        ImportNoteJson.Of(import, ImportOutcome.NotCarried),
        [.. import.Errors.Select(e => new FileFindingJson(e.File, FindingJson.Of(e.Finding)))],
        [.. reading.Findings.Select(FindingJson.Of)]);
}
