using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>Ways to make tests look passed that were not.</summary>
public sealed class LyingReportTests : ValidatorRoom
{
    [Fact]
    public async Task A_report_in_the_commit_is_a_forgery()
    {
        Write("out/report.xml", ReportSamples.Surefire);
        Changed("out/report.xml");

        Is(Verdict.Fail, await CheckAsync(Tests("true")), "brings its own test report: out/report.xml");
    }

    [Fact]
    public async Task A_report_of_the_base_does_not_count()
    {
        Write("out/report.xml", ReportSamples.Surefire);

        Is(Verdict.NotMeasured, await CheckAsync(Tests("true")), "part of the commit");
        Is(Verdict.NotMeasured, await CheckAsync(Tests("touch out/report.xml")), "part of the commit");
    }

    [Fact]
    public async Task A_report_that_an_earlier_check_left_does_not_count()
    {
        Commit();

        var evidence = await JudgeAsync(Run(Reports(ReportSamples.Surefire)), Tests("true"));

        Is(Verdict.NotMeasured, evidence.Results[^1], "wrote no report that matches out/*.xml");
    }

    [Fact]
    public async Task A_report_with_an_older_time_does_not_count() =>
        Is(Verdict.NotMeasured, await CheckAsync(Tests(Reports(ReportSamples.Surefire, then: "touch -d 2020-01-01 out/report.xml"))), "older than its start");

    [Theory]
    [InlineData("""<testsuite name="s" tests="100" failures="0"><testcase name="a"/></testsuite>""", "says 100 tests and holds 1")]
    [InlineData("""<testsuite name="s" tests="1" failures="2"><testcase name="a"/></testsuite>""", "says 2 failures and holds none")]
    [InlineData("""<testsuites tests="9"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>""", "says 9 tests and holds 1")]
    public async Task Attributes_that_lie_about_the_cases_fail(string report, string reason) =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(report))), reason);

    [Theory]
    [InlineData("""total="50" passed="50" """, "Completed", "say 50 tests")]
    [InlineData("""total="1" passed="0" failed="1" """, "Completed", "say 0 passed")]
    [InlineData("""total="1" passed="1" """, "Aborted", "ended as Aborted")]
    public async Task Counters_that_lie_about_the_results_fail(string counters, string outcome, string reason)
    {
        var report = $"""<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/></Results><ResultSummary outcome="{outcome}"><Counters {counters}/></ResultSummary></TestRun>""";

        Is(Verdict.Fail, await CheckAsync(Tests(Reports(report), TestFormat.Trx)), reason);
    }

    [Fact]
    public async Task Attributes_alone_are_no_tests() =>
        Is(Verdict.NotMeasured, await CheckAsync(Tests(Reports("<testsuites><testsuite name='s'/></testsuites>"))), "No test ran");

    [Fact]
    public async Task Skipped_tests_are_no_tests() =>
        Is(Verdict.NotMeasured, await CheckAsync(Tests(Reports("<testsuite><testcase name='a'><skipped/></testcase></testsuite>"))), "No test ran: 1 test skipped");

    [Fact]
    public async Task Too_few_tests_and_too_many_skipped_ones_fail()
    {
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(ReportSamples.Surefire), min: 3)), "2 tests ran; at least 3");
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(ReportSamples.Surefire), skipped: 0)), "at most 0 may be skipped");
    }

    [Fact]
    public async Task A_report_without_failures_does_not_outweigh_the_exit_code() =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(ReportSamples.Jest, then: "echo all passed; exit 1"))), "ended with exit code 1");

    [Theory]
    [InlineData("mkdir -p out; ln -s {0} out/report.xml")]
    [InlineData("mkdir -p out; ln -s {0} real.xml; ln -s ../real.xml out/report.xml")]
    [InlineData("mkdir -p out; cp {0} real; ln -s ../real out/report.xml")]
    public async Task A_report_that_is_a_link_is_refused(string command)
    {
        Directory.CreateDirectory(Elsewhere);
        var forged = Path.Combine(Elsewhere, "forged.xml");
        File.WriteAllText(forged, ReportSamples.Surefire);

        Is(Verdict.Fail, await CheckAsync(Tests(command.Replace("{0}", forged, StringComparison.Ordinal))), "is a link");
    }

    [Theory]
    [InlineData("/tmp/*.xml")]
    [InlineData("../out/*.xml")]
    public async Task A_report_elsewhere_is_refused(string report) => Is(Verdict.Fail, await CheckAsync(Tests("true", report: report)), "Refused");

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&a;'/></testsuite>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><testsuite><testcase name='&b;'/></testsuite>")]
    public async Task Document_types_and_entities_are_refused(string report) =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(report))), "document type");

    [Fact]
    public async Task A_huge_report_is_refused_unread() =>
        Is(Verdict.Fail, await CheckAsync(Tests("mkdir out; truncate -s 65M out/report.xml")), "larger than 64 MB");

    [Fact]
    public async Task A_report_of_many_depths_is_read_without_harm() =>
        Is(Verdict.Pass, await CheckAsync(Tests(Reports($"<testsuites>{string.Concat(Enumerable.Repeat("<testsuite>", 50_000))}<testcase name='a'/>{string.Concat(Enumerable.Repeat("</testsuite>", 50_000))}</testsuites>"))));

    [Theory]
    [InlineData("<testsuite><testcase name='a'/>", "not well-formed")]
    [InlineData("<html/>", "root is <html>")]
    [InlineData("", "is empty")]
    public async Task What_is_no_report_is_not_measured(string report, string reason)
    {
        Is(Verdict.NotMeasured, await CheckAsync(Tests(Reports(report))), reason);
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(report, then: "exit 2"))), reason);
    }

    [Fact]
    public async Task A_pipe_instead_of_a_report_is_not_opened() =>
        Is(Verdict.NotMeasured, await CheckAsync(Tests("mkdir out; mkfifo out/report.xml")), "is empty");

    [Fact]
    public async Task A_test_command_that_hangs_fails_whatever_it_reported() =>
        Is(Verdict.Fail, await CheckAsync(Tests(Reports(ReportSamples.Jest, then: "sleep 300"), seconds: 0.5)), "did not end");

    [Fact]
    public async Task A_suite_that_changes_the_tests_does_not_change_them_for_the_next_one()
    {
        Write("run.sh", "exit 1");
        Commit();

        var evidence = await JudgeAsync(Tests(Reports(ReportSamples.Jest, then: "echo exit 0 > run.sh")), Run("sh run.sh", name: "next"));

        Is(Verdict.Pass, evidence.Results[^2], "It changed 1 tracked file, put back: run.sh");
        Is(Verdict.Fail, evidence.Results[^1], "ended with exit code 1; 0 was expected");
    }

    [Fact]
    public async Task Formats_other_than_go_need_a_report_file() =>
        Is(Verdict.Fail, await CheckAsync(Tests("true", TestFormat.Pytest, report: null)), "say where with report");

    [Fact]
    public async Task A_report_deleted_by_the_attempt_is_no_forgery()
    {
        Changed("out/old.xml", FileChangeKind.Deleted);

        Is(Verdict.Pass, await CheckAsync(Tests(Reports(ReportSamples.Jest))));
    }
}
