using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>What a test command shows beside its counts: coverage, whether it says the same twice, and that no test went missing.</summary>
public sealed class CoverageAndRerunTests : ValidatorRoom
{
    private const string Cobertura = """
        <?xml version="1.0"?>
        <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
        <coverage line-rate="1" branch-rate="1"><sources><source>ROOT</source></sources><packages><package name="p"><classes>
          <class name="A" filename="src/a.py"><methods><method name="m"><lines><line number="1" hits="1"/></lines></method></methods>
            <lines><line number="1" hits="1"/><line number="2" hits="0"/><line number="3" hits="5" branch="true" condition-coverage="50% (1/2)"/><line number="4" hits="1"/></lines></class>
          <class name="B" filename="src/b.py"><methods/><lines><line number="1" hits="1"/></lines></class>
        </classes></package></packages></coverage>
        """;

    private const string Lcov = "TN:\nSF:src/a.js\nDA:1,1\nDA:2,0\nDA:3,4\nDA:4,1\nBRDA:3,0,0,4\nBRDA:3,0,1,-\nLF:4\nLH:4\nend_of_record\nSF:src/b.js\nDA:1,1\nend_of_record\n";

    [Theory]
    [InlineData(CoverageFormat.Cobertura, Cobertura, 0.8, null, Verdict.Pass, "4 of 5 lines are covered")]
    [InlineData(CoverageFormat.Cobertura, Cobertura, 0.81, null, Verdict.Fail, "4 of 5 lines are covered (80 %); 81 % are asked for")]
    [InlineData(CoverageFormat.Cobertura, Cobertura, null, 0.5, Verdict.Pass, "1 of 2 branches")]
    [InlineData(CoverageFormat.Cobertura, Cobertura, 0.5, 0.51, Verdict.Fail, "1 of 2 branches are covered (50 %)")]
    [InlineData(CoverageFormat.Lcov, Lcov, 0.8, 0.5, Verdict.Pass, "4 of 5 lines are covered. 1 of 2 branches are covered.")]
    [InlineData(CoverageFormat.Lcov, Lcov, 0.9, null, Verdict.Fail, "4 of 5 lines")]
    public async Task Lines_and_branches_are_counted_and_sums_are_not_believed(CoverageFormat format, string report, double? lines, double? branches, Verdict verdict, string reason)
    {
        var result = await CheckAsync(Covering(format, report, lines, branches));

        Is(verdict, result, reason);
        Assert.Contains(new Figure("line coverage", 80, "%"), result.Figures);
        Assert.Contains(new Figure("branch coverage", 50, "%"), result.Figures);
    }

    [Theory]
    [InlineData("src/a.py", 0.75, Verdict.Pass)]
    [InlineData("src/a.py", 0.8, Verdict.Fail)]
    [InlineData("src/b.py", 1.0, Verdict.Pass)]
    [InlineData("src/new.py", 0.1, Verdict.NotMeasured)]
    [InlineData("docs/x.md", 1.0, Verdict.Pass)]
    public async Task Of_changed_files_only_those_count(string changed, double lines, Verdict verdict)
    {
        Write(changed, "x");
        Changed(changed);
        var spec = Covering(CoverageFormat.Cobertura, Cobertura.Replace("ROOT", Tree, StringComparison.Ordinal), lines, null);

        Is(verdict, await CheckAsync(spec with { Coverage = spec.Coverage! with { Changed = ["src/**"] } }), verdict == Verdict.NotMeasured ? "says nothing about src/new.py" : null);
    }

    [Theory]
    [InlineData(CoverageFormat.Cobertura, "<coverage/>", Verdict.NotMeasured, "has no lines")]
    [InlineData(CoverageFormat.Cobertura, "<html/>", Verdict.NotMeasured, "root is <html>")]
    [InlineData(CoverageFormat.Cobertura, "<coverage>", Verdict.NotMeasured, "not well-formed")]
    [InlineData(CoverageFormat.Cobertura, "<!DOCTYPE c [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><coverage>&b;</coverage>", Verdict.NotMeasured, "not well-formed")]
    [InlineData(CoverageFormat.Cobertura, "<!DOCTYPE c [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><coverage>&a;</coverage>", Verdict.NotMeasured, "not well-formed")]
    [InlineData(CoverageFormat.Cobertura, "<coverage><class filename='a'><lines><line number='1' hits='-1'/></lines></class></coverage>", Verdict.Fail, "no count")]
    [InlineData(CoverageFormat.Cobertura, "<coverage><class filename='a'><lines><line number='1' hits='99999999999999999999'/></lines></class></coverage>", Verdict.Fail, "no count")]
    [InlineData(CoverageFormat.Cobertura, "<coverage><class filename='a'><lines><line number='1' hits='1' condition-coverage='200% (4/2)'/></lines></class></coverage>", Verdict.Fail, "covers 4 of 2 branches")]
    [InlineData(CoverageFormat.Lcov, "SF:a\nDA:1,-3\nend_of_record\n", Verdict.Fail, "no count")]
    [InlineData(CoverageFormat.Lcov, "hello\n", Verdict.NotMeasured, "no record of lcov")]
    [InlineData(CoverageFormat.Lcov, "", Verdict.NotMeasured, "is empty")]
    public async Task Hostile_and_empty_reports_do_not_pass(CoverageFormat format, string report, Verdict verdict, string reason) =>
        Is(verdict, await CheckAsync(Covering(format, report, 0.1, null)), reason);

    [Fact]
    public async Task A_coverage_report_is_written_by_the_run()
    {
        Write("cov/r.xml", Cobertura);
        Changed("cov/r.xml");
        Is(Verdict.Fail, await CheckAsync(Covering(CoverageFormat.Cobertura, Cobertura, 0.1, null)), "brings its own");
    }

    [Fact]
    public async Task Without_a_coverage_report_nothing_is_measured() =>
        Is(Verdict.NotMeasured, await CheckAsync(Tests(Reports(ReportSamples.Surefire)) with { Coverage = new CoverageSpec(CoverageFormat.Lcov, "cov/*", 0.1, null, []) }), "wrote no report that matches cov/*");

    [Fact]
    public async Task A_test_that_fails_in_some_runs_is_flaky_and_named()
    {
        var spec = Tests($"n=$(cat {Elsewhere}/n 2>/dev/null || echo 0); mkdir -p {Elsewhere}; echo $((n+1)) > {Elsewhere}/n; {Two("[ $((n % 2)) = 0 ]")}");

        Is(Verdict.Fail, await CheckAsync(spec with { Reruns = 2 }), "1 test did not end alike in 3 runs of the same commit: b. None may be flaky");
        var allowed = await CheckAsync(spec with { Reruns = 2, AllowFlaky = 1 });
        Is(Verdict.Pass, allowed, "Flaky, and allowed to be: b.");
        Assert.Contains(new Figure("flaky tests", 1), allowed.Figures);
    }

    [Fact]
    public async Task A_test_that_always_fails_is_not_flaky() =>
        Is(Verdict.Fail, await CheckAsync(Tests(Two("false")) with { Reruns = 2, AllowFlaky = 5 }), "1 of 2 tests passed");

    [Fact]
    public async Task Tests_that_always_say_the_same_pass()
    {
        var result = await CheckAsync(Tests($"echo x >> {Tree}/runs; {Two("true")}") with { Reruns = 3 });

        Is(Verdict.Pass, result, "2 of 2 tests passed");
        Assert.Equal("x\nx\nx\nx\n", Read("runs"));
        Assert.Contains(new Figure("flaky tests", 0), result.Figures);
    }

    [Fact]
    public async Task A_test_that_is_missing_in_one_run_is_flaky() =>
        Is(Verdict.Fail, await CheckAsync(Tests($"mkdir -p out; if [ -e {Tree}/again ]; then {Report("<testcase name='a'/>")}; else touch {Tree}/again; {Report("<testcase name='a'/><testcase name='b'/>")}; fi") with { Reruns = 1 }), "did not end alike in 2 runs of the same commit: b");

    [Theory]
    [InlineData("<testcase name='a'/><testcase name='b'/><testcase name='c'/>", Verdict.Pass, "Every test that ran on the base runs here")]
    [InlineData("<testcase name='a'/>", Verdict.Fail, "1 test that ran there is gone: b")]
    [InlineData("<testcase name='a'/><testcase name='b'><skipped/></testcase>", Verdict.Fail, "1 test that ran there is skipped: b")]
    [InlineData("<testcase name='a'/><testcase name='renamed'/>", Verdict.Fail, "is gone: b")]
    public async Task Tests_of_the_base_have_to_run_on(string cases, Verdict verdict, string reason)
    {
        Write("run.sh", $"mkdir -p out; {Report("<testcase name='a'/><testcase name='b'><failure/></testcase>")}; exit 1");
        CommitBase();
        Write("run.sh", $"mkdir -p out; {Report(cases)}");

        var result = await CheckAsync(Tests("sh run.sh") with { KeepsTests = true });

        Is(verdict, result, reason);
        Assert.Contains(new Figure("tests run on the base", 2), result.Figures);
    }

    [Fact]
    public async Task Fewer_cases_of_one_name_are_noticed()
    {
        Write("run.sh", $"mkdir -p out; {Report("<testcase name='a'/><testcase name='a'/>")}");
        CommitBase();
        Write("run.sh", $"mkdir -p out; {Report("<testcase name='a'/>")}");

        Is(Verdict.Fail, await CheckAsync(Tests("sh run.sh") with { KeepsTests = true }), "has fewer cases: a");
    }

    [Fact]
    public async Task A_base_without_a_report_is_not_measured()
    {
        CommitBase();
        Write("run.sh", $"mkdir -p out; {Report("<testcase name='a'/>")}");

        Is(Verdict.NotMeasured, await CheckAsync(Tests("sh run.sh") with { KeepsTests = true }), "tests of the base could not be counted");
    }

    [Theory]
    [InlineData("""<testsuite tests="-1"><testcase name="a"/></testsuite>""")]
    [InlineData("""<testsuite tests="99999999999999999999"><testcase name="a"/></testsuite>""")]
    public async Task A_count_that_is_none_is_a_contradiction(string report) => Is(Verdict.Fail, await CheckAsync(Tests(Reports(report))), "is no count");

    private ValidatorSpec.Tests Covering(CoverageFormat format, string report, double? lines, double? branches) =>
        Tests($"{Reports(ReportSamples.Surefire)} {Reports(report, "cov/r.xml")}") with { Coverage = new CoverageSpec(format, "cov/*", lines, branches, []) };

    private static string Report(string cases) => $"echo \"<testsuite>{cases}</testsuite>\" > out/report.xml";

    /// <summary>Two tests, of which the second holds when the condition does.</summary>
    private static string Two(string condition) =>
        $"mkdir -p out; if {condition}; then {Report("<testcase name='a'/><testcase name='b'/>")}; else {Report("<testcase name='a'/><testcase name='b'><failure/></testcase>")}; exit 1; fi";
}
