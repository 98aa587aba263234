using System.Collections.Concurrent;
using System.Globalization;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>The fleet scenario, its undisturbed run, and the same again with kills.</summary>
internal sealed class Sweep : IAsyncDisposable
{
    /// <summary>A killed run is not killed again more often than this before it may end.</summary>
    private const int MaxKillsInARow = 4;
    private const int Workers = 2;

    private Sweep(Sandbox seed, string[] points, string tree) => (Seed, Points, Tree) = (seed, points, tree);

    public Sandbox Seed { get; }

    /// <summary>The fault points of the undisturbed run, in their order.</summary>
    public string[] Points { get; }

    public string Tree { get; }

    public static async Task<Sweep> PrepareAsync()
    {
        var seed = await Sandbox.CreateAsync("fleet");
        await UserState.MakeDirtyAsync(seed.Repository);
        await using var sandbox = await seed.CopyAsync();
        var run = await sandbox.BatonAsync(null, "run", sandbox.Plan);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var tree = await TemporaryRepository.GitInAsync(sandbox.Repository, "rev-parse", story.State.Origin.IntegrationBranch + "^{tree}");
        Assert.Empty(await new Promises(sandbox, tree, agentsDied: false).FindBrokenAsync());
        return new Sweep(seed, sandbox.Points, tree);
    }

    /// <summary>Every name once, and so many numbers beside, evenly over the run.</summary>
    public static List<string> Choose(string[] points, int wanted) => [.. points.Distinct(), .. Numbers(points, wanted)];

    /// <summary>So many points, evenly over the run; all of them when there are no more.</summary>
    public static IEnumerable<string> Numbers(string[] points, int wanted) => Enumerable.Range(0, wanted)
        .Select(i => (int)((long)i * points.Length / wanted) + 1).Distinct().Select(n => n.ToString(CultureInfo.InvariantCulture));

    /// <summary>How many cases a test tries; <c>BATON_TEST_SEEDS</c> sets it for all.</summary>
    public static int CasesOr(int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seeds) ? seeds : standard;

    /// <summary>Tries every case, two at a time.</summary>
    /// <param name="attempt">Gives null when all is well.</param>
    /// <returns>What went wrong, one paragraph a case.</returns>
    public static async Task<string> TryAllAsync(IEnumerable<string> cases, Func<string, Task<string?>> attempt)
    {
        var troubles = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (point, _) =>
        {
            if (await attempt(point) is { } trouble)
            {
                troubles.Enqueue(trouble);
            }
        });
        return string.Join("\n\n", troubles);
    }

    /// <summary>Kills by the given means, several times for some cases, lets the run end, and looks what is broken.</summary>
    /// <param name="kill">Runs the program so that it dies at or after the point; gives its exit code.</param>
    public async Task<string?> TryAsync(string point, bool agentsDie, Func<Sandbox, string, Task<int>> kill)
    {
        await using var sandbox = await Seed.CopyAsync();
        var random = new Random(point.Sum(c => c));
        var kills = new List<string>();
        var next = point;
        for (var more = true; more && kills.Count < MaxKillsInARow; next = $"{random.Next(1, 80)}")
        {
            var exit = await kill(sandbox, next);
            kills.Add($"{next} ({sandbox.Points.LastOrDefault()})");
            if (exit == 0 || await IsOverAsync(sandbox))
            {
                return await TellAsync(sandbox, kills, "", agentsDie);
            }

            if (exit != Sandbox.KilledExitCode)
            {
                return $"Killed at {string.Join(", ", kills)}: exit code {exit}";
            }

            more = random.Next(4) == 0;
        }

        var end = await sandbox.BatonAsync(null, "run", sandbox.Plan);
        return await TellAsync(sandbox, kills, end.ExitCode == 0 ? "" : $"the last run ended with {end.ExitCode}:\n{end.Output}{end.Error}\n", agentsDie);
    }

    /// <summary>The run was finished and given back before the kill; to run the plan again would begin a new run.</summary>
    public static async Task<bool> IsOverAsync(Sandbox sandbox) => File.Exists(Path.Combine(sandbox.Repository, ".baton", "journal.db"))
        && (await RunStory.ReadAllAsync(sandbox.Repository)) is [{ State.IsTerminal: true, Head.Owner: null }];

    public ValueTask DisposeAsync() => Seed.DisposeAsync();

    private async Task<string?> TellAsync(Sandbox sandbox, List<string> kills, string trouble, bool agentsDie)
    {
        var broken = await new Promises(sandbox, Tree, agentsDie).FindBrokenAsync();
        return trouble.Length == 0 && broken.Count == 0 ? null : $"Killed at {string.Join(", ", kills)}: {trouble}{string.Join("; ", broken)}";
    }
}
