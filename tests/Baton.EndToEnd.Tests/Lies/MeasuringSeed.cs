namespace Baton.EndToEnd.Tests.Lies;

/// <summary>Validators that count or compare, and the protected scripts that they run in the gallery's repository.</summary>
internal static class MeasuringSeed
{
    public const string Schema = "{json-schema: {files: 'data/*.json', schema: schemas/item.json}}";
    public const string Audit = "{vulnerabilities: {command: sh tests/audit.sh, format: npm, from: high}}";
    public const string NoDebug = "{pattern: {regex: 'echo debug', paths: 'src/**', max: 0}}";
    public const string Fast = "{benchmark: {command: sh tests/bench.sh, report: out/bench.json, metric: /ms, comparator: '<', threshold: 30}}";
    public const string NotSlower = "{benchmark: {command: sh tests/bench.sh, report: out/bench.json, metric: ms, comparator: '<', ofBase: 105%}}";
    public const string KeepsTests = "{tests: {command: sh tests/run.sh, format: junit, report: out/report.xml, keepsTests: true}}";
    public const string Stable = "{tests: {command: sh tests/run.sh, format: junit, report: out/report.xml, reruns: 2}}";
    public const string Covered = "{tests: {command: sh tests/run.sh, format: junit, report: out/report.xml, coverage: {report: out/lcov.info, format: lcov, lines: 80%, changed: ['src/*.sh']}}}";

    public const string MakeSchema = "mkdir schemas; echo '{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"integer\"}}}' > schemas/item.json";

    /// <summary>Answers as npm does, from what package.json says.</summary>
    public const string MakeAudit = """
        cat > tests/audit.sh <<'END'
        n='"metadata": {"vulnerabilities": {"total": 0}, "dependencies": {"total": 3}}'
        v=
        case "$(cat package.json)" in
          *lodash*) v='"lodash": {"severity": "high", "via": [{"source": 1, "name": "lodash", "url": "https://github.com/advisories/GHSA-35jh-r3h4-6jhm", "severity": "high", "range": "<4.17.21"}]}'
            n='"metadata": {"vulnerabilities": {"total": 1}, "dependencies": {"total": 3}}';;
          *workspaces*) n='"metadata": {"vulnerabilities": {"total": 0}, "dependencies": {"total": 0}}';;
          {*) ;;
          *) echo '{"error": {"code": "EJSONPARSE"}}'; exit 1;;
        esac
        echo "{\"auditReportVersion\": 2, \"vulnerabilities\": {$v}, $n}"
        [ -z "$v" ]
        END
        """;

    public const string MakeBench = "echo 20 > src/ms.txt; echo 'mkdir -p out; echo \"{\\\"ms\\\": $(cat src/ms.txt)}\" > out/bench.json' > tests/bench.sh";

    /// <summary>A test program: one case for each line of tests/cases, and lcov for the first line of src/calc.sh, which is all that the cases run.</summary>
    public const string MakeCases = """
        printf 'adds\nsubtracts\n' > tests/cases
        cat > tests/run.sh <<'END'
        mkdir -p out
        n=$(cat "$LIES/n" 2>/dev/null || echo 0); echo $((n + 1)) > "$LIES/n"
        bad=0
        { echo '<testsuite>'
          while read -r name how; do
            r=; [ "$how" = skip ] && r='<skipped/>'
            if [ "$how" = sometimes ] && [ $((n % 2)) = 1 ]; then r='<failure/>'; bad=1; fi
            echo "<testcase name='$name'>$r</testcase>"
          done < tests/cases
          echo '</testsuite>'; } > out/report.xml
        { echo "SF:src/calc.sh"; i=0; while read -r l; do i=$((i + 1)); echo "DA:$i,$((i == 1))"; done < src/calc.sh; echo end_of_record; } > out/lcov.info
        exit $bad
        END
        """;
}
