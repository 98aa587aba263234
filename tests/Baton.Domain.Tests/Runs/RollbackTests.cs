using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>T1 with its dependent T2 is to be taken out; T3 stays.</summary>
public sealed class RollbackTests
{
    private readonly RunDriver _run = new(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1"), RunDriver.Task("T3"), RunDriver.Task("T4")));

    public RollbackTests()
    {
        _run.Complete("T1");
        _run.Complete("T2");
        _run.Complete("T3");
    }

    [Fact]
    public void Prepared_WhatRemainsPasses_MovesTheBranchOnceForAll()
    {
        Ask();
        Prepare(null);

        Assert.Equal(("T2 T1", "r1"), (string.Join(' ', _run.State.Rollback!.Reverts.Select(r => r.Task)), _run.State.Rollback.Tip));
        Assert.Equal(TaskStatus.Complete, _run.StatusOf("T1"));
        Land();
        Assert.Equal((TaskStatus.RolledBack, TaskStatus.RolledBack, "r1"), (_run.StatusOf("T1"), _run.StatusOf("T2"), _run.State.IntegrationHead));
        Assert.Null(_run.State.Rollback);
    }

    [Fact]
    public void Prepared_SomethingDoesNotPass_ChangesNothingAndSaysWhatToDo()
    {
        Ask();
        Prepare("T3 does not pass: unit: 2 tests failed");

        var failed = Assert.Single(_run.Events.OfType<RunEvent.RollbackFailed>());
        Assert.Equal("T1", failed.Task.Value);
        Assert.Equal("Without T2, T1, T3 does not pass: unit: 2 tests failed. Nothing was changed. Mend that or roll it back first, or insist: baton rollback T1 --force --reason WHY.", failed.Reason);
        Assert.Empty(_run.State.RollbackQueue);
        Assert.Equal(TaskStatus.Complete, _run.StatusOf("T1"));
    }

    [Fact]
    public void Prepared_SomethingDoesNotPassAndThePersonInsists_GoesOnAndKeepsTheObjection()
    {
        Ask(force: true);
        Prepare("T3 does not pass: unit: 2 tests failed");
        Land();

        Assert.StartsWith("T3 does not pass", Assert.Single(_run.Events.OfType<RunEvent.RollbackPrepared>()).Objection, StringComparison.Ordinal);
        Assert.Equal(TaskStatus.RolledBack, _run.StatusOf("T1"));
    }

    [Fact]
    public void Request_WhileAnotherIsCarriedOut_IsJudgedForItselfAfterwards()
    {
        Ask(force: true);
        _run.Do(new RunCommand.Rollback(new TaskId("T3"), "bob", "wrong too", true) { Instructions = "use tabs" });
        Prepare("T3 does not pass: x");
        Land();
        Assert.Equal((TaskStatus.RolledBack, TaskStatus.RolledBack), (_run.StatusOf("T1"), _run.StatusOf("T2")));
        Assert.Equal([new RunEffect.RollBack(new TaskId("T3"))], RunEffect.Of(_run.State).OfType<RunEffect.RollBack>());

        _run.Do(new RunCommand.ObserveRollbackPrepared(_run.State.IntegrationHead, [new(new TaskId("T3"), "r3")], null));
        Land();
        Assert.Equal("use tabs", _run["T3"].Amended);
        Assert.Empty(_run.State.Rollbacks);
    }

    [Fact]
    public void Request_ThatIsRefused_LeavesTheOneThatWaitsForIt()
    {
        Ask();
        _run.Do(new RunCommand.Rollback(new TaskId("T3"), "bob", "wrong too", false) { Force = true });
        Prepare("T3 does not pass: x");

        Assert.Equal("T1", Assert.Single(_run.Events.OfType<RunEvent.RollbackFailed>()).Task.Value);
        Assert.Equal("T3", Assert.Single(_run.State.Rollbacks).Asked.Value);
        Assert.True(_run.State.Rollbacks[0].Force);
    }

    /// <summary>T1 was built upon; when the first request leaves T2 in place, the second still takes it out before T1.</summary>
    [Fact]
    public void Request_ForWhatAnotherOneDependsOn_TakesThatOutToo()
    {
        _run.Do(new RunCommand.Rollback(new TaskId("T2"), "ann", "wrong", false));
        Ask();
        _run.Do(new RunCommand.ObserveRolledBack(new TaskId("T2"), null, "conflict with later work"));

        Assert.Equal(["T2", "T1"], _run.State.RollbackQueue.Select(t => t.Value));
    }

    /// <summary>As versions wrote it that carried out all requests as one: the second leaves out what the first takes, and both fail together.</summary>
    [Fact]
    public void Replay_OfRequestsThatWereMixed_TakesThemAsOne()
    {
        var state = _run.State;
        foreach (var (tasks, force) in new[] { ("T2", true), ("T1", false) })
        {
            state = state.Apply(new RunEvent.RollbackRequested([new TaskId(tasks)], "ann", "wrong", true) { Force = force, Instructions = "do " + tasks }, _run.Now);
        }

        var one = Assert.Single(state.Rollbacks);
        Assert.Equal(("T2 T1", "T1", false, 2), (string.Join(' ', one.Tasks), one.Asked.Value, one.Force, one.Instructions.Count));
        Assert.Empty(state.Apply(new RunEvent.RollbackFailed(new TaskId("T1"), "no"), _run.Now).Rollbacks);
    }

    [Theory]
    [InlineData("elsewhere", 2)]
    [InlineData("", 3)]
    public void Prepared_ForAnotherHeadOrOtherTasks_IsComputedAgain(string onto, int count)
    {
        Ask();
        var before = _run.Events.Count;
        ImmutableArray<PreparedRevert> reverts = [new(new TaskId("T2"), "r2"), new(new TaskId("T1"), "r1"), new(new TaskId("T3"), "r3")];
        _run.Do(new RunCommand.ObserveRollbackPrepared(onto.Length > 0 ? onto : _run.State.IntegrationHead, reverts[..count], null));

        Assert.Equal(before, _run.Events.Count);
        Assert.Equal([new RunEffect.RollBack(new TaskId("T2"))], RunEffect.Of(_run.State).OfType<RunEffect.RollBack>());
    }

    [Fact]
    public void Prepared_WhileAnotherTaskBecomesReadyToMerge_LandsFirst()
    {
        Ask();
        Prepare(null);
        _run.Start("T4");
        _run.Exit("T4");
        _run.Capture("T4");
        _run.Judge("T4");

        Assert.Equal(TaskStatus.Merging, _run.StatusOf("T4"));
        Assert.Equal([new RunEffect.RollBack(new TaskId("T2"))], RunEffect.Of(_run.State));
        Land();
        Assert.Equal([new RunEffect.PrepareMerge(new AttemptId(new TaskId("T4"), 1))], RunEffect.Of(_run.State));
    }

    [Fact]
    public void Judged_IsKnownUntilTheRollbackIsDecided()
    {
        Ask();
        Judge(_run.State.IntegrationHead);
        Judge("elsewhere");
        Assert.Equal(_run.State.IntegrationHead, Assert.Single(_run.State.RollbackJudgements).Value.Onto);
        Prepare("no");

        Assert.Empty(_run.State.RollbackJudgements);
        Assert.Single(_run.Events.OfType<RunEvent.RollbackJudged>());
        Judge(_run.State.IntegrationHead);
        Assert.Empty(_run.State.RollbackJudgements);
    }

    private void Ask(bool force = false) => _run.Do(new RunCommand.Rollback(new TaskId("T1"), "ann", "wrong", false) { Force = force });

    private void Prepare(string? objection) => _run.Do(new RunCommand.ObserveRollbackPrepared(_run.State.IntegrationHead, [new(new TaskId("T2"), "r2"), new(new TaskId("T1"), "r1")], objection));

    private void Judge(string onto) => _run.Do(new RunCommand.ObserveRollbackJudged(new AttemptId(new TaskId("T3"), 1),
        new TreeJudgement(onto, "tree", [new TaskId("T2"), new TaskId("T1")], RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge))));

    private void Land()
    {
        foreach (var revert in _run.State.Rollback!.Reverts)
        {
            _run.Do(new RunCommand.ObserveRolledBack(revert.Task, revert.Commit, null));
        }
    }
}
