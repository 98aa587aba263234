using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Tests.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Merging;

/// <summary>Whole runs whose work is merged, and what becomes of it when people take some of it out.</summary>
public sealed class RollbackRunTests : RepositoryTest
{
    private const string NeedsT0 = "verify: [{name: builds, run: test -e t0.txt}]";
    private const string Passes = "verify: [{name: builds, run: 'test ! -e trace'}]";

    private string _tip = "";

    [Fact]
    public async Task What_remains_is_judged_and_one_that_does_not_pass_stops_the_rollback()
    {
        var end = await RollBackAsync(force: false, "T0", Passes, NeedsT0, Passes);

        var failed = Assert.Single(end.Of<RunEvent.RollbackFailed>());
        Assert.Contains("Without T0, T1 does not pass: builds: ", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("--force", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(("T1", false), Assert.Single(end.Of<RunEvent.RollbackJudged>().Select(j => (j.Task.Value, j.Judgement.Evidence.Passed))));
        Assert.Equal(_tip, await TipAsync(end));
        Assert.Equal(TaskStatus.Complete, end.State[new TaskId("T0")].Status);
    }

    [Fact]
    public async Task A_person_who_insists_gets_the_rollback_and_the_evidence_is_kept()
    {
        var end = await RollBackAsync(force: true, "T0", Passes, NeedsT0, Passes);

        Assert.Contains("T1 does not pass", Assert.Single(end.Of<RunEvent.RollbackPrepared>()).Objection, StringComparison.Ordinal);
        Assert.False(Assert.Single(end.Of<RunEvent.RollbackJudged>()).Judgement.Evidence.Passed);
        Assert.Equal(["README.md", "t1.txt", "t2.txt"], await Temporary.PathsAtAsync(end.State.Origin.IntegrationBranch));
        Assert.Equal(end.State.IntegrationHead, await TipAsync(end));
    }

    [Fact]
    public async Task What_passes_is_taken_out_with_passing_evidence_of_all_that_stays_and_of_the_plan()
    {
        var end = await RollBackAsync(force: false, "T2", Passes, NeedsT0, Passes);

        Assert.Null(Assert.Single(end.Of<RunEvent.RollbackPrepared>()).Objection);
        var judged = end.Of<RunEvent.RollbackJudged>().ToList();
        Assert.Equal(["T0: builds", "T1: builds whole"], judged.Select(j => $"{j.Task}: {string.Join(' ', j.Judgement.Evidence.Results.Where(r => r.Kind == "run").Select(r => r.Name))}"));
        Assert.All(judged, j => Assert.Equal((true, null, "T2"), (j.Judgement.Evidence.Passed, j.Judgement.Evidence.Commit, string.Join(' ', j.Judgement.Together))));
        Assert.Equal(await Temporary.GitAsync("rev-parse", end.State.Origin.IntegrationBranch + "^{tree}"), Assert.Single(judged.Select(j => j.Judgement.Tree).Distinct()));
        Assert.Equal(["README.md", "t0.txt", "t1.txt"], await Temporary.PathsAtAsync(end.State.Origin.IntegrationBranch));
    }

    /// <summary>Between the end of a run and its rollback a person may have worked on its branch.</summary>
    [Fact]
    public async Task A_commit_that_somebody_put_on_the_branch_is_kept_and_told()
    {
        var (waiting, run) = await MergedAsync("", Passes, Passes);
        var branch = $"baton/{run}/integration";
        var theirs = await Temporary.GitAsync("commit-tree", branch + "^{tree}", "-p", branch, "-m", "by hand");
        await Temporary.GitAsync("update-ref", "refs/heads/" + branch, theirs);

        var end = await waiting.DriveAsync(run, new RunCommand.Rollback(new TaskId("T1"), "ann", "wrong", Requeue: false));

        var note = Assert.Single(end.Of<RunEvent.Noted>()).Text;
        Assert.Contains($"moved to {theirs[..12]} by somebody else", note, StringComparison.Ordinal);
        Assert.Equal(theirs, await Temporary.GitAsync("rev-parse", note[(note.LastIndexOf(' ') + 1)..].TrimEnd('.')));
        Assert.Equal(["README.md", "t0.txt"], await Temporary.PathsAtAsync(branch));
    }

    [Fact]
    public async Task Where_nothing_is_asked_for_nothing_is_run()
    {
        const string none = "verify: [{scope: ['**']}]";
        var end = await RollBackInAsync("", force: false, "T0", none, none);

        Assert.Empty(end.Of<RunEvent.RollbackJudged>());
        Assert.Single(end.Of<RunEvent.TaskRolledBack>());
        Assert.Empty(Directory.GetDirectories(Temporary.Root, "rollback-*", SearchOption.AllDirectories));
        Assert.Equal(["README.md", "t1.txt"], await Temporary.PathsAtAsync(end.State.Origin.IntegrationBranch));
    }

    private Task<WaitingEnd> RollBackAsync(bool force, string task, params string[] checks) => RollBackInAsync("verify: [{name: whole, run: 'test ! -e bad.txt'}]\n", force, task, checks);

    private async Task<WaitingEnd> RollBackInAsync(string plan, bool force, string task, params string[] checks)
    {
        var (waiting, run) = await MergedAsync(plan, checks);
        return await waiting.DriveAsync(run, new RunCommand.Rollback(new TaskId(task), "ann", "wrong", Requeue: false) { Force = force });
    }

    private async Task<(WaitingRun Waiting, RunId Run)> MergedAsync(string plan, params string[] checks)
    {
        var list = string.Concat(checks.Select((check, n) => $"  T{n}: {{title: Task {n}, estimate: 1h, {check}}}\n"));
        var waiting = new WaitingRun(Temporary.Root, Temporary.StateHome);
        var run = await waiting.WriteAsync(
            $"baton: 1\nname: rollback\nfinish: leave\n{plan}defaults: {{agent: worker, retry: {{retries: 0}}}}\nagents:\n  worker: {{driver: shell, command: \"false\"}}\ntasks:\n{list}",
            [.. checks.Select((_, n) => (Action<FastImport>)(import => import.File($"t{n}.txt", $"{n}\n")))]);
        var merged = await waiting.DriveAsync(run);
        Assert.Equal(RunStatus.Succeeded, merged.State.Status);
        _tip = await TipAsync(merged);
        return (waiting, run);
    }

    private Task<string> TipAsync(WaitingEnd end) => Temporary.GitAsync("rev-parse", end.State.Origin.IntegrationBranch);
}
