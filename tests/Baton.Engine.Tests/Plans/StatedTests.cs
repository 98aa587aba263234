using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>Stated figures, barriers, hand-offs and gates on small plans; the documents' own are in <see cref="DocumentTests"/>.</summary>
public sealed class StatedTests
{
    private const string Two = Sample.Head + "tasks:\n  T1: {agent: a, estimate: 2h}\n  T2: {agent: a, estimate: 1h, needs: [T1]}\n";
    private const string Barred = Sample.Head + "groups: {A: {gateBeforeNext: true}, B: {}}\ntasks:\n  T1: {agent: a, group: A, estimate: 4h}\n  T2: {agent: a, group: A, estimate: 1h}\n";

    [Theory]
    [InlineData("sequential: 180m", null)]
    [InlineData("makespan: 3h", null)]
    [InlineData("makespan: 4h", "BTN084")]
    [InlineData("saved: 0h", null)]
    [InlineData("saved: 1h", "BTN085")]
    [InlineData("saving: 0%", null)]
    [InlineData("path: {length: 3h}", null)]
    [InlineData("path: {length: 2h}", "BTN083")]
    [InlineData("parallel: [T1, T2]", "BTN088")]
    [InlineData("atOnce: 2", "BTN088")]
    [InlineData("atOnce: 1", null)]
    [InlineData("agents: 1", null)]
    [InlineData("groups: 1", "BTN080")]
    [InlineData("tokens: 0", null)]
    [InlineData("money: $1", "BTN086")]
    public void A_figure_is_a_finding_exactly_when_it_differs(string figure, string? code)
    {
        var reading = Sample.Parse($"{Two}stated: [{figure}]\n");

        Assert.Equal(code is null ? [] : [code], reading.Findings.Where(f => f.Code.CompareTo("BTN078") >= 0).Select(f => f.Code));
        Assert.False(reading.HasErrors, Sample.Show(reading));
    }

    [Fact]
    public void A_difference_is_found_at_its_entry_with_the_stated_text()
    {
        var finding = Sample.Only(Sample.Parse($"{Two}stated:\n  - tasks: 2\n  - {{sequential: 5h, where: page 3}}\n"), "BTN081");

        Assert.Equal(new SourcePosition(10, 5), finding.Position);
        Assert.Equal("5h", finding.Text);
    }

    [Theory]
    [InlineData("stated: [{sequential: 5h, makespan: 3h}]", "BTN013", "One statement names 'sequential' and 'makespan'")]
    [InlineData("stated: [{where: here}]", "BTN014", "states no figure")]
    [InlineData("stated: [{total: 5h}]", "BTN013", "unknown key 'total'")]
    [InlineData("stated: [{makespan: soon}]", "BTN018", "soon")]
    [InlineData("stated: [{saving: 130%}]", "BTN019", "more than the whole")]
    [InlineData("stated: [{path: [T1, T9]}]", "BTN030", "names 'T9'")]
    [InlineData("stated: [{parallel: [T1, T9]}]", "BTN030", "names 'T9'")]
    [InlineData("stated: [{escalation: {metric: tokens}}]", "BTN014", "above")]
    [InlineData("stated: [5h]", "BTN016", "not a mapping")]
    [InlineData("gates: {g: {criteria: [{threshold: 5%}]}}", "BTN014", "comparator")]
    [InlineData("gates: {g: {criteria: [{comparator: \"~\", threshold: 5%}]}}", "BTN020", "~")]
    [InlineData("gates: {g: {criteria: [{comparator: \"<\", threshold: 5%, measured: 4ms}]}}", "BTN019", "the units differ")]
    [InlineData("gates: {g: {stated: maybe}}", "BTN020", "maybe")]
    [InlineData("gates: {g: {stated: go}}", "BTN093", "it has no criterion")]
    [InlineData("handoffs: {h: {due: 1h, from: b}}", "BTN031", "'b'")]
    [InlineData("handoffs: {h: {due: 1h, trigger: T9}}", "BTN030", "'T9'")]
    [InlineData("handoffs: {h: {due: 1h, trigger: {task: T1, at: 0%}}}", "BTN019", "0 %")]
    [InlineData("checkpoints: {c: {expect: {T1: 10%}}}", "BTN014", "at")]
    [InlineData("checkpoints: {c: {at: 1h, expect: {T9: 10%}}}", "BTN030", "'T9'")]
    public void What_cannot_be_read_or_refers_to_nothing_is_an_error(string section, string code, string message)
    {
        var reading = Sample.Parse($"{Two}{section}\n");

        Assert.True(reading.Findings.Any(f => f.Code == code && f.Severity == Severity.Error && f.Message.Contains(message, StringComparison.Ordinal)), Sample.Show(reading));
    }

    [Fact]
    public void The_same_value_stated_twice_in_other_words_is_no_contradiction() =>
        Assert.DoesNotContain(Sample.Parse($"{Two}stated: [makespan: 3h, makespan: 180 minutes, sequential: 3h]\n").Findings, f => f.Code == "BTN087");

    [Theory]
    [InlineData("  T3: {agent: a, group: B, estimate: 1h, needs: [T1]}\n", null)]
    [InlineData("  T3: {agent: a, group: B, estimate: 1h, needs: [T2]}\n", "delays T3 (needs only T2 of it) by 3 h. It costs the plan 1 h.")]
    [InlineData("  T3: {agent: a, group: B, estimate: 1h}\n", "delays T3 (needs nothing of it) by 4 h. It costs the plan 1 h.")]
    [InlineData("  T3: {agent: a, estimate: 1h, needs: [T2]}\n", null)]
    public void A_barrier_costs_what_it_delays(string task, string? message)
    {
        var reading = Sample.Parse(Barred + task);

        Assert.Equal(message is not null, reading.Findings.Any(f => f.Code == "BTN078"));
        Assert.True(message is null || reading.Findings.Any(f => f.Message.EndsWith(message, StringComparison.Ordinal)), Sample.Show(reading));
    }

    [Fact]
    public void A_barrier_that_waits_for_itself_through_others_is_an_error()
    {
        var finding = Sample.Only(Sample.Parse(Barred + "  T3: {agent: a, group: A, needs: [T4]}\n  T4: {agent: a, needs: [T5]}\n  T5: {agent: a, group: B}\n"), "BTN036");

        Assert.Contains("T3 of group A needs T5", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_barrier_keeps_apart_what_is_stated_as_parallel() =>
        Assert.Contains("barrier after group A", Sample.Only(Sample.Parse(Barred + "  T3: {agent: a, group: B, estimate: 1h}\nstated: [parallel: [T2, T3]]\n"), "BTN088").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("due: 30m", true)]
    [InlineData("due: 1h", false)]
    public void A_hand_off_without_a_trigger_comes_from_who_owns_its_artifact(string due, bool early) =>
        Assert.Equal(early, Sample.Parse($"{Sample.Head}tasks: {{T1: {{agent: a, estimate: 1h, outputs: [docs/]}}}}\nhandoffs: {{h: {{{due}, artifacts: [docs/a.md]}}}}\n").Findings.Any(f => f.Code == "BTN079"));

    [Theory]
    [InlineData("a, mandatory: false", "go", "GO WITH CONDITIONS")]
    [InlineData("a", "go with conditions", "NO-GO")]
    public void A_verdict_may_be_worse_than_computed_and_never_better(string criterion, string stated, string verdict)
    {
        var gate = $"gates: {{g: {{criteria: [{{title: {criterion}}}], stated: {stated}}}}}\n";

        Assert.Contains($"but it is {verdict}", Sample.Only(Sample.Parse(Two + gate), "BTN093").Message, StringComparison.Ordinal);
        Assert.False(Sample.Parse(Two + gate.Replace($"stated: {stated}", "stated: no-go", StringComparison.Ordinal)).HasErrors);
    }
}
