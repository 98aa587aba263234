using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>Settings of the plan that can be read as something, but that nobody can mean.</summary>
public sealed class NonsenseSettingTests
{
    [Theory]
    [InlineData("protect: 0", "'protect' of the plan is a number, not a path, a glob or a list of them", 8, 10)]
    [InlineData("protect: true", "'protect' of the plan is a truth value", 8, 10)]
    [InlineData("protect: [src/**, 1.5]", "a number", 8, 19)]
    [InlineData("protect: [\"\"]", "not a path, a glob", 8, 11)]
    [InlineData("breakers: {counts: NaN}", "'NaN', which cannot be the code or class of a failure", 8, 20)]
    [InlineData("breakers: {counts: []}", "an empty list: no failure would ever count", 8, 20)]
    [InlineData("breakers: {model: {counts: []}}", "an empty list", 8, 28)]
    [InlineData("breakers: {counts: [agent, 0]}", "'0', which cannot be", 8, 28)]
    [InlineData("breakers: {counts: [[agent]]}", "a list, not failure codes or classes", 8, 21)]
    [InlineData("recovery: {faults: true}", "'true', which cannot be", 8, 20)]
    [InlineData("recovery: {faults: [ours, Exit Code]}", "'Exit Code', which cannot be", 8, 27)]
    [InlineData("defaults: {retry: {never: false}}", "'false', which cannot be", 8, 27)]
    public void Nonsense_IsAnErrorThatSaysWhatIsExpected(string setting, string message, int line, int column)
    {
        var finding = Sample.Only(Read(setting), "BTN016");

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Equal(new SourcePosition(line, column), finding.Position);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData("protect: []")]
    [InlineData("protect: \"0\"")]
    [InlineData("protect: [2024-notes/**, v1.5]")]
    [InlineData("breakers: {counts: exit-code}")]
    [InlineData("recovery: {faults: []}")]
    [InlineData("recovery: {faults: [ours, program-missing]}")]
    public void What_can_be_meant_is_accepted(string setting)
    {
        var reading = Read(setting);

        Assert.True(reading.Findings.IsEmpty, Sample.Show(reading));
    }

    [Fact]
    public void An_unknown_code_stays_a_warning() => Assert.Equal(Severity.Warning, Sample.Only(Read("breakers: {counts: exitcode}"), "BTN026").Severity);

    private static PlanReading Read(string setting) => Sample.Parse($"{Sample.Head}tasks:\n  T1: {{agent: a, estimate: 1h, verify: [file: a.txt], outputs: [a.txt]}}\n\n{setting}\n");
}
