using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class PlanFileTests
{
    [Fact]
    public void Every_key_arrives_in_the_plan()
    {
        var reading = Sample.Parse("""
            baton: 1
            name: full
            title: Everything
            repository: {path: ../repo, template: tpl, base: main}
            limits: {concurrent: 3, tokens: 200k, money: $20, spent: 29k, buffer: 20k, deadline: 4h, timeout: 30m, models: {m1: 2}, resources: {gpu: 3}, windows: {per: hour, tokens: 90k}, conflicts: 5%, deadLetters: 336h}
            breakers: {failures: 3, window: 2m, open: 10s, probes: 2, successes: 4, counts: [agent, lost], model: {open: 1m}, driver: off}
            recovery: {strategy: linear, attempts: 4, initial: 500ms, max: 9s, multiplier: 3, faults: [ours, program-missing]}
            hour: 40ms
            start: 2026-11-30T09:00+01:00
            finish: merge
            protect: ["ci/**"]
            env: [HOME, {CI: "true"}]
            verify:
              - run: make check
            defaults: {timeout: 2h, priority: high, retry: 1}
            agents:
              dev: {driver: shell, title: Developer, model: m1, role: executive, concurrent: 2, allowance: {tokens: 40k, money: $2}, command: [sh, do.sh], env: [PATH], calendar: {zone: Europe/Berlin, hours: [mon-fri 09:00-12:30 13:30-17:00, sat 10:00-12:00], closed: [2026-12-24..2027-01-02, 2026-05-01], from: 2026-12-01}, quota: [{per: 5h, tokens: 500k}, {per: day, attempts: 9, money: $3, model: m1}]}
            groups:
              A: {title: Foundation, gateBeforeNext: true, concurrent: 3}
              B:
            tasks:
              T0: {agent: dev, estimate: 1h, outputs: [docs/a.md, src/b.ts], verify: [file: docs/a.md], group: A}
              T1:
                title: Schema
                agent: dev
                estimate: {optimistic: 2h, likely: 4h, pessimistic: 9h}
                needs: [{task: T0, at: 50%, lag: 10m}]
                inputs: [docs/a.md, {path: docs/c.md, section: "T1: Schema"}]
                outputs: ["db/**/*.sql", {path: src/b.ts, amends: T0, type: typescript}]
                verify:
                  - file: {paths: [db/x.sql, "db/*.md"], min: 2, maxSize: 1MB, minSize: 10B}
                  - name: compiles
                    run: {command: make, exit: 3, timeout: 5m, matches: "done"}
                  - run: [make, test]
                  - run: make lint
                  - tests: {command: dotnet test, format: trx, report: "out/*.trx", min: 8, passRate: 90%, maxSkipped: 0, timeout: 7m}
                  - scope: [notes/*]
                  - sha256: {path: a.txt, digest: E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855}
                  - human: {question: Good?, approver: lead}
                allowance: {tokens: 20k, money: $0.50}
                exclusive: [port:8080, gpu]
                priority: low
                timeout: 6h
                startWithin: 3h
                heartbeat: 30m
                retry: {retries: 4, backoff: linear, initial: 2s, max: 30s, multiplier: 1.5, jitter: 5%, conflicts: 1, only: [agent, lost], never: timeout, delays: {silence: 7s}, classes: {ours: {retries: 5, backoff: fixed, initial: 200ms, max: 1s, multiplier: 3}}}
                workspace: none
                run: make all
                instructions: |
                  Do it.
                authority: {write: ["src/**"], subagents: 1}
                group: B
                entry: [docs/x.md]
                related: docs/y.md
                rollback: git revert
                env: [{A: b}]
            """);

        Assert.False(reading.HasErrors, Sample.Show(reading));
        var plan = reading.Plan!;
        Assert.Equal(new RepositorySpec("../repo", "tpl", "main"), plan.Repository);
        Assert.Equal(
            new Limits { Concurrent = 3, Tokens = new(200_000), Money = new(20), Spent = new(29_000), Buffer = new(20_000), Deadline = TimeSpan.FromHours(4), Timeout = TimeSpan.FromMinutes(30), DeadLetters = TimeSpan.FromHours(336) },
            plan.Limits with { Models = new Limits().Models, Resources = new Limits().Resources, Windows = [], Conflicts = new Limits().Conflicts });
        Assert.Equal((2, 3, 0.05), (plan.Limits.Models["m1"], plan.Limits.Resources["gpu"], plan.Limits.Conflicts));
        Assert.Equal([new QuotaWindow(TimeSpan.FromHours(1), Tokens: new(90_000))], plan.Limits.Windows);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero), plan.Start);
        Assert.Equal((TimeSpan.FromMilliseconds(40), Finish.Merge, "Everything"), (plan.HourPace, plan.Finish, plan.Title));
        Assert.Equal(["ci/**"], plan.Protect);
        Assert.Equal([new("HOME"), new("CI", "true")], plan.Environment);
        Assert.Equal("make check", Assert.IsType<ValidatorSpec.Run>(Assert.Single(plan.Verify)).Command.Shell);
        Assert.Equal([new(new("A"), "Foundation", true, false, 3), new TaskGroup(new("B"), "B")], plan.Groups);

        AssertBreakers(plan.Breakers);
        Assert.Equal(
            new RecoveryPolicy
            {
                Strategy = RecoveryStrategy.Linear,
                Attempts = 4,
                Initial = TimeSpan.FromMilliseconds(500),
                Max = TimeSpan.FromSeconds(9),
                Multiplier = 3,
                Faults = FailureSet.Of("ours", "program-missing"),
            },
            plan.Recovery);
        var agent = Assert.Single(plan.Agents);
        Assert.Equal(("shell", "Developer", "m1", AgentRole.Executive, 2), (agent.Driver, agent.Title, agent.Model, agent.Role, agent.Concurrent));
        Assert.Equal(new Allowance(new(40_000), new(2)), agent.Allowance);
        Assert.Equal(["sh", "do.sh"], agent.Command!.Words);
        Assert.Equal([new(TimeSpan.FromHours(5), Tokens: new(500_000)), new QuotaWindow(TimeSpan.FromHours(24), Money: new(3), Attempts: 9, Model: "m1")], agent.Quota);
        AssertFullCalendar(agent.Calendar!);

        Assert.Equal((TimeSpan.FromHours(2), Priority.High, 1), (plan.Tasks[0].Timeout, plan.Tasks[0].Priority, plan.Tasks[0].Retry.Retries));
        AssertFullTask(plan.Tasks[1]);
    }

    private static void AssertFullCalendar(Calendar calendar)
    {
        Assert.Equal("Europe/Berlin", calendar.Zone.Id);
        Assert.Equal(11, calendar.Hours.Length);
        Assert.Contains(new WeeklyHours(DayOfWeek.Friday, new(13, 30, 0), new(17, 0, 0)), calendar.Hours);
        Assert.Contains(new WeeklyHours(DayOfWeek.Saturday, new(10, 0, 0), new(12, 0, 0)), calendar.Hours);
        Assert.Equal([new(new(2026, 12, 24), new(2027, 1, 2)), new ClosedPeriod(new(2026, 5, 1), new(2026, 5, 1))], calendar.Closed);
        Assert.Equal(new DateOnly(2026, 12, 1), calendar.From);
    }

    private static void AssertFullRetry(RetryPolicy retry)
    {
        var plain = new RetryPolicy();
        Assert.Equal(
            plain with
            {
                Retries = 4,
                Backoff = Backoff.Linear,
                Initial = TimeSpan.FromSeconds(2),
                Max = TimeSpan.FromSeconds(30),
                Multiplier = 1.5,
                Jitter = 0.05,
                Conflicts = 1,
                Only = FailureSet.Of("agent", "lost"),
                Never = FailureSet.Of("timeout"),
            },
            retry with { Delays = plain.Delays, Classes = plain.Classes });
        Assert.Equal(("silence", TimeSpan.FromSeconds(7)), (Assert.Single(retry.Delays).Key, retry.Delays["silence"]));
        Assert.Equal(new RetryRule(5, Backoff.Fixed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), 3), Assert.Single(retry.Classes).Value);
    }

    private static void AssertBreakers(BreakerPolicies breakers)
    {
        var common = new BreakerPolicy { Failures = 3, Window = TimeSpan.FromMinutes(2), Open = TimeSpan.FromSeconds(10), Probes = 2, Successes = 4, Counts = FailureSet.Of("agent", "lost") };
        Assert.Equal(new BreakerPolicies { Agent = common, Model = common with { Open = TimeSpan.FromMinutes(1) }, Driver = null }, breakers);
    }

    private static void AssertFullTask(PlanTask task)
    {
        Assert.Equal(["port:8080", "gpu"], task.Exclusive);
        Assert.Equal(("Schema", "dev", "B"), (task.Title, task.Agent?.Value, task.Group?.Value));
        Assert.Equal(new Estimate(TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(9)), task.Estimate);
        Assert.Equal([new Need(new("T0"), TimeSpan.FromMinutes(10), 0.5)], task.Needs);
        Assert.Equal([new("docs/a.md"), new TaskInput("docs/c.md", "T1: Schema")], task.Inputs);
        Assert.Equal([new("db/**/*.sql"), new TaskOutput("src/b.ts", new TaskId("T0"), "typescript")], task.Outputs);
        Assert.Equal(["file", "compiles", "run", "run-2", "tests", "scope", "sha256", "human"], task.Verify.Select(v => v.Name));
        var file = Assert.IsType<ValidatorSpec.File>(task.Verify[0]);
        Assert.Equal((2, 1_000_000L, 10L), (file.MinCount, file.MaxBytes, file.MinBytes));
        Assert.Equal(["db/x.sql", "db/*.md"], file.Paths);
        Assert.Equal(new ValidatorSpec.Run(Command.FromShell("make"), 3, TimeSpan.FromMinutes(5), "done") { Name = "compiles" }, task.Verify[1]);
        Assert.Equal(["make", "test"], Assert.IsType<ValidatorSpec.Run>(task.Verify[2]).Command.Words);
        Assert.Equal(
            new ValidatorSpec.Tests(Command.FromShell("dotnet test"), TestFormat.Trx, "out/*.trx", 8, 0.9, 0, TimeSpan.FromMinutes(7)) { Name = "tests" }, task.Verify[4]);
        Assert.Equal(["notes/*"], Assert.IsType<ValidatorSpec.Scope>(task.Verify[5]).Allow);
        Assert.StartsWith("e3b0c442", Assert.IsType<ValidatorSpec.Sha256>(task.Verify[6]).Digest, StringComparison.Ordinal);
        Assert.Equal(new ValidatorSpec.Human("Good?", "lead") { Name = "human" }, task.Verify[7]);
        Assert.Equal(new Allowance(new(20_000), new(0.5m)), task.Allowance);
        Assert.Equal((Priority.Low, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), WorkspaceKind.None), (task.Priority, task.Timeout, task.Heartbeat, task.Workspace));
        AssertFullRetry(task.Retry);
        Assert.Equal(TimeSpan.FromHours(3), task.StartWithin);
        Assert.Equal(("make all", "Do it.\n", "git revert"), (task.Run?.Shell, task.Instructions, task.Rollback));
        Assert.Equal(["src/**"], task.Authority.Write);
        Assert.Equal(1, task.Authority.SubAgentDepth);
        Assert.Equal(["docs/x.md"], task.EntryPoints);
        Assert.Equal(["docs/y.md"], task.Related);
        Assert.Equal([new EnvironmentGrant("A", "b")], task.Environment);
    }

    [Fact]
    public void A_task_that_says_nothing_gets_the_defaults_of_the_format()
    {
        var task = Sample.ParseTask("title: ~");

        Assert.Equal(("T1", TimeSpan.FromHours(6), Priority.Normal, WorkspaceKind.Worktree), (task.Title, task.Timeout, task.Priority, task.Workspace));
        Assert.Equal(new RetryPolicy(), task.Retry);
        Assert.Equal(Estimate.Unknown, task.Estimate);
        Assert.Null(task.Heartbeat);
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes() =>
        Assert.NotEqual(Sample.Parse(Sample.Task("title: x")).Plan!.Hash, Sample.Parse(Sample.Task("title: x ")).Plan!.Hash);

    [Fact]
    public void Later_sections_are_kept_as_yaml_at_the_left_margin()
    {
        var reading = Sample.Parse(Sample.Task("title: x") + """
            risks:
              # the worst one first
              - id: R1
                text: |
                  Two
                  lines

              - id: R2
            gates: {G1: {criteria: [a, b]}}   # later
            metrics:
              total: 5h
            """);

        Assert.False(reading.HasErrors, Sample.Show(reading));
        Assert.Equal("- id: R1\n  text: |\n    Two\n    lines\n\n- id: R2", reading.Plan!.Kept["risks"]);
        Assert.Equal("{G1: {criteria: [a, b]}}", reading.Plan.Kept["gates"]);
        Assert.Equal("total: 5h", reading.Plan.Kept["metrics"]);
        Assert.Equal(3, reading.Findings.Count(f => f is { Code: "BTN024", Severity: Severity.Info }));
    }

    [Fact]
    public void A_clone_workspace_is_read() => Assert.Equal(WorkspaceKind.Clone, Sample.ParseTask("workspace: clone").Workspace);

    [Fact]
    public void An_unknown_validator_stays_in_the_plan_as_one_that_never_passes()
    {
        var reading = Sample.Parse(Sample.Task("verify: [sql_syntax: a.sql, file: b.txt]"));

        Sample.Only(reading, "BTN021");
        Assert.Equal([new ValidatorSpec.Unknown("sql_syntax") { Name = "sql_syntax" }], reading.Plan!.Tasks[0].Verify.Where(v => v is ValidatorSpec.Unknown));
    }

    [Theory]
    [InlineData("no-such-plan.yaml", "does not exist")]
    [InlineData(".", "is a folder")]
    [InlineData("", "cannot be read")]
    public void A_file_that_cannot_be_opened_is_a_finding(string path, string message)
    {
        var finding = Sample.Only(PlanFile.Read(path), "BTN001");

        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_file_is_refused()
    {
        Sample.Only(PlanFile.Read("/dev/zero"), "BTN002");
    }

    [Theory]
    [InlineData("quickstart", "quickstart")]
    [InlineData("My Plan!", "my-plan")]
    [InlineData("...", "plan")]
    [InlineData("null", "null")]
    [InlineData("1", "1")]
    [InlineData("a: b", "a--b")]
    public void The_template_passes_its_own_check(string name, string expected)
    {
        var reading = Sample.Parse(PlanTemplate.Text(name));

        Assert.True(reading.Findings.IsEmpty, Sample.Show(reading));
        Assert.Equal(expected, reading.Plan!.Name);
    }
}
