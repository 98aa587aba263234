using System.Diagnostics;
using Baton.Engine.Tests.Git;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class WorktreeCostTests(ITestOutputHelper output) : RepositoryTest
{
    private const int Rounds = 15;

    /// <summary>Prints the cost of an attempt's worktree beside the same commands by hand; what it asserts is only that both did the work.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public async Task PrepareAndCapture_BesideGitByHand_IsMeasured(int files)
    {
        await AdvanceAsync([.. Enumerable.Range(0, files).Select(n => ($"src/{n % 10}/{n}.txt", new string('x', 500)))]);
        var (ours, byHand) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var first = round;
            byHand.Add(await TimeAsync(() => ByHandAsync(first)));
            ours.Add(await TimeAsync(async () => Assert.Single((await WorkAsync($"T{first}", ($"new{first}.txt", "x"))).Changes)));
        }

        output.WriteLine($"{files} files, median of {Rounds}: by hand {Median(byHand):0.0} ms, Baton {Median(ours):0.0} ms, ratio {Median(ours) / Median(byHand):0.00}");
    }

    private static double Median(List<double> times) => times.Skip(1).Order().ElementAt(Rounds / 2);

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private async Task ByHandAsync(int round)
    {
        var folder = Path.Combine(Temporary.Folder, $"hand-{round}");
        var script = $"git worktree add -q -b hand-{round} '{folder}' main && cd '{folder}' && echo x > new{round}.txt && git add -A && "
            + "git -c user.name=T -c user.email=t@example.invalid commit -q -m work";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = Temporary.Root })!;
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
