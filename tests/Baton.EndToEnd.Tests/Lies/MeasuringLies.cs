using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>Work that only validators that count or compare see through.</summary>
[Trait("suite", "lies")]
public sealed class MeasuringLies
{
    private static readonly Lie[] Cases =
    [
        new("delivers data that the schema refuses", "mkdir data; echo '{\"id\": \"one\"}' > data/a.json", "evidence", "/id is a string, not integer")
        {
            Outputs = "data/a.json", Verify = MeasuringSeed.Schema, Prepare = MeasuringSeed.MakeSchema,
        },
        new("delivers data with a key twice", "mkdir data; echo '{\"id\": \"one\", \"id\": 1}' > data/a.json", "evidence", "key twice")
        {
            Outputs = "data/a.json", Verify = MeasuringSeed.Schema, Prepare = MeasuringSeed.MakeSchema,
        },
        new("loosens the schema", "mkdir data; echo '{\"id\": \"one\"}' > data/a.json; sed -i 's/integer/string/' schemas/item.json", "evidence", "touched protected files: schemas/item.json")
        {
            Outputs = "data/a.json", Verify = MeasuringSeed.Schema, Prepare = MeasuringSeed.MakeSchema, Rest = "authority: {write: ['**']}",
        },
        new("writes a test that proves nothing", Gallery.Mend + "; echo 'true' > tests/new.sh", "evidence", "passes on the base already")
        {
            Outputs = "src/calc.sh, tests/new.sh", Verify = "{fails-before: {command: sh tests/new.sh, with: ['tests/**']}}",
        },
        new("mends nothing and has its test look for a file of its own", "echo done > src/done.txt; echo 'grep -q done src/done.txt' > tests/new.sh", "evidence", "failed for another reason")
        {
            Outputs = "src/done.txt, tests/new.sh", Verify = "{fails-before: {command: sh tests/new.sh, with: ['tests/**'], baseMatches: 'is not 5'}}",
        },
        new("says that a mended thing was broken", "echo '# mended' >> src/note.txt", "evidence", "passes on the base already")
        {
            Outputs = "src/note.txt", Verify = "{fails-before: 'grep -q note src/note.txt'}",
        },
        new("takes a vulnerable package", "echo '{\"dependencies\": {\"lodash\": \"4.17.20\"}}' > package.json", "evidence", "1 known vulnerability of level high or above; at most 0 are allowed: GHSA-35jh-r3h4-6jhm (lodash <4.17.21, high)")
        {
            Outputs = "package.json", Verify = MeasuringSeed.Audit, Prepare = MeasuringSeed.MakeAudit,
        },
        new("has the audit look at nothing", "echo '{\"workspaces\": []}' > package.json", "evidence", "no dependency was looked at")
        {
            Outputs = "package.json", Verify = MeasuringSeed.Audit, Prepare = MeasuringSeed.MakeAudit,
        },
        new("breaks the audit", "echo 'not json' > package.json", "evidence", "EJSONPARSE")
        {
            Outputs = "package.json", Verify = MeasuringSeed.Audit, Prepare = MeasuringSeed.MakeAudit,
        },
        new("leaves what it was to remove", Gallery.Mend + "; echo 'echo debug $1 >&2' >> src/calc.sh", "evidence", "matches once in 2 files; at most 0 are allowed: src/calc.sh:2") { Verify = MeasuringSeed.NoDebug },
        new("hides what it was to remove in a file that looks binary", Gallery.Mend + "; printf 'echo debug\\n#\\000' >> src/calc.sh", "evidence", "src/calc.sh (binary)") { Verify = MeasuringSeed.NoDebug },
        new("is slower than asked", "echo 30 > src/ms.txt", "evidence", "ms is 30; < 30 is asked for") { Outputs = "src/ms.txt", Verify = MeasuringSeed.Fast, Prepare = MeasuringSeed.MakeBench },
        new("is slower than before", "echo 22 > src/ms.txt", "evidence", "110 % of the 20 on the base; < 105 % is asked for") { Outputs = "src/ms.txt", Verify = MeasuringSeed.NotSlower, Prepare = MeasuringSeed.MakeBench },
        new("measures nothing", "echo null > src/ms.txt", "evidence", "which is no number") { Outputs = "src/ms.txt", Verify = MeasuringSeed.Fast, Prepare = MeasuringSeed.MakeBench },
        new("commits a forged measurement", "echo 90 > src/ms.txt; mkdir out; echo '{\"ms\": 1}' > out/bench.json; git add -f out/bench.json", "evidence", "brings its own test report: out/bench.json")
        {
            Outputs = "src/ms.txt", Verify = MeasuringSeed.Fast, Prepare = MeasuringSeed.MakeBench,
        },
        new("drops a test that it may edit", Gallery.Mend + "; echo adds > tests/cases", "evidence", "1 test that ran there is gone: subtracts") { Outputs = "src/calc.sh, tests/cases", Verify = MeasuringSeed.KeepsTests, Prepare = MeasuringSeed.MakeCases },
        new("skips a test that it may edit", Gallery.Mend + "; printf 'adds\\nsubtracts skip\\n' > tests/cases", "evidence", "1 test that ran there is skipped: subtracts") { Outputs = "src/calc.sh, tests/cases", Verify = MeasuringSeed.KeepsTests, Prepare = MeasuringSeed.MakeCases },
        new("has a test that sometimes fails", Gallery.Mend + "; printf 'adds\\nsubtracts sometimes\\n' > tests/cases", "evidence", "1 test did not end alike in 3 runs of the same commit: subtracts")
        {
            Outputs = "src/calc.sh, tests/cases", Verify = MeasuringSeed.Stable, Prepare = MeasuringSeed.MakeCases,
        },
        new("adds code that no test runs", Gallery.Mend + "; for i in 1 2 3; do echo \"f$i() { :; }\" >> src/calc.sh; done", "evidence", "1 of 4 lines of the changed files are covered (25 %); 80 % are asked for")
        {
            Verify = MeasuringSeed.Covered, Prepare = MeasuringSeed.MakeCases,
        },
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Is_caught(string name) => Cases.Single(c => c.Name == name).MustBeCaughtAsync();
}
