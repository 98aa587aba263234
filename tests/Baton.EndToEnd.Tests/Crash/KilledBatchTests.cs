using Baton.Domain.Runs;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>Six pieces of accepted work wait for their merge, one of them breaks the whole; the program is killed while it finds that out.</summary>
[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledBatchTests(ITestOutputHelper output)
{
    private const int Tasks = 6;
    private const int Bad = 4;
    private const int StandardCases = 4;
    private const int WorkFailed = 1;

    [Fact]
    public async Task Whenever_it_is_killed_five_land_once_and_the_bad_one_fails_once()
    {
        await using var sandbox = await Sandbox.CreateAsync("batch");
        var plan = await File.ReadAllTextAsync(sandbox.Plan);
        await new WaitingRun(sandbox.Repository, Path.Combine(sandbox.Folder, "state")).WriteAsync(plan, [.. Enumerable.Range(0, Tasks).Select(Work)]);
        await sandbox.SnapshotAsync();
        Assert.Equal((WorkFailed, ""), (await sandbox.BatonAsync(null, "run", sandbox.Plan)) is var first ? (first.ExitCode, first.Error) : default);
        var tree = await TreeAsync(sandbox);
        var points = sandbox.Points.TakeWhile(p => p != "journal.lease-release.before").ToArray();
        var cases = Sweep.Choose(points, Sweep.CasesOr(StandardCases));
        output.WriteLine($"{points.Length} points, {cases.Count} cases");
        Assert.Contains("git.merge-tree.before", cases);

        foreach (var point in cases)
        {
            await sandbox.RestoreAsync();
            var killed = await sandbox.BatonAsync(point, "run", sandbox.Plan);
            Assert.True(killed.ExitCode == Sandbox.KilledExitCode, $"{point}: exit code {killed.ExitCode}: {killed.Error}");
            var end = await IsOverAsync(sandbox) ? WorkFailed : (await sandbox.BatonAsync(null, "run", sandbox.Plan)).ExitCode;
            var wrong = await FindWrongAsync(sandbox, tree);
            Assert.True(end == WorkFailed && wrong is null, $"killed at {point}: exit code {end}; {wrong}");
        }
    }

    private static Action<FastImport> Work(int n) => import => import.File(n == Bad ? "bad.txt" : $"t{n}.txt", $"{n}\n");

    private static async Task<bool> IsOverAsync(Sandbox sandbox) => await RunStory.ReadOnlyOneAsync(sandbox.Repository) is { State.IsTerminal: true, Head.Owner: null };

    private static async Task<string> TreeAsync(Sandbox sandbox) => await TemporaryRepository.GitInAsync(sandbox.Repository, "rev-parse",
        (await RunStory.ReadOnlyOneAsync(sandbox.Repository)).State.Origin.IntegrationBranch + "^{tree}");

    private static async Task<string?> FindWrongAsync(Sandbox sandbox, string tree)
    {
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var merged = story.Of<RunEvent.Merged>().Select(m => m.Commit).ToList();
        var branch = story.State.Origin.IntegrationBranch;
        var line = (await TemporaryRepository.GitInAsync(sandbox.Repository, "rev-list", "--first-parent", "--reverse", $"main..{branch}")).Split('\n');
        var tips = (await TemporaryRepository.GitInAsync(sandbox.Repository, "reflog", "show", "--format=%H", branch)).Split('\n');
        var checkedTips = story.Of<RunEvent.EvidenceRecorded>().Where(e => e.Evidence.Passed).Select(e => e.Evidence.Commit).Append(story.State.Origin.BaseCommit).ToHashSet();
        return merged.Count != Tasks - 1 || !line.SequenceEqual(merged) ? $"{merged.Count} merges in the journal, {line.Length} on the branch"
            : await TreeAsync(sandbox) != tree ? "another tree"
            : tips.FirstOrDefault(t => !checkedTips.Contains(t)) is { } tip ? $"the branch stood at {tip}, which has no passing evidence"
            : story.Of<RunEvent.AttemptFailed>().Select(f => f.Task.Value).ToArray() is not ["T4"] ? "others failed than the bad one"
            : null;
    }
}
