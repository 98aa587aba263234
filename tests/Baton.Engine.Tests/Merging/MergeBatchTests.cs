using System.Security.Cryptography;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Tests.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Merging;

/// <summary>Accepted work waits, the merged tree must be checked: how often it is checked, what lands and who fails.</summary>
public sealed class MergeBatchTests : RepositoryTest
{
    private const string Check = "echo check >>\"$LOG\"; ! ls bad* 2>/dev/null";

    private string CheckLog => Path.Combine(Temporary.Folder, "checks");

    private int Checks => File.Exists(CheckLog) ? File.ReadLines(CheckLog).Count() : 0;

    [Fact]
    public async Task Ten_that_pass_are_checked_in_two_batches_and_land_each_by_one_move()
    {
        var end = await RunAsync(10, n => import => import.File($"t{n}.txt", $"{n}\n"));

        Assert.Equal((SessionEnd.RunOver, RunStatus.Succeeded, 2), (end.End, end.State.Status, Checks));
        Assert.Equal(["8", "2"], end.Of<RunEvent.MergeBatchPrepared>().Select(b => $"{b.Merges.Length}"));
        Assert.Equal(10, end.Of<RunEvent.Merged>().Count());
        Assert.Equal(2, await MovesAsync(end));
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"t{n}.txt").Prepend("README.md"), await Temporary.PathsAtAsync(end.State.Origin.IntegrationBranch));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task One_bad_of_eight_fails_alone_with_its_evidence_and_the_others_land(int bad)
    {
        var end = await RunAsync(8, n => import => import.File(n == bad ? "bad.txt" : $"t{n}.txt", $"{n}\n"));

        var failed = Assert.Single(end.Of<RunEvent.AttemptFailed>());
        Assert.Equal(($"T{bad}", "evidence"), (failed.Task.Value, failed.Failure.Code));
        Assert.Contains("whole", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(7, end.Of<RunEvent.Merged>().Count());
        Assert.InRange(Checks, 4, 7);
        Assert.Equal(end.Of<RunEvent.Merged>().Last().Commit, await TipAsync(end));
        await EveryTipPassesAsync(end);
    }

    [Fact]
    public async Task A_batch_that_is_rejected_leaves_the_evidence_and_its_log_in_the_record_of_the_one_that_was_judged()
    {
        var end = await RunAsync(8, n => import => import.File(n == 5 ? "bad.txt" : $"t{n}.txt", $"{n}\n"));

        var rejected = end.Of<RunEvent.MergeBatchRejected>().ToList();
        Assert.Equal(["T0 T1 T2 T3 T4 T5 T6 T7", "T4 T5"], rejected.Select(r => string.Join(' ', r.Tasks)));
        foreach (var batch in rejected)
        {
            var judged = Assert.Single(end.Of<RunEvent.MergeJudged>(), j => j.Task == batch.Judged && j.Judgement.IsOf(batch.Onto, batch.Tree!, batch.Tasks));
            Assert.Equal((false, null), (judged.Judgement.Evidence.Passed, judged.Judgement.Evidence.Commit));
            var whole = Assert.Single(judged.Judgement.Evidence.Results, r => r.Name == "whole");
            var log = Path.Combine(AttemptFolders.Of(Temporary.Root, end.State.Run, new AttemptId(judged.Task, judged.Attempt)), whole.LogFile!);
            Assert.Equal(whole.LogDigest, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken))));
        }
    }

    [Fact]
    public async Task Two_that_pass_alone_but_not_together_cost_the_later_one()
    {
        const string check = "echo check >>\"$LOG\"; ! { test -e t2.txt && test -e t5.txt; }";
        var end = await RunAsync(8, n => import => import.File($"t{n}.txt", $"{n}\n"), check);

        Assert.Equal("T5", Assert.Single(end.Of<RunEvent.AttemptFailed>()).Task.Value);
        Assert.Equal(7, end.Of<RunEvent.Merged>().Count());
    }

    [Fact]
    public async Task All_bad_fail_each_and_the_branch_stays()
    {
        var end = await RunAsync(5, n => import => import.File($"bad{n}.txt", $"{n}\n"));

        Assert.Equal(5, end.Of<RunEvent.AttemptFailed>().Count());
        Assert.Empty(end.Of<RunEvent.Merged>());
        Assert.Equal(end.State.Origin.BaseCommit, await TipAsync(end));
    }

    [Fact]
    public async Task One_that_conflicts_with_another_of_its_batch_is_left_for_later_and_only_then_conflicts()
    {
        var end = await RunAsync(4, n => import => import.File(n is 1 or 2 ? "same.txt" : $"t{n}.txt", $"{n}\n"));

        Assert.Equal("T2", Assert.Single(end.Of<RunEvent.MergeConflicted>()).Task.Value);
        Assert.Equal(["T0", "T1", "T3"], end.Of<RunEvent.Merged>().Select(m => m.Task.Value));
    }

    [Fact]
    public async Task A_batch_of_one_checks_each_alone()
    {
        var end = await RunAsync(3, n => import => import.File($"t{n}.txt", $"{n}\n"), batch: 1);

        Assert.Empty(end.Of<RunEvent.MergeBatchPrepared>());
        Assert.Equal((3, 3), (Checks, end.Of<RunEvent.MergePrepared>().Count()));
    }

    [Fact]
    public async Task Own_validators_run_for_every_member_in_a_checkout_without_the_traces_of_others()
    {
        const string own = "    verify: [{run: 'test ! -e trace && touch trace && echo own >>\"$LOG\"'}]\n";
        var end = await RunAsync(4, n => import => import.File($"t{n}.txt", $"{n}\n"), own: own);

        Assert.Equal(RunStatus.Succeeded, end.State.Status);
        Assert.Equal(4, File.ReadLines(CheckLog).Count(l => l == "own"));
        Assert.All(end.Of<RunEvent.EvidenceRecorded>().Where(e => e.Evidence.Stage == Domain.Evidence.EvidenceStage.Merge),
            e => Assert.Equal(["whole"], e.Evidence.Results.Select(r => r.Name).Where(n => n == "whole")));
    }

    [Fact]
    public async Task Two_hundred_branches_at_once_take_a_bounded_number_of_checks_and_leave_no_checkout()
    {
        var end = await RunAsync(200, n => import => import.File($"d{n % 7}/t{n}.txt", $"{n}\n"), batch: 50);

        Assert.Equal((RunStatus.Succeeded, 4), (end.State.Status, Checks));
        Assert.Equal(4, await MovesAsync(end));
        Assert.Empty(Directory.Exists(Checkouts) ? Directory.GetDirectories(Checkouts).SelectMany(Directory.GetDirectories) : []);
    }

    private string Checkouts => Path.Combine(Repository.StateFolder, "checkouts");

    private async Task<WaitingEnd> RunAsync(int tasks, Func<int, Action<FastImport>> work, string check = Check, int batch = 8, string own = "    verify: [{scope: ['**']}]\n")
    {
        var list = string.Concat(Enumerable.Range(0, tasks).Select(n => $"  T{n}:\n    title: Task {n}\n    estimate: 1h\n{own}"));
        var plan = $"""
            baton: 1
            name: batch
            limits: {"{"}concurrent: 1000, mergeBatch: {batch}{"}"}
            env: [{"{"}LOG: "{CheckLog}"{"}"}]
            verify: [{"{"}name: whole, run: '{check}'{"}"}]
            defaults: {"{"}agent: worker, retry: {"{"}retries: 0, conflicts: 0{"}"}{"}"}
            agents:
              worker: {"{"}driver: shell, command: "false"{"}"}
            tasks:

            """ + list;
        var waiting = new WaitingRun(Temporary.Root, Temporary.StateHome);
        var run = await waiting.WriteAsync(plan, [.. Enumerable.Range(0, tasks).Select(work)]);
        return await waiting.DriveAsync(run);
    }

    private Task<string> TipAsync(WaitingEnd end) => Temporary.GitAsync("rev-parse", end.State.Origin.IntegrationBranch);

    private async Task<int> MovesAsync(WaitingEnd end) =>
        (await Temporary.GitAsync("reflog", "show", "--format=%H", end.State.Origin.IntegrationBranch)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;

    /// <summary>Every commit that the branch ever stood at passes the plan's check.</summary>
    private async Task EveryTipPassesAsync(WaitingEnd end)
    {
        var tips = (await Temporary.GitAsync("reflog", "show", "--format=%H", end.State.Origin.IntegrationBranch)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var tip in tips)
        {
            Assert.DoesNotContain(await Temporary.PathsAtAsync(tip), p => p.StartsWith("bad", StringComparison.Ordinal));
        }
    }
}
