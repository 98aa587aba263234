using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class CheckTests
{
    [Theory]
    [InlineData("src/a.ts", "src/a.ts", true)]
    [InlineData("src/a.ts", "./src/a.ts", true)]
    [InlineData("\"src/**\"", "src/a.ts", true)]
    [InlineData("src/", "src/deep/a.ts", true)]
    [InlineData("\"src/**\"", "\"src/*.ts\"", true)]
    [InlineData("\"src/*.ts\"", "\"src/**\"", true)]
    [InlineData("\"**\"", "\"db/*.sql\"", true)]
    [InlineData("\"src/*.ts\"", "src/deep/a.ts", false)]
    [InlineData("\"src/*.ts\"", "\"src/a*\"", false)]
    [InlineData("src/a.ts", "src/A.ts", false)]
    [InlineData("src/[id].ts", "src/i.ts", false)]
    public void Two_owners_are_found_when_one_output_covers_the_other(string first, string second, bool overlap)
    {
        var reading = Sample.Parse($"{Sample.Head}tasks:\n  T1: {{agent: a, outputs: [{first}]}}\n  T2: {{agent: a, outputs: [{second}]}}\n");

        Assert.Equal(overlap, reading.Findings.Any(f => f.Code == "BTN040"));
    }

    [Fact]
    public void One_task_may_name_a_glob_and_a_file_below_it() => Sample.ParseTask("outputs: [\"src/**\", src/a.ts, src/a.ts]");

    [Theory]
    [InlineData("T3: {agent: a, outputs: [x.ts]}", "T9: {agent: a, needs: [T4], outputs: [{path: x.ts, amends: T3}]}", null)]
    [InlineData("T3: {agent: a, outputs: [x.ts]}", "T9: {agent: a, outputs: [{path: x.ts, amends: T3}]}", "does not need T3")]
    [InlineData("T3: {agent: a, outputs: [y.ts]}", "T9: {agent: a, needs: [T4], outputs: [{path: x.ts, amends: T3}]}", "does not own")]
    [InlineData("T3: {agent: a, outputs: [x.ts]}", "T9: {agent: a, needs: [T4], outputs: [{path: x.ts, amends: T9}]}", "same task")]
    public void An_amendment_needs_the_owner_directly_or_through_others(string owner, string amender, string? problem)
    {
        var reading = Sample.Parse($"{Sample.Head}tasks:\n  {owner}\n  T4: {{agent: a, needs: [T3]}}\n  {amender}\n");

        Assert.Equal(problem is not null, reading.Findings.Any(f => f.Code == "BTN041" && f.Message.Contains(problem ?? "", StringComparison.Ordinal)));
        Assert.Equal(problem is not null, reading.HasErrors);
    }

    [Fact]
    public void A_cycle_is_printed_as_a_path_from_its_first_task()
    {
        var finding = Sample.Only(
            Sample.Parse(Sample.Head + "tasks:\n  X: {agent: a, needs: [B]}\n  A: {agent: a, needs: [C]}\n  B: {agent: a, needs: [A]}\n  C: {agent: a, needs: [B, D]}\n  D: {agent: a}\n"), "BTN034");

        Assert.Contains("A -> C -> B -> A", finding.Message, StringComparison.Ordinal);
        Assert.Equal(new SourcePosition(7, 25), finding.Position);
    }

    [Fact]
    public void Two_separate_cycles_are_two_findings()
    {
        var reading = Sample.Parse(Sample.Head + "tasks:\n  A: {agent: a, needs: [B]}\n  B: {agent: a, needs: [A]}\n  C: {agent: a, needs: [D]}\n  D: {agent: a, needs: [C, A]}\n");

        Assert.Equal(2, reading.Findings.Count(f => f.Code == "BTN034"));
    }

    [Theory]
    [InlineData("../x", true)]
    [InlineData("a/../../x", true)]
    [InlineData("/etc/x", true)]
    [InlineData("~/x", true)]
    [InlineData("C:/x", true)]
    [InlineData(".git/refs/heads/main", true)]
    [InlineData("sub/.GIT/config", true)]
    [InlineData(".baton/journal.db", true)]
    [InlineData("./.baton/x", true)]
    [InlineData("'a\\b'", true)]
    [InlineData(".", true)]
    [InlineData("''", true)]
    [InlineData(".github/x.yml", false)]
    [InlineData("a..b/c", false)]
    [InlineData("docs/.baton/x", false)]
    [InlineData("a b/ü.txt", false)]
    public void Outputs_authority_and_validators_stay_in_the_repository(string path, bool refused)
    {
        Assert.Equal(refused, Sample.Parse(Sample.Task($"outputs: [{path}]")).Findings.Any(f => f.Code == "BTN042"));
        Assert.Equal(refused, Sample.Parse(Sample.Task($"authority: {{write: [{path}]}}")).Findings.Any(f => f.Code == "BTN042"));
        Assert.Equal(refused, Sample.Parse(Sample.Task($"verify: [file: [{path}]]")).Findings.Any(f => f.Code == "BTN042"));
    }

    [Theory]
    [InlineData(".git/hooks/pre-commit", false)]
    [InlineData(".git/config", false)]
    [InlineData(".git/HEAD", true)]
    public void Of_git_a_task_may_be_given_shared_settings_alone(string path, bool refused)
    {
        Assert.Equal(refused, Sample.Parse(Sample.Task($"authority: {{write: [{path}]}}")).Findings.Any(f => f.Code == "BTN042"));
        Assert.Contains(Sample.Parse(Sample.Task($"outputs: [{path}]")).Findings, f => f.Code == "BTN042");
    }

    [Theory]
    [InlineData("run: 'true'", true)]
    [InlineData("run: ':'", true)]
    [InlineData("run: exit 0", true)]
    [InlineData("run: make || true", true)]
    [InlineData("run: make && test || exit 0", true)]
    [InlineData("run: make; true", true)]
    [InlineData("run: [sh, -c, 'make || :']", true)]
    [InlineData("run: ['true']", true)]
    [InlineData("run: echo all good", true)]
    [InlineData("run: {command: make || exit 1, exit: 0}", false)]
    [InlineData("run: {command: exit 3, exit: 3}", true)]
    [InlineData("run: {command: 'false', exit: 1}", true)]
    [InlineData("run: {command: make || true, matches: '0 failed'}", false)]
    [InlineData("run: {command: make, matches: '.*'}", true)]
    [InlineData("run: make", false)]
    [InlineData("run: 'test -f x || exit 1; echo ok'", false)]
    [InlineData("run: 'set -e; make; echo ok'", false)]
    [InlineData("run: 'if make; then exit 1; fi; exit 0'", false)]
    [InlineData("run: echo $(make)", false)]
    [InlineData("run: grep 'a || true' x", false)]
    [InlineData("file: []", true)]
    [InlineData("file: {paths: a, min: 0}", true)]
    [InlineData("file: {paths: a, min: 0, maxSize: 1MB}", false)]
    [InlineData("tests: {command: x, format: go, min: 0, passRate: 0%}", true)]
    [InlineData("tests: {command: x, format: go, min: 0}", false)]
    [InlineData("scope: ['**']", true)]
    [InlineData("scope: []", false)]
    public void A_validator_that_cannot_fail_is_an_error(string validator, bool refused)
    {
        var reading = Sample.Parse(Sample.Task($"verify: [{{{validator}}}]"));

        Assert.True(refused == reading.Findings.Any(f => f.Code == "BTN060"), Sample.Show(reading));
        Assert.Equal(refused, reading.HasErrors);
    }

    [Fact]
    public void A_need_is_not_redundant_when_the_other_way_is_a_partial_hand_off()
    {
        const string Plan = Sample.Head + "tasks:\n  T1: {agent: a}\n  T2: {agent: a, needs: [{task: T1, at: 50%}]}\n  T3: {agent: a, needs: [T1, T2]}\n";

        Assert.DoesNotContain(Sample.Parse(Plan).Findings, f => f.Code == "BTN075");
        Assert.Contains(Sample.Parse(Plan.Replace("50%", "100%", StringComparison.Ordinal)).Findings, f => f.Code == "BTN075");
    }

    [Fact]
    public void Allowances_are_held_against_the_plan_and_the_agent()
    {
        const string Plan = "baton: 1\nname: x\nlimits: {money: $1}\nagents:\n  a: {driver: noop, allowance: {tokens: 10k}}\n"
            + "tasks:\n  T1: {agent: a, allowance: {tokens: 6k, money: $0.60}}\n  T2: {agent: a, allowance: {tokens: 6k, money: $0.60}}\n";

        var messages = Sample.Parse(Plan).Findings.Where(f => f.Code == "BTN050").Select(f => f.Message).ToList();

        Assert.Equal(2, messages.Count);
        Assert.Contains(messages, m => m.Contains("12,000 tokens, more than its 10,000", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains("$1.20, more than the limit of $1.00", StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_two_hundred_findings_are_cut_with_errors_first()
    {
        var tasks = string.Concat(Enumerable.Range(0, 300).Select(i => $"  T{i}: {{title: x{(i == 299 ? ", y: 1" : "")}}}\n"));

        var findings = Sample.Parse($"{Sample.Head}tasks:\n{tasks}").Findings;

        Assert.Equal(201, findings.Length);
        Assert.Contains(findings, f => f.Code == "BTN013");
        Assert.Equal("BTN099", findings[^1].Code);
        Assert.Contains("701 more", findings[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_facts_of_a_plan_with_ten_needs_in_parallel_groups_are_counted()
    {
        var needs = string.Concat(Enumerable.Range(1, 10).Select(i => $"  T{i}: {{agent: a, group: G, needs: [T{i - 1}]}}\n"));

        var reading = Sample.Parse($"{Sample.Head}groups: {{G: {{parallel: true}}}}\ntasks:\n  T0: {{agent: a, group: G}}\n{needs}");

        Assert.Equal(10, reading.Findings.Count(f => f.Code == "BTN070"));
    }
}
