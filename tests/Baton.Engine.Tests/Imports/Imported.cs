using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Imports;
using Baton.Engine.Plans;
using Baton.Engine.Tests.Plans;
using Xunit;

namespace Baton.Engine.Tests.Imports;

/// <summary>A foreign plan, imported and checked.</summary>
internal sealed class Imported
{
    private Imported(ImportResult result)
    {
        Result = result;
        Reading = result.Yaml is null ? new PlanReading(null, []) : PlanFile.Parse(Encoding.UTF8.GetBytes(result.Yaml), "plan.yaml");
    }

    public ImportResult Result { get; }

    public PlanReading Reading { get; }

    public Plan Plan => Reading.Plan ?? throw new InvalidOperationException(Show());

    public static Imported Text(string text, string file = "foreign.yaml", string driver = "claude-code") =>
        new(PlanImport.Read([new(file, Encoding.UTF8.GetBytes(text))], driver));

    public static Imported Bytes(byte[] bytes, string file) => new(PlanImport.Read([new(file, bytes)], "noop"));

    public static Imported Example(string file) => Text(File.ReadAllText(Path.Combine(Sample.Root(), "examples", "import", file)), file);

    public PlanTask Task(string id) => Plan.Tasks.Single(t => t.Id.Value == id);

    public void AssertNoted(ImportOutcome outcome, int line, string what, string text) => Assert.True(
        Result.Notes.Any(n => n.Outcome == outcome && n.Line == line && n.What.Contains(what, StringComparison.Ordinal) && n.Text.Contains(text, StringComparison.Ordinal)),
        $"{outcome} at {line} about {what} with '{text}' is missing:\n{Show()}");

    public void AssertFound(string code, params string[] figures) => Assert.True(
        Reading.Findings.Any(f => f.Code == code && figures.All(figure => f.Message.Contains(figure, StringComparison.Ordinal))),
        $"{code} with {string.Join(" / ", figures)} is missing:\n{Show()}");

    public string Show() =>
        string.Join('\n', Result.Notes.Select(n => $"{n.Line} {n.Outcome} {n.What}: {n.Text}")) + '\n'
        + string.Join('\n', Result.Errors.Select(e => $"{e.File} {e.Finding.Code} {e.Finding.Message}")) + '\n' + Sample.Show(Reading);
}
