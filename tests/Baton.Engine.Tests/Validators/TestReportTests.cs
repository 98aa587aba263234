using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>Honest reports of many programs, accepted with the right counts.</summary>
public sealed class TestReportTests : ValidatorRoom
{
    [Theory]
    [InlineData(TestFormat.Trx, nameof(ReportSamples.Trx), 3, 0)]
    [InlineData(TestFormat.Trx, nameof(ReportSamples.TrxWithRows), 2, 0)]
    [InlineData(TestFormat.JUnit, nameof(ReportSamples.Surefire), 2, 1)]
    [InlineData(TestFormat.JUnit, nameof(ReportSamples.PytestJUnit), 2, 0)]
    [InlineData(TestFormat.JUnit, nameof(ReportSamples.Jest), 2, 0)]
    [InlineData(TestFormat.JUnit, nameof(ReportSamples.NestedSuites), 3, 0)]
    [InlineData(TestFormat.JUnit, nameof(ReportSamples.GoogleTest), 1, 1)]
    [InlineData(TestFormat.GoJson, nameof(ReportSamples.Go), 2, 1)]
    [InlineData(TestFormat.Pytest, nameof(ReportSamples.Pytest), 1, 1)]
    public async Task An_honest_report_is_counted(TestFormat format, string sample, int passed, int skipped)
    {
        var text = (string)typeof(ReportSamples).GetField(sample)!.GetValue(null)!;

        var result = await CheckAsync(Tests(Reports(text), format, min: passed));

        Is(Verdict.Pass, result);
        Assert.Equal(new TestCounts(passed, 0, skipped), result.Tests);
    }

    [Fact]
    public async Task Go_reports_on_standard_output()
    {
        var result = await CheckAsync(Tests(Reports(ReportSamples.Go, then: "echo noise >&2; echo '# not json'; cat out/report.xml"), TestFormat.GoJson, report: null));

        Is(Verdict.Pass, result, "2 of 2 tests passed, 1 skipped");
    }

    [Fact]
    public async Task Several_reports_are_counted_together()
    {
        var command = Reports(ReportSamples.Surefire, "out/a.xml") + Reports(ReportSamples.Jest, "out/sub/b.xml");

        Is(Verdict.Pass, await CheckAsync(Tests(command, report: "out/**/*.xml", min: 4)), "4 of 4 tests passed");
    }

    [Fact]
    public async Task A_pass_rate_below_one_accepts_failures_and_the_exit_code_that_comes_with_them()
    {
        var command = Reports(ReportSamples.TrxWithFailureAndSkip, then: "exit 1");

        Is(Verdict.Pass, await CheckAsync(Tests(command, TestFormat.Trx, rate: 0.5)), "1 of 2 tests passed");
        var strict = await CheckAsync(Tests(command, TestFormat.Trx));
        Is(Verdict.Fail, strict, "Not passed: B");
        Assert.Equal(new TestCounts(1, 1, 1), strict.Tests);
    }

    [Fact]
    public async Task A_report_that_the_base_holds_as_a_sample_is_neither_deleted_nor_counted()
    {
        Write("out/sample.xml", ReportSamples.Surefire);

        var result = await CheckAsync(Tests("test -s out/sample.xml; " + Reports(ReportSamples.Jest)));

        Is(Verdict.Pass, result, "2 of 2 tests passed");
        Assert.True(Exists("out/sample.xml"));
    }

    [Theory]
    [InlineData("""{"$report_type":"TestReport","nodeid":"a","when":"call","outcome":"passed"}""", "no end")]
    [InlineData("""{"$report_type":"TestReport","nodeid":"a","when":"setup","outcome":"passed"}|{"$report_type":"SessionFinish","exitstatus":0}""", "Not passed: a (did not end)")]
    [InlineData("""{"$report_type":"TestReport","nodeid":"a","when":"call","outcome":"passed"}|{"$report_type":"SessionFinish","exitstatus":3}""", "status 3")]
    [InlineData("""{"$report_type":"TestReport","nodeid":"a","when":"call","outcome":"passed"}|{"$report_type":"CollectReport","nodeid":"b","outcome":"failed"}|{"$report_type":"SessionFinish","exitstatus":0}""", "b (could not be collected)")]
    [InlineData("""{"$report_type":"TestReport","nodeid":"a","when":"call","outcome":"passed"}|{"$report_type":"TestReport","nodeid":"a","when":"teardown","outcome":"failed"}|{"$report_type":"SessionFinish","exitstatus":0}""", "Not passed: a")]
    public async Task Pytest_lines_that_do_not_add_up_fail(string lines, string reason) =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(lines.Replace('|', '\n')), TestFormat.Pytest)), reason);

    [Theory]
    [InlineData("""{"Action":"run","Package":"p","Test":"A"}|{"Action":"pass","Package":"p"}""", "A (did not end)")]
    [InlineData("""{"Action":"pass","Package":"p","Test":"A"}|{"Action":"fail","Package":"q"}""", "package q failed")]
    [InlineData("""{"Action":"fail","Package":"p","Test":"A"}|{"Action":"pass","Package":"p","Test":"A"}""", "1 of 2 tests passed")]
    [InlineData("""{"Action":"pass","Package":"p","Test":"A/b"}|{"Action":"fail","Package":"p","Test":"A"}""", "Not passed: p A")]
    [InlineData("""{"Action":"pass","Package":"p","Test":"A"}|{"Action":"pass","Packa""", "breaks off")]
    public async Task Go_lines_that_do_not_add_up_fail(string lines, string reason) =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(lines.Replace('|', '\n')), TestFormat.GoJson)), reason);
}
