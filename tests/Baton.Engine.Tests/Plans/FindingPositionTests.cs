using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class FindingPositionTests
{
    [Theory]
    [InlineData("BTN013", "need: []", 6, 18, "need", "Did you mean 'needs'?")]
    [InlineData("BTN018", "estimate: soon", 6, 28, "soon", "Write a duration as 4h")]
    [InlineData("BTN018", "estimate: -4h", 6, 28, "-4h", "Write a duration as 4h")]
    [InlineData("BTN018", "timeout: 0s", 6, 27, "0s", "Write a duration")]
    [InlineData("BTN018", "timeout: 99999999999999999999999h", 6, 27, "99999999999999999999999h", "Write a duration")]
    [InlineData("BTN018", "estimate: {optimistic: 5h, likely: 4h}", 6, 28, "", "Order the three")]
    [InlineData("BTN019", "allowance: {tokens: 1e9}", 6, 38, "1e9", "20k, 1.2M")]
    [InlineData("BTN019", "allowance: {money: 5}", 6, 37, "5", "$2.50")]
    [InlineData("BTN019", "needs: [{task: T1, at: 0%}]", 6, 41, "0", "above 0")]
    [InlineData("BTN019", "needs: [{task: T1, at: 150%}]", 6, 41, "150%", "50%")]
    [InlineData("BTN019", "retry: 1000", 6, 25, "1000", "from 0 to 9")]
    [InlineData("BTN018", "retry: {initial: 10ms}", 6, 35, "10ms", "from 100ms to 60s")]
    [InlineData("BTN018", "retry: {max: 301s}", 6, 31, "301s", "from 100ms to 300s")]
    [InlineData("BTN018", "retry: {delays: {timeout: 6m}}", 6, 44, "6m", "from 0s to 300s")]
    [InlineData("BTN019", "retry: {multiplier: 11}", 6, 38, "11", "from 1 to 10")]
    [InlineData("BTN019", "retry: {jitter: 20%}", 6, 34, "20%", "0% to 10%")]
    [InlineData("BTN013", "retry: {classes: {agnet: {}}}", 6, 36, "agnet", "Did you mean 'agent'?")]
    [InlineData("BTN026", "retry: {never: exitcode}", 6, 33, "exitcode", "Did you mean 'exit-code'?")]
    [InlineData("BTN019", "verify: [file: {paths: a, maxSize: 1XB}]", 6, 53, "1XB", "1MB")]
    [InlineData("BTN020", "priority: hihg", 6, 28, "hihg", "Did you mean 'high'?")]
    [InlineData("BTN021", "verify: [file: a.txt, flie: b.txt]", 6, 40, "flie", "Did you mean 'file'?")]
    [InlineData("BTN014", "verify: [run: ]", 6, 27, "run", "behind 'run:'")]
    [InlineData("BTN014", "verify: [tests: {command: x, format: trx}]", 6, 34, "report", "Add 'report:'")]
    [InlineData("BTN013", "verify: [{file: a, run: b}]", 6, 37, "run", "one validator per list entry")]
    [InlineData("BTN012", "verify: [{file: a, name: x}, {file: b, name: x}]", 6, 63, "x", "another name")]
    [InlineData("BTN016", "title: [a]", 6, 25, "", "Write text here")]
    [InlineData("BTN016", "needs: [[a]]", 6, 26, "", "Write text or a mapping here")]
    [InlineData("BTN016", "verify: [scope]", 6, 27, "scope", "from its kind")]
    [InlineData("BTN023", "verify: [sha256: {path: a, digest: 12}]", 6, 53, "12", "64 hex digits")]
    [InlineData("BTN025", "env: [{1A: x}]", 6, 25, "1A", "NAME")]
    [InlineData("BTN030", "needs: [T11]", 6, 26, "T11", "Did you mean 'T1'?")]
    [InlineData("BTN033", "needs: [T1]", 6, 26, "T1", "own needs")]
    [InlineData("BTN042", "outputs: [a.txt, /etc/passwd]", 6, 35, "/etc/passwd", "inside the repository")]
    [InlineData("BTN072", "title: x", 6, 3, "T1", "agent")]
    public void A_finding_names_place_text_and_advice(string code, string keys, int line, int column, string text, string remedy)
    {
        var plan = code == "BTN072" ? Sample.Task(keys).Replace("agent: a, ", "", StringComparison.Ordinal) : Sample.Task(keys);

        var finding = Sample.Only(Sample.Parse(plan), code);

        Assert.Equal(new SourcePosition(line, column), finding.Position);
        Assert.Equal(text, finding.Text);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Message);
    }

    [Fact]
    public void Findings_come_by_position_and_not_twice()
    {
        var reading = Sample.Parse(Sample.Head + "tasks:\n  T2: {agent: b, x: 1}\n  T1: {agent: b, needs: [T9, T9]}\n");

        var places = reading.Findings.Select(f => (f.Position.Line, f.Position.Column)).ToList();

        Assert.Equal(places.Order(), places);
        Assert.Equal(reading.Findings.Distinct().Count(), reading.Findings.Length);
    }

    [Fact]
    public void The_source_of_a_plan_finds_its_parts()
    {
        var reading = Sample.Parse(Sample.Head + "groups:\n  G: {parallel: true}\ntasks:\n  T1:\n    agent: a\n    needs:\n      - T0\n      - {task: T2}\n");

        Assert.Equal(new SourcePosition(12, 9), reading.Source.Find(PlanPlace.Task(new("T1"), "needs", 1)));
        Assert.Equal(new SourcePosition(9, 12), reading.Source.Find(PlanPlace.Task(new("T1"), "agent")));
        Assert.Equal(new SourcePosition(8, 3), reading.Source.Find(PlanPlace.Task(new("T1"), "estimate")));
        Assert.Equal(new SourcePosition(7, 1), reading.Source.Find(PlanPlace.Task(new("T7"))));
        Assert.Equal(new SourcePosition(6, 17), reading.Source.Find(PlanPlace.Group(new("G"), "parallel")));
    }
}
