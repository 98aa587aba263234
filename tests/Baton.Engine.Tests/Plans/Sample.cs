using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>Small plans and questions about what reading them gave.</summary>
internal static class Sample
{
    public const string Head = "baton: 1\nname: sample\nagents:\n  a: {driver: noop}\n";

    /// <summary>A plan whose one task has <paramref name="keys"/> (flow style, without braces) beside its agent.</summary>
    public static string Task(string keys) => $"{Head}tasks:\n  T1: {{agent: a, {keys}}}\n";

    public static PlanReading Parse(string text) => PlanFile.Parse(Encoding.UTF8.GetBytes(text), "plan.yaml");

    public static PlanTask ParseTask(string keys)
    {
        var reading = Parse(Task(keys));
        Assert.False(reading.HasErrors, Show(reading));
        return Assert.Single(reading.Plan!.Tasks);
    }

    public static string Show(PlanReading reading) =>
        string.Join('\n', reading.Findings.Select(f => $"{f.Position.Line}:{f.Position.Column} {f.Code} {f.Severity} {f.Message} {f.Remedy}"));

    public static Finding Only(PlanReading reading, string code)
    {
        var found = reading.Findings.Where(f => f.Code == code).ToList();
        Assert.True(found.Count == 1, $"{code} expected once:\n{Show(reading)}");
        return found[0];
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Baton.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the project.");
        }

        return folder;
    }
}
