using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>What became of one thing in a foreign plan.</summary>
/// <param name="Line">From 1.</param>
/// <param name="What">What it is about: <c>task T1</c>, <c>execution.startDate</c>.</param>
/// <param name="Text">What was done with it, or why not.</param>
public sealed record ImportNote(ImportOutcome Outcome, string File, int Line, string What, string Text);

public enum ImportOutcome
{
    /// <summary>It is in the plan and means the same.</summary>
    Carried,

    /// <summary>It is in the plan as what it probably means; somebody should look.</summary>
    Guessed,

    /// <summary>It is not in the plan, or is there as something that fails until a person provides it.</summary>
    NotCarried,
}

/// <summary>A file with its bytes, as far as they were read.</summary>
public sealed record ImportFile(string Path, ReadOnlyMemory<byte> Bytes);

/// <param name="Yaml">The plan; null when there is none to write.</param>
/// <param name="Errors">Why a file could not be read, by file.</param>
public sealed record ImportResult(string? Yaml, ImmutableArray<ImportNote> Notes, ImmutableArray<(string File, Finding Finding)> Errors);

/// <summary>Collects notes in bounded memory.</summary>
internal sealed class ImportNotes
{
    public const int Most = 5_000;

    private readonly List<ImportNote> _notes = [];
    private int _dropped;

    public void Carried(string file, int line, string what, string text) => Add(new(ImportOutcome.Carried, file, line, what, text));

    public void Guessed(string file, int line, string what, string text) => Add(new(ImportOutcome.Guessed, file, line, what, text));

    public void NotCarried(string file, int line, string what, string text) => Add(new(ImportOutcome.NotCarried, file, line, what, text));

    public ImmutableArray<ImportNote> ToArray()
    {
        ImmutableArray<ImportNote> sorted = [.. _notes.OrderBy(n => n.Line).ThenBy(n => n.File, StringComparer.Ordinal)];
        return _dropped == 0 ? sorted : sorted.Add(new(ImportOutcome.NotCarried, "", 1, "notes", $"{_dropped:N0} more notes are not shown."));
    }

    private void Add(ImportNote note)
    {
        if (_notes.Count < Most)
        {
            _notes.Add(note with { What = Plain(note.What), Text = Plain(note.Text) });
        }
        else
        {
            _dropped++;
        }
    }

    private static string Plain(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > 300 ? line[..300] + "..." : line;
    }
}
