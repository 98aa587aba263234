using Baton.Domain.Evidence;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>Honest work that validators that count or compare accept, with what they measured in the journal.</summary>
[Trait("suite", "lies")]
public sealed class MeasuringShapes
{
    /// <param name="Kind">Of the validator that must have passed.</param>
    /// <param name="Reason">Part of what it says.</param>
    private sealed record Shape(string Name, string Command, string Outputs, string Verify, string Kind, string Reason)
    {
        public string Prepare { get; init; } = "";

        public string Rest { get; init; } = "";
    }

    private static readonly Shape[] Shapes =
    [
        new("delivers valid data", "mkdir data; for i in 1 2 3; do echo \"{\\\"id\\\": $i, \\\"more\\\": null}\" > data/$i.json; done", "'data/*.json'", MeasuringSeed.Schema, "json-schema", "3 files are valid by schemas/item.json (draft 2020-12)") { Prepare = MeasuringSeed.MakeSchema },
        new("changes the schema that it was asked to change", "mkdir data; echo '{\"id\": \"one\"}' > data/a.json; sed -i 's/integer/string/' schemas/item.json", "'data/*.json', schemas/item.json", MeasuringSeed.Schema, "json-schema", "is valid") { Prepare = MeasuringSeed.MakeSchema },
        new("mends what a test shows", Gallery.Mend, "src/calc.sh", "{fails-before: sh tests/calc.sh}", "fails-before", "exit code 1 on the base and with 0 on the result"),
        new("writes a test and mends what it shows", Gallery.Mend + "; echo '. ./src/calc.sh; r=$(add 4 4); [ \"$r\" = 8 ] || { echo \"$r is not 8\"; exit 1; }' > tests/eight.sh", "src/calc.sh, tests/eight.sh", "{fails-before: {command: sh tests/eight.sh, with: ['tests/**'], baseMatches: 'is not 8'}}", "fails-before", "exit code 1 on the base"),
        new("takes a package without known vulnerabilities", "echo '{\"dependencies\": {\"left-pad\": \"1.3.0\"}}' > package.json", "package.json", MeasuringSeed.Audit, "vulnerabilities", "No known vulnerabilities of level high or above") { Prepare = MeasuringSeed.MakeAudit },
        new("removes what it was to remove", Gallery.Mend + "; echo '# debugging is off' >> src/calc.sh", "src/calc.sh", MeasuringSeed.NoDebug, "pattern", "matches 0 times"),
        new("is fast enough", "echo 29.999 > src/ms.txt", "src/ms.txt", MeasuringSeed.Fast, "benchmark", "/ms is 29.999, which is < 30") { Prepare = MeasuringSeed.MakeBench },
        new("is no slower than before", "echo 20.9 > src/ms.txt", "src/ms.txt", MeasuringSeed.NotSlower, "benchmark", "104.5 % of the 20 on the base") { Prepare = MeasuringSeed.MakeBench },
        new("adds a test beside the old ones", Gallery.Mend + "; echo multiplies >> tests/cases", "src/calc.sh, tests/cases", MeasuringSeed.KeepsTests, "tests", "3 of 3 tests passed. Every test that ran on the base runs here.") { Prepare = MeasuringSeed.MakeCases },
        new("has tests that always say the same", Gallery.Mend, "src/calc.sh", MeasuringSeed.Stable, "tests", "2 of 2 tests passed") { Prepare = MeasuringSeed.MakeCases },
        new("covers what it changed", Gallery.Mend, "src/calc.sh", MeasuringSeed.Covered, "tests", "1 of 1 lines of the changed files are covered") { Prepare = MeasuringSeed.MakeCases },
        new("ends with another exit code that is as good", Gallery.Mend, "src/calc.sh", "{run: {command: 'sh tests/calc.sh && exit 3', exit: [0, 3]}}", "run", "exit code 3"),
    ];

    public static TheoryData<string> Names => [.. Shapes.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_accepted(string name)
    {
        var shape = Shapes.Single(s => s.Name == name);
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task(shape.Command, shape.Outputs, shape.Verify, shape.Rest), "", shape.Prepare);

        Assert.Equal("", string.Join("; ", story.Of<RunEvent.AttemptFailed>().Select(f => f.Failure.Message)));
        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        var evidence = story.Of<RunEvent.EvidenceRecorded>().First(e => e.Evidence.Stage == EvidenceStage.Attempt).Evidence;
        var result = Assert.Single(evidence.Results, r => r.Kind == shape.Kind);
        Assert.Contains(shape.Reason, result.Reason, StringComparison.Ordinal);
        Assert.NotNull(result.LogDigest);
        Assert.Contains("PATH", string.Join(' ', evidence.Environment!.Variables), StringComparison.Ordinal);
    }
}
