using System.Globalization;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KillAtEveryPointTests(ITestOutputHelper output)
{
    private const int CasesAtPoints = 6;
    private const int CasesFromOutside = 5;
    private const int CasesMachineDown = 5;

    [Fact]
    public async Task A_run_killed_at_any_point_ends_as_if_nothing_had_happened()
    {
        await using var sweep = await Sweep.PrepareAsync();
        var cases = Sweep.Choose(sweep.Points, Sweep.CasesOr(CasesAtPoints));
        output.WriteLine($"{sweep.Points.Length} points, {cases.Count} cases");

        var troubles = await Sweep.TryAllAsync(cases, point => sweep.TryAsync(point, agentsDie: false,
            async (sandbox, dieAt) => (await sandbox.BatonAsync(dieAt, "run", sandbox.Plan)).ExitCode));

        Assert.True(troubles.Length == 0, troubles);
    }

    /// <summary>The kill comes while git, validators and agents are in the middle of something, and they go on without their master.</summary>
    [Fact]
    public async Task A_run_killed_from_outside_at_any_time_ends_as_if_nothing_had_happened()
    {
        await using var sweep = await Sweep.PrepareAsync();
        var cases = Sweep.Numbers(sweep.Points, Sweep.CasesOr(CasesFromOutside)).ToList();
        output.WriteLine($"{sweep.Points.Length} points, {cases.Count} cases");

        var troubles = await Sweep.TryAllAsync(cases, point => sweep.TryAsync(point, agentsDie: false, (sandbox, after) => KillAfterAsync(sandbox, after, pid => [pid])));

        Assert.True(troubles.Length == 0, troubles);
    }

    /// <summary>Everything dies at once, git in the middle of writing included: what a power cut leaves, but for the disk's own losses.</summary>
    [Fact]
    public async Task A_run_whose_machine_went_down_at_any_time_ends_with_the_same_result()
    {
        await using var sweep = await Sweep.PrepareAsync();
        var cases = Sweep.Numbers(sweep.Points, Sweep.CasesOr(CasesMachineDown)).ToList();
        output.WriteLine($"{sweep.Points.Length} points, {cases.Count} cases");

        var troubles = await Sweep.TryAllAsync(cases, point => sweep.TryAsync(point, agentsDie: true,
            (sandbox, after) => KillAfterAsync(sandbox, after, pid => [pid, .. ProcessScan.Tree(pid), .. sandbox.LivingProcesses()])));

        Assert.True(troubles.Length == 0, troubles);
    }

    [Fact]
    public async Task Locks_that_a_dead_git_left_on_our_refs_do_not_stop_the_run()
    {
        await using var sandbox = await Sandbox.CreateAsync("fleet");
        Assert.Equal(Sandbox.KilledExitCode, (await sandbox.BatonAsync("git.merge-tree.before", "run", sandbox.Plan)).ExitCode);
        var run = (await RunStory.ReadOnlyOneAsync(sandbox.Repository)).Head.Run;
        foreach (var name in new[] { $"heads/baton/{run}/integration.lock", $"heads/baton/{run}/last-1.lock", $"baton/{run}/last/1.lock" })
        {
            TemporaryRepository.WriteIn(sandbox.Repository, Path.Combine(".git", "refs", name), "");
        }

        var end = await sandbox.BatonAsync(null, "run", sandbox.Plan);

        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        Assert.Equal(1, SideLog.Read(sandbox.SideLogFile).StartsOf("last"));
    }

    /// <summary>Lets the run pass a number of points and kills processes while it goes on.</summary>
    private static async Task<int> KillAfterAsync(Sandbox sandbox, string points, Func<int, IEnumerable<int>> victims)
    {
        var enough = int.Parse(points, CultureInfo.InvariantCulture);
        using var process = sandbox.Start(dieAt: null, "run", sandbox.Plan);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Poll.UntilAsync(() => process.HasExited || sandbox.PointsReached >= enough);
        foreach (var pid in victims(process.Id))
        {
            ProcessScan.Kill(pid);
        }

        await process.WaitForExitAsync();
        _ = (await output, await error);
        return process.ExitCode;
    }
}
