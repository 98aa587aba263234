using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Imports;

/// <summary>Turns foreign plans into the native form. The same files give the same plan, byte for byte.</summary>
public static class PlanImport
{
    private const int MostDocuments = 100;

    /// <param name="driver">The driver of agents that the foreign plan does not say how to start.</param>
    public static ImportResult Read(IReadOnlyList<ImportFile> files, string driver)
    {
        var (draft, notes) = (new Draft(), new ImportNotes());
        var errors = ImmutableArray.CreateBuilder<(string, Finding)>();
        var markdown = new MarkdownImport(draft, notes, driver);
        var dispatcher = new DispatcherImport(draft, notes, driver);
        var streams = new List<string>();
        foreach (var file in files)
        {
            var findings = new FindingList();
            if (PlanText.Decode(file.Bytes.Span, findings) is { } text)
            {
                if (IsMarkdown(file.Path, text))
                {
                    markdown.Read(file.Path, text);
                }
                else
                {
                    streams.Add(file.Path);
                    ReadStream(file.Path, text, dispatcher, findings);
                }
            }

            errors.AddRange(findings.ToSorted().Where(f => f.Severity == Severity.Error).Select(f => (file.Path, f)));
        }

        if (streams.Count > 0)
        {
            dispatcher.Finish(streams[0]);
        }

        markdown.Finish();
        AddNothingFound(draft, files, errors);
        return new ImportResult(errors.Count > 0 ? null : DraftWriter.Write(draft, files.Select(f => Path.GetFileName(f.Path))), notes.ToArray(), errors.ToImmutable());
    }

    private static void ReadStream(string file, string text, DispatcherImport dispatcher, FindingList findings)
    {
        var documents = YamlTree.ReadAll(text, findings, MostDocuments);
        if (findings.HasErrors)
        {
            return;
        }

        if (!documents.Any(DispatcherImport.Knows))
        {
            findings.Error(CheckCode.NotAPlan, new(1, 1), "", "The file is no dispatcher stream: no document has 'dispatcher:', 'taskGroups:', 'execution:', 'successCriteria:' or 'rollback:'.",
                "Import a dispatcher stream or a Markdown work plan; a file that is a plan already needs no import.");
            return;
        }

        dispatcher.Read(file, documents);
    }

    private static bool IsMarkdown(string path, string text) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".md" or ".markdown" => true,
        ".yaml" or ".yml" => false,
        _ => text.StartsWith('#') && !text.Contains("\n---\n", StringComparison.Ordinal) || text.Contains("\n|", StringComparison.Ordinal) || text.Contains("\n#", StringComparison.Ordinal) && text.Contains("\n- **", StringComparison.Ordinal),
    };

    private static void AddNothingFound(Draft draft, IReadOnlyList<ImportFile> files, ImmutableArray<(string, Finding)>.Builder errors)
    {
        if (draft.Tasks.Count == 0 && errors.Count == 0)
        {
            errors.Add((files[0].Path, new Finding(CheckCode.NoTasks, Severity.Error, new(1, 1), "", "No tasks were found.",
                "A dispatcher stream has them under 'taskGroups:', a Markdown plan in tables with columns such as Task, Owner, Hours and Depends on.")));
        }
    }
}
