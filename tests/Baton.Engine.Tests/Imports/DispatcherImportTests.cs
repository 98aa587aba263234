using Baton.Domain.Plans;
using Baton.Engine.Imports;
using Xunit;

namespace Baton.Engine.Tests.Imports;

public sealed class DispatcherImportTests
{
    private static readonly string[] Types =
    [
        "file_exists", "sql_syntax", "schema_validation", "typescript_compile", "zod_schema_validation", "route_definitions", "react_component_structure", "unit_tests",
        "api_endpoints", "test_execution", "performance_benchmarks",
    ];

    [Fact]
    public void The_example_stream_becomes_a_plan_that_passes_its_check()
    {
        var imported = Imported.Example("dispatcher.yaml");

        Assert.True(imported.Reading.Findings.All(f => f.Severity == Severity.Info), imported.Show());
        Assert.Equal("phase-7.2", imported.Plan.Name);
        Assert.Equal(4, imported.Plan.Limits.Concurrent);
        Assert.Equal(["T1", "T2", "T3", "T4", "T5", "T6", "T7"], imported.Plan.Tasks.Select(t => t.Id.Value));
        Assert.Equal(["GROUP_A True True 3", "GROUP_B True True 2", "GROUP_C False False 1"], imported.Plan.Groups.Select(g => $"{g.Id} {g.Barrier} {g.Parallel} {g.Concurrent}"));
        Assert.Equal([3, 1, 1, 1], imported.Plan.Gates.Select(g => g.Criteria.Length + (g.Id == "success" ? 1 : 0)));
        Assert.All(imported.Plan.Gates, g => Assert.Equal(GateVerdict.NoGo, g.Verdict));
    }

    [Fact]
    public void A_task_keeps_what_it_says()
    {
        var task = Imported.Example("dispatcher.yaml").Task("T4");

        Assert.Equal(("Orders endpoints", "backend-engineer-typescript", "GROUP_B", Priority.Critical), (task.Title, task.Agent!.Value.Value, task.Group!.Value.Value, task.Priority));
        Assert.Equal(TimeSpan.FromHours(6), task.Estimate.Likely);
        Assert.Equal(TimeSpan.FromHours(2), task.Timeout);
        Assert.Equal(2, task.Retry.Retries);
        Assert.Equal(["T1", "T2"], task.Needs.Select(n => n.Task.Value));
        Assert.Equal(["api/src/types/orders.ts", "database/schemas/orders.json"], task.Inputs.Select(i => i.Path));
        Assert.Equal([new TaskOutput("api/src/routes/orders.ts", Type: "typescript")], task.Outputs);
        Assert.Equal("per-task: git revert", task.Rollback);
    }

    [Theory]
    [InlineData(ImportOutcome.NotCarried, "execution.startDate", "somebody starts it")]
    [InlineData(ImportOutcome.NotCarried, "dispatcher.logDir", ".baton")]
    [InlineData(ImportOutcome.NotCarried, "execution.agentSpawning.fallback", "a person looks")]
    [InlineData(ImportOutcome.NotCarried, "T1.validation.sql_syntax", "validators/sql_syntax")]
    [InlineData(ImportOutcome.NotCarried, "rollback.checkpoints", "can be reverted")]
    [InlineData(ImportOutcome.Guessed, "execution.agentSpawning.timeout", "seconds")]
    [InlineData(ImportOutcome.Guessed, "taskGroups[1].dependsOnGroup", "barrier after group GROUP_A")]
    [InlineData(ImportOutcome.Guessed, "successCriteria.perGroup.GROUP_C", "nothing measures")]
    [InlineData(ImportOutcome.Guessed, "GROUP_A.tasks[2].priority", "'medium' is taken as normal")]
    [InlineData(ImportOutcome.Carried, "dispatcher.maxConcurrentAgents", "limits.concurrent: 4")]
    public void What_became_of_each_part_is_said_with_its_line(ImportOutcome outcome, string what, string text)
    {
        var imported = Imported.Example("dispatcher.yaml");

        var note = Assert.Single(imported.Result.Notes, n => n.Outcome == outcome && n.What == what && n.Text.Contains(text, StringComparison.Ordinal));
        var line = File.ReadAllLines(Path.Combine(Plans.Sample.Root(), "examples", "import", "dispatcher.yaml"))[note.Line - 1];
        Assert.Contains(what.Split('.')[^1] is "sql_syntax" ? "sql_syntax" : what.Split('.')[^1], line, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_validator_type_is_in_the_example()
    {
        var text = File.ReadAllText(Path.Combine(Plans.Sample.Root(), "examples", "import", "dispatcher.yaml"));

        Assert.All(Types, type => Assert.Contains("type: " + type, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sql_syntax")]
    [InlineData("schema_validation")]
    [InlineData("typescript_compile")]
    [InlineData("zod_schema_validation")]
    [InlineData("route_definitions")]
    [InlineData("react_component_structure")]
    [InlineData("unit_tests")]
    [InlineData("api_endpoints")]
    [InlineData("test_execution")]
    [InlineData("performance_benchmarks")]
    [InlineData("never_heard_of")]
    public void A_validator_without_a_meaning_is_a_protected_command_that_is_not_there(string type)
    {
        var imported = Imported.Text(Task($"validation: [{{type: {type}, minimum: 3}}]"));

        var run = Assert.IsType<ValidatorSpec.Run>(Assert.Single(imported.Task("T1").Verify));
        Assert.Equal(["validators/" + type, "minimum=3", "a.txt"], run.Command.Words);
        Assert.Contains("validators/**", imported.Plan.Protect);
        imported.AssertNoted(ImportOutcome.NotCarried, 1, type, "does not pass until");
        Assert.False(imported.Reading.HasErrors, imported.Show());
    }

    [Theory]
    [InlineData("type: schema_validation, schema: s/order.json, files: [d/a.json, d/b.json]", "json-schema")]
    [InlineData("type: zod_schema_validation, schema: s/order.json, path: d/a.json", "json-schema")]
    [InlineData("type: performance_benchmarks, command: node bench.js, metric: p95, max: 200", "benchmark")]
    [InlineData("type: performance_benchmarks, command: node bench.js, metric: /rps, min: 500, report: out/b.json", "benchmark")]
    [InlineData("type: unit_tests, command: npm test, format: junit, report: out/j.xml, minTests: 20", "tests")]
    [InlineData("type: test_execution, command: go test -json ./..., format: go", "tests")]
    [InlineData("type: dependency_audit, command: npm audit --json, severity: high", "vulnerabilities")]
    [InlineData("type: dependency_audit, command: dotnet list package --vulnerable --format json", "vulnerabilities")]
    [InlineData("type: no_todo, pattern: 'TODO|FIXME', paths: ['src/**'], max: 0", "pattern")]
    public void A_validator_that_says_enough_becomes_one_that_measures(string validator, string kind)
    {
        var imported = Imported.Text(Task($"validation: [{{{validator}}}]"));

        var spec = Assert.Single(imported.Task("T1").Verify);
        Assert.Equal(kind, Baton.Engine.Validators.ValidatorText.Kind(spec));
        Assert.False(imported.Reading.HasErrors, imported.Show());
        imported.AssertNoted(ImportOutcome.Carried, 1, validator.Split(',')[0]["type: ".Length..], "");
        Assert.DoesNotContain(imported.Result.Notes, n => n.Outcome == ImportOutcome.NotCarried && n.What.Contains(".validation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("type: schema_validation, tables: [orders]")]
    [InlineData("type: schema_validation, schema: orders.xsd")]
    [InlineData("type: performance_benchmarks, metric: p95, max: 200")]
    [InlineData("type: no_todo, pattern: TODO, paths: [src]")]
    public void A_validator_that_says_too_little_stays_a_command_that_is_not_there(string validator) =>
        Assert.StartsWith("validators/", Assert.IsType<ValidatorSpec.Run>(Assert.Single(Imported.Text(Task($"validation: [{{{validator}}}]")).Task("T1").Verify)).Command.Words[0], StringComparison.Ordinal);

    [Fact]
    public void What_a_measure_means_is_carried()
    {
        var imported = Imported.Text(Task("validation: [{type: performance_benchmarks, command: node bench.js, metric: p95, max: 200}, {type: schema_validation, schema: s.json, path: d.json}]"));

        Assert.Equal(new ValidatorSpec.Benchmark(Command.FromShell("node bench.js"), null, "p95", Comparator.AtMost, 200, null, TimeSpan.FromMinutes(10)) { Name = "performance_benchmarks" }, imported.Task("T1").Verify[0]);
        var schema = Assert.IsType<ValidatorSpec.JsonSchema>(imported.Task("T1").Verify[1]);
        Assert.Equal(("s.json", "d.json"), (schema.Schema, Assert.Single(schema.Paths)));
    }

    [Fact]
    public void Several_validators_of_one_type_have_names_of_their_own()
    {
        var imported = Imported.Text(Task("validation: [{type: sql_syntax, path: a}, {type: sql_syntax, path: b}, {type: file_exists, paths: [a, b]}, {type: unit_tests, command: make test}]"));

        Assert.Equal(["sql_syntax", "sql_syntax-2", "file", "unit_tests"], imported.Task("T1").Verify.Select(v => v.Name));
        Assert.Equal(["a", "b"], Assert.IsType<ValidatorSpec.File>(imported.Task("T1").Verify[2]).Paths);
        Assert.Equal("make test", Assert.IsType<ValidatorSpec.Run>(imported.Task("T1").Verify[3]).Command.Shell);
    }

    [Fact]
    public void What_cannot_be_sound_is_imported_as_it_is_and_the_check_says_why()
    {
        var imported = Imported.Text(
            "taskGroups: [{groupId: A, tasks: [{taskId: T1, outputs: [x.ts]}, {taskId: T2, outputs: [x.ts], dependencies: [T1, T9]}, {taskId: 'T 3', dependencies: [T2]}]}]");

        imported.AssertFound("BTN040", "output of task T2 and of task T1");
        imported.AssertFound("BTN030", "needs 'T9'");
        imported.AssertNoted(ImportOutcome.Guessed, 1, "tasks[2].taskId", "it is T-3 here");
        imported.AssertNoted(ImportOutcome.NotCarried, 1, "execution", "no such document");
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x\n", "BTN008")]
    [InlineData("taskGroups: [\n", "BTN005")]
    [InlineData("just text\n", "BTN010")]
    [InlineData("baton: 1\nname: x\ntasks: {a: {}}\n", "BTN010")]
    [InlineData("dispatcher: {phase: x}\n", "BTN035")]
    public void A_file_that_is_none_is_refused_with_a_code_and_nothing_comes_of_it(string text, string code)
    {
        var imported = Imported.Text(text);

        Assert.Null(imported.Result.Yaml);
        Assert.Equal(code, Assert.Single(imported.Result.Errors).Finding.Code);
    }

    [Fact]
    public void The_same_stream_gives_the_same_bytes()
    {
        Assert.Equal(Imported.Example("dispatcher.yaml").Result.Yaml, Imported.Example("dispatcher.yaml").Result.Yaml);
        Assert.DoesNotContain('\r', Imported.Text(File.ReadAllText(Path.Combine(Plans.Sample.Root(), "examples", "import", "dispatcher.yaml")).Replace("\n", "\r\n", StringComparison.Ordinal)).Result.Yaml!);
    }

    [Theory]
    [InlineData("a: b", "plain # not a comment", "\"quoted\"")]
    [InlineData("null", "yes", "1e3")]
    [InlineData("- item", "*alias", "C:\\path\ttab")]
    [InlineData("über", "{flow}", "ends with space ")]
    public void Texts_come_through_the_plan_file_unchanged(params string[] texts)
    {
        var quoted = texts.Select(t => System.Text.Json.JsonSerializer.Serialize(t));
        var imported = Imported.Text($"taskGroups: [{{groupId: A, tasks: [{{taskId: T1, title: {System.Text.Json.JsonSerializer.Serialize(texts[0])}, relatedDocs: [{string.Join(", ", quoted)}]}}]}}]");

        Assert.Equal(texts.Select(t => t.Trim()), imported.Task("T1").Related);
        Assert.Equal(texts[0], imported.Task("T1").Title);
    }

    private static string Task(string keys) => $"taskGroups: [{{groupId: A, tasks: [{{taskId: T1, effortHours: 2, agent: {{type: a}}, outputs: [a.txt], {keys}}}]}}]";
}
