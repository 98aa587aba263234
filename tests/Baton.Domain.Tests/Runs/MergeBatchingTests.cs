using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

public sealed class MergeBatchingTests
{
    private readonly RunDriver _run = Waiting(8);

    [Fact]
    public void Prepared_ThenLanded_CompletesAllInTheirOrder()
    {
        Prepare(8);
        Assert.Equal(["land:T0#1"], Effects());
        _run.Do(new RunCommand.ObserveLanded(Id(0), "m7", true));

        Assert.Equal(["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"], _run.Events.OfType<RunEvent.Merged>().Select(m => m.Commit));
        Assert.True(_run.State.AllSatisfied);
        Assert.Equal(("m7", 8), (_run.State.IntegrationHead, _run["T7"].MergeOrder));
    }

    [Fact]
    public void Prepared_ThenOvertaken_AllAreComputedAgain()
    {
        Prepare(3);
        _run.Do(new RunCommand.ObserveLanded(Id(0), "elsewhere", false));

        Assert.Equal(3, _run.Events.OfType<RunEvent.MergeOvertaken>().Count());
        Assert.Empty(_run.State.MergeBatch);
        Assert.Equal(["prepare:T0#1"], Effects());
    }

    [Fact]
    public void Rejected_HalvesUntilOneIsLeft_WhoseFailureEndsTheSuspicion()
    {
        var sizes = new List<int>();
        for (var size = Next().Length; size > 1; size = Next().Length)
        {
            sizes.Add(size);
            Reject(size);
        }

        Assert.Equal([8, 4, 2], sizes);
        _run.Do(new RunCommand.ObserveMergePrepared(Id(0), _run.State.IntegrationHead, "m0", RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge)));

        Assert.Equal(TaskStatus.Pending, _run.StatusOf("T0"));
        Assert.Equal(7, Next().Length);
    }

    [Fact]
    public void Rejected_TheHalfThatPasses_LeavesTheOtherHalfSuspected()
    {
        Reject(8);
        Prepare(4);
        _run.Do(new RunCommand.ObserveLanded(Id(0), "m3", true));

        Assert.Equal(["T4", "T5", "T6", "T7"], _run.State.MergeSuspects.Select(t => t.Value));
        Assert.Equal(["T4", "T5"], Next().Select(t => t.Value));
    }

    [Fact]
    public void Prepared_ThenTheFirstCannotLand_TakesTheBatchApart()
    {
        Prepare(3);
        _run.Do(new RunCommand.ObserveEffectFailed(Id(0), new Failure(FailureClass.Ours, "disk", "full", true)));

        Assert.Empty(_run.State.MergeBatch);
        Assert.Null(_run["T1"].Current!.Merge);
        Assert.Equal(["prepare:T1#1"], Effects());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(0, 9)]
    public void Observed_OfOthersThanTheFrontOfTheQueue_ChangesNothing(int first, int count)
    {
        var before = _run.Events.Count;
        var wrong = Enumerable.Range(first, count).Select(Id).ToImmutableArray();
        _run.Do(new RunCommand.ObserveBatchRejected("onto", wrong, "tree", wrong[0], "no"));
        _run.Do(new RunCommand.ObserveBatchPrepared("onto", [.. wrong.Select(a => new CheckedMerge(a, "m", RunDriver.Evidence(Verdict.Pass)))]));
        Assert.Equal(before, _run.Events.Count);
    }

    [Fact]
    public void Judged_IsKnownForThatTreeMadeOfThatWorkAlone()
    {
        Judge(1, together: 3);

        var judged = _run["T1"].Current!.Judged!;
        TaskId[] three = [Id(0).Task, Id(1).Task, Id(2).Task];
        Assert.Equal([true, false, false, false], new[] { judged.IsOf("onto", "tree", three), judged.IsOf("other", "tree", three), judged.IsOf("onto", "other", three), judged.IsOf("onto", "tree", three[..2]) });
        Assert.Equal(["prepare:T0#1"], Effects());
    }

    [Theory]
    [InlineData("prepared")]
    [InlineData("rejected")]
    [InlineData("failed")]
    public void Judged_IsForgottenWhenTheBatchIsDecided(string end)
    {
        Judge(0, together: 3);
        Judge(1, together: 3, end == "rejected" ? Verdict.Fail : Verdict.Pass);
        switch (end)
        {
            case "prepared":
                Prepare(3);
                break;
            case "rejected":
                Reject(3);
                break;
            default:
                _run.Do(new RunCommand.ObserveMergePrepared(Id(0), _run.State.IntegrationHead, "m0", RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge)));
                _run.Do(new RunCommand.ObserveMergePrepared(Id(1), "onto", "m1", RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge)));
                break;
        }

        Assert.All(_run.State.Tasks.Values, t => Assert.Null(t.Current?.Judged));
        Assert.Equal(2, _run.Events.OfType<RunEvent.MergeJudged>().Count());
    }

    [Fact]
    public void Judged_OfOneThatIsNotWaitingAnyMore_ChangesNothing()
    {
        Prepare(3);
        var before = _run.Events.Count;
        Judge(0, together: 3);
        _run.Do(new RunCommand.ObserveLanded(Id(0), "m2", true));
        Judge(1, together: 3);

        Assert.Equal(before + 6, _run.Events.Count);
        Assert.Empty(_run.Events.OfType<RunEvent.MergeJudged>());
    }

    [Fact]
    public void Rejected_NamesTheTreeAndWhoseChecksSaySo()
    {
        Reject(4);

        var rejected = Assert.Single(_run.Events.OfType<RunEvent.MergeBatchRejected>());
        Assert.Equal(("tree", "T0"), (rejected.Tree, rejected.Judged?.Value));
    }

    private static RunDriver Waiting(int count)
    {
        var run = new RunDriver(RunDriver.PlanOf([.. Enumerable.Range(0, count).Select(n => RunDriver.Task("T" + n))]) with { Limits = new Limits { Concurrent = 99 } });
        foreach (var id in Enumerable.Range(0, count).Select(n => "T" + n))
        {
            run.Start(id);
            run.Exit(id);
            run.Capture(id);
            run.Judge(id);
        }

        return run;
    }

    private static AttemptId Id(int n) => new(new TaskId("T" + n), 1);

    private TaskId[] Next() => [.. MergeBatching.Next(_run.State)];

    private void Prepare(int count) => _run.Do(new RunCommand.ObserveBatchPrepared("onto",
        [.. Enumerable.Range(0, count).Select(n => new CheckedMerge(Id(n), "m" + n, RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge)))]));

    private void Reject(int count) => _run.Do(new RunCommand.ObserveBatchRejected("onto", [.. Enumerable.Range(0, count).Select(Id)], "tree", Id(0), "no"));

    private void Judge(int n, int together, Verdict verdict = Verdict.Pass) =>
        _run.Do(new RunCommand.ObserveMergeJudged(Id(n), new TreeJudgement("onto", "tree", [.. Enumerable.Range(0, together).Select(m => Id(m).Task)], RunDriver.Evidence(verdict, EvidenceStage.Merge))));

    private string[] Effects() => [.. RunEffect.Of(_run.State).Select(e => e switch
    {
        RunEffect.PrepareMerge p => $"prepare:{p.Attempt}",
        RunEffect.LandMerge l => $"land:{l.Attempt}",
        _ => e.ToString(),
    })];
}
