using Baton.Domain.Evidence;
using Xunit;

namespace Baton.Domain.Tests.Evidence;

public sealed class EvidenceRecordTests
{
    [Fact]
    public void Objections_SeveralWithFullStops_HaveNoDoublePunctuation()
    {
        var evidence = new EvidenceRecord(EvidenceStage.Attempt, "c",
        [
            Result("scope", Verdict.Fail, "Leave them alone, or name them in authority.write."),
            Result("unit", Verdict.Pass, "all pass."),
            Result("lint", Verdict.NotMeasured, "it did not end."),
        ]);

        Assert.Equal("scope: Leave them alone, or name them in authority.write; lint: it did not end", evidence.Objections());
    }

    private static ValidatorResult Result(string name, Verdict verdict, string reason) => new() { Name = name, Kind = name, Verdict = verdict, Reason = reason };
}
