namespace Baton.Engine.Tests.Validators;

/// <summary>Reports as test programs write them.</summary>
internal static class ReportSamples
{
    /// <summary>Written by <c>dotnet test --logger trx</c> for three tests of this project; definitions and lists left out.</summary>
    public const string Trx =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun id="97d3535b-da0c-49ca-b723-7a08d3b940ea" name="2026-11-21 05:23:04" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Times creation="2026-11-21T05:23:04.1118269+00:00" queuing="2026-11-21T05:23:04.1118269+00:00" start="2026-11-21T05:22:59.5452634+00:00" finish="2026-11-21T05:23:04.1353025+00:00" />
          <TestSettings name="default" id="d6a1edc9-2d2a-423f-934b-b8c2a028be1e">
            <Deployment runDeploymentRoot="_2026-11-21_05_23_04" />
          </TestSettings>
          <Results>
            <UnitTestResult executionId="e5b0fe1c-5a77-4f98-9396-83489475fc07" testId="d0e92e19-8438-0523-7738-8501520dfcc0" testName="Baton.Engine.Tests.Validators.FileValidatorTests.Scope_accepts_outputs_authority_and_allowances" duration="00:00:00.3289730" startTime="2026-11-21T05:23:03.5323902+00:00" endTime="2026-11-21T05:23:03.8733771+00:00" testType="13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b" outcome="Passed" testListId="8c84fa94-04c1-424b-9868-57a2d4851a1d" relativeResultsDirectory="e5b0fe1c-5a77-4f98-9396-83489475fc07" />
            <UnitTestResult executionId="6142af55-f817-47bb-8adf-8d34d689db3f" testId="c9a4449b-23ae-d168-cbf5-8461547bc4d1" testName="Baton.Engine.Tests.Validators.BuiltInTests.Without_a_commit_the_exit_code_of_the_attempt_is_evidence(code: 0, verdict: Pass)" duration="00:00:00.1764637" startTime="2026-11-21T05:23:03.5344817+00:00" endTime="2026-11-21T05:23:03.7165346+00:00" testType="13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b" outcome="Passed" testListId="8c84fa94-04c1-424b-9868-57a2d4851a1d" relativeResultsDirectory="6142af55-f817-47bb-8adf-8d34d689db3f" />
            <UnitTestResult executionId="adfcf27b-8eb8-4511-aaab-ab983f0262a7" testId="8499c093-c73b-83d5-ef19-67ae6195fe52" testName="Baton.Engine.Tests.Validators.BuiltInTests.Without_a_commit_the_exit_code_of_the_attempt_is_evidence(code: 3, verdict: Fail)" duration="00:00:00.0492168" startTime="2026-11-21T05:23:03.7286400+00:00" endTime="2026-11-21T05:23:03.7779910+00:00" testType="13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b" outcome="Passed" testListId="8c84fa94-04c1-424b-9868-57a2d4851a1d" relativeResultsDirectory="adfcf27b-8eb8-4511-aaab-ab983f0262a7" />
          </Results>
          <ResultSummary outcome="Completed">
            <Counters total="3" executed="3" passed="3" failed="0" error="0" timeout="0" aborted="0" inconclusive="0" passedButRunAborted="0" notRunnable="0" notExecuted="0" disconnected="0" warning="0" completed="0" inProgress="0" pending="0" />
          </ResultSummary>
        </TestRun>
        """;

    public const string TrxWithFailureAndSkip =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testName="A" outcome="Passed"><Output><StdOut>fine</StdOut></Output></UnitTestResult>
            <UnitTestResult testName="B" outcome="Failed" />
            <UnitTestResult testName="C" outcome="NotExecuted" />
          </Results>
          <ResultSummary outcome="Failed"><Counters total="3" executed="2" passed="1" failed="1" notExecuted="0" /></ResultSummary>
        </TestRun>
        """;

    public const string TrxWithRows =
        """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testName="Rows" outcome="Passed">
              <InnerResults>
                <UnitTestResult testName="Rows (1)" outcome="Passed" />
                <UnitTestResult testName="Rows (2)" outcome="Passed" />
              </InnerResults>
            </UnitTestResult>
          </Results>
          <ResultSummary outcome="Completed"><Counters total="3" executed="3" passed="3" failed="0" /></ResultSummary>
        </TestRun>
        """;

    public const string Surefire =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="com.example.CartTest" time="0.05" tests="3" errors="0" skipped="1" failures="0">
          <properties><property name="java.version" value="21"/></properties>
          <testcase name="adds" classname="com.example.CartTest" time="0.01"/>
          <testcase name="removes" classname="com.example.CartTest" time="0.01"><system-out><![CDATA[<failure/>]]></system-out></testcase>
          <testcase name="later" classname="com.example.CartTest"><skipped message="not yet"/></testcase>
        </testsuite>
        """;

    public const string PytestJUnit =
        """
        <?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="2" time="0.012"
         timestamp="2026-01-01T00:00:00" hostname="h"><testcase classname="tests.test_a" name="test_one[x-1]" time="0.001" /><testcase classname="tests.test_a"
         name="test_two" time="0.001" /></testsuite></testsuites>
        """;

    public const string Jest =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="jest tests" tests="2" failures="0" errors="0" time="1.2">
          <testsuite name="sum" errors="0" failures="0" skipped="0" tests="1"><testcase classname="sum adds" name="sum adds"></testcase></testsuite>
          <testsuite name="mul" errors="0" failures="0" skipped="0" tests="1"><testcase classname="mul multiplies" name="mul multiplies"></testcase></testsuite>
        </testsuites>
        """;

    /// <summary>Suites in suites; the outer one counts what is below it.</summary>
    public const string NestedSuites =
        """
        <testsuites>
          <testsuite name="outer" tests="3">
            <testcase name="a"/>
            <testsuite name="inner" tests="2"><testcase name="b"/><testcase name="c"/></testsuite>
          </testsuite>
        </testsuites>
        """;

    public const string GoogleTest =
        """
        <testsuites tests="2" failures="0" disabled="1" errors="0" name="AllTests">
          <testsuite name="Math" tests="2" failures="0" disabled="1" skipped="0" errors="0">
            <testcase name="Adds" status="run" result="completed" classname="Math" />
            <testcase name="DISABLED_Later" status="notrun" result="suppressed" classname="Math" />
          </testsuite>
        </testsuites>
        """;

    public const string Go =
        """
        {"Time":"2026-01-01T00:00:00Z","Action":"start","Package":"example.org/cart"}
        {"Action":"run","Package":"example.org/cart","Test":"TestAdd"}
        {"Action":"output","Package":"example.org/cart","Test":"TestAdd","Output":"=== RUN   TestAdd\n"}
        {"Action":"pass","Package":"example.org/cart","Test":"TestAdd","Elapsed":0}
        {"Action":"run","Package":"example.org/cart","Test":"TestTable"}
        {"Action":"run","Package":"example.org/cart","Test":"TestTable/one"}
        {"Action":"pass","Package":"example.org/cart","Test":"TestTable/one","Elapsed":0}
        {"Action":"run","Package":"example.org/cart","Test":"TestTable/two"}
        {"Action":"skip","Package":"example.org/cart","Test":"TestTable/two","Elapsed":0}
        {"Action":"pass","Package":"example.org/cart","Test":"TestTable","Elapsed":0}
        {"Action":"pass","Package":"example.org/cart","Elapsed":0.002}
        {"Action":"skip","Package":"example.org/empty","Elapsed":0}
        """;

    public const string Pytest =
        """
        {"pytest_version": "8.0.0", "$report_type": "SessionStart"}
        {"nodeid": "", "outcome": "passed", "longrepr": null, "result": null, "sections": [], "$report_type": "CollectReport"}
        {"nodeid": "tests/test_a.py::test_one", "outcome": "passed", "when": "setup", "$report_type": "TestReport"}
        {"nodeid": "tests/test_a.py::test_one", "outcome": "passed", "when": "call", "$report_type": "TestReport"}
        {"nodeid": "tests/test_a.py::test_one", "outcome": "passed", "when": "teardown", "$report_type": "TestReport"}
        {"nodeid": "tests/test_a.py::test_two", "outcome": "skipped", "when": "setup", "$report_type": "TestReport"}
        {"nodeid": "tests/test_a.py::test_two", "outcome": "passed", "when": "teardown", "$report_type": "TestReport"}
        {"exitstatus": 0, "$report_type": "SessionFinish"}
        """;
}
