using System.Globalization;
using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>The power is cut: every process is dead, and of what was written only that is left which had reached the disk.</summary>
[Trait("suite", "crash")]
[Collection("crash")]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Cases = 8;
    private static readonly string[] AboutTheDisk = ["git.update-ref.before", "git.update-ref.after", "git.commit-tree.after", "git.capture-index.after", "journal.append.after"];

    [Fact]
    public async Task What_the_journal_has_is_whole_after_a_power_cut_and_the_run_ends_with_the_same_result()
    {
        await using var sweep = await Sweep.PrepareAsync();
        var cases = sweep.Points.Where(AboutTheDisk.Contains).Distinct().Concat(Sweep.Numbers(sweep.Points, Sweep.CasesOr(Cases))).ToList();
        output.WriteLine($"{sweep.Points.Length} points, {cases.Count} cases");

        var troubles = await Sweep.TryAllAsync(cases, point => TryAsync(sweep, point));

        Assert.True(troubles.Length == 0, troubles);
    }

    private static async Task<string?> TryAsync(Sweep sweep, string point)
    {
        await using var sandbox = await sweep.Seed.CopyAsync();
        await using var disk = await PowerDisk.MountOverAsync(sandbox.Folder);
        var exit = (await sandbox.BatonAsync(point, "run", sandbox.Plan)).ExitCode;
        if (exit != Sandbox.KilledExitCode)
        {
            return exit == 0 ? null : $"At {point}: exit code {exit}";
        }

        foreach (var pid in sandbox.LivingProcesses())
        {
            ProcessScan.Kill(pid);
        }

        await Poll.UntilAsync(() => sandbox.LivingProcesses().Count == 0);
        await disk.CutAsync();
        sandbox.RestartMachine();
        List<string> broken = [.. await FindLostAsync(sandbox)];
        var end = await Sweep.IsOverAsync(sandbox) ? null : await sandbox.BatonAsync(null, "run", sandbox.Plan);
        if (end is { ExitCode: not 0 })
        {
            broken.Add($"the run then ended with {end.ExitCode}:\n{end.Output}{end.Error}");
        }
        else
        {
            broken.AddRange(await FindBrokenAsync(sandbox, sweep.Tree));
        }

        return broken.Count == 0 ? null : $"Cut at {point}: {string.Join("; ", broken)}";
    }

    /// <summary>Objects that the journal counts on, right after the cut.</summary>
    private static async Task<List<string>> FindLostAsync(Sandbox sandbox)
    {
        if (!File.Exists(Path.Combine(sandbox.Repository, ".baton", "journal.db")) || await RunStory.ReadAllAsync(sandbox.Repository) is not [var story])
        {
            return [];
        }

        var lost = new List<string>();
        string[] commits = [.. story.Of<RunEvent.WorkCaptured>().Select(e => e.Work.Commit), .. story.Of<RunEvent.MergePrepared>().Select(e => e.Commit), .. story.Of<RunEvent.Merged>().Select(e => e.Commit)];
        foreach (var commit in commits.Where(c => c.Length > 0).Distinct())
        {
            var read = await Execution.RunAsync(sandbox.Repository, null, "sh", "-c", "git archive -o /dev/null $0 && git rev-list --objects $0 >/dev/null", commit);
            if (read.ExitCode != 0)
            {
                lost.Add($"{commit} is not whole: {read.Error.Trim()}");
            }
        }

        return lost;
    }

    private static async Task<List<string>> FindBrokenAsync(Sandbox sandbox, string tree)
    {
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var broken = new List<string>();
        if (story.State.Status != RunStatus.Succeeded)
        {
            broken.Add($"the run is {story.State.Status}: {story.State.Reason}");
        }

        var final = await Execution.RunAsync(sandbox.Repository, null, "sh", "-c", "git archive -o /dev/null $0 && git rev-parse $0^{tree}", story.State.Origin.IntegrationBranch);
        if (final.Output.Trim() != tree)
        {
            broken.Add($"the final tree is {final.Output.Trim()}, without a cut it is {tree}; {final.Error.Trim()}");
        }

        foreach (var captured in story.Of<RunEvent.WorkCaptured>().Where(e => !e.Work.IsEmpty))
        {
            var held = await TemporaryRepository.GitInAsync(sandbox.Repository, "for-each-ref", "--format=%(objectname)", captured.Work.Ref);
            if (held != captured.Work.Commit)
            {
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"{captured.Work.Ref} is '{held}', not {captured.Work.Commit}"));
            }
        }

        return broken;
    }
}
