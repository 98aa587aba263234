using System.Diagnostics;
using System.Security.Cryptography;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;

namespace Baton.TestKit.Journal;

/// <summary>A second process that works on a journal, so that tests can race with it and kill it. The test program itself is started again for it.</summary>
public static class JournalChild
{
    public const int BatchSize = 5;
    private const string RoleVariable = "BATON_TEST_JOURNAL_CHILD";
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    /// <summary>To be called before a test program does anything else: does the child's work and ends the process if it was started for that.</summary>
    public static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(RoleVariable) is { } role)
        {
            RunAsync(role, Environment.GetCommandLineArgs()[1..]).GetAwaiter().GetResult();
            Environment.Exit(0);
        }
    }

    /// <param name="program">The test program.</param>
    /// <param name="role"><c>lifecycle ROOT</c>, <c>storm ROOT RUN</c>, <c>race ROOT RUN</c> or <c>library</c>.</param>
    public static Process Start(string program, string role, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[RoleVariable] = role;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static RunEvent.Planned Planned(RunId run, ReadOnlySpan<byte> plan) =>
        new(run, new PlanHash(Convert.ToHexStringLower(SHA256.HashData(plan))), "sample", "main", "base", $"baton/{run}", [new TaskId("T1")]);

    private static Task RunAsync(string role, string[] arguments) => role switch
    {
        "lifecycle" => LifecycleAsync(arguments[0]),
        "storm" => StormAsync(arguments[0], new RunId(arguments[1])),
        "race" => RaceAsync(arguments[0], new RunId(arguments[1])),
        _ => Console.Out.WriteLineAsync(SqliteLibrary.Describe()),
    };

    /// <summary>Everything a journal does, once; says after every call what was promised.</summary>
    private static async Task LifecycleAsync(string root)
    {
        var run = new RunId("lifecycle");
        await using var store = await JournalFiles.OpenAsync(root, TimeProvider.System, create: true, CancellationToken.None);
        await store.CreateRunAsync(run, "plan.yaml", "baton: 1"u8.ToArray(), Planned(run, "baton: 1"u8), At, CancellationToken.None);
        Console.WriteLine("seq 1");
        var fence = await AcquireAsync(store, run);
        Console.WriteLine($"fence {fence}");
        var id = await store.SendAsync(run, new RunCommand.Pause("ann", null), At, CancellationToken.None);
        Console.WriteLine($"sent {id}");
        for (var seq = 1L; seq < 1 + (3 * BatchSize);)
        {
            seq = await AppendAsync(store, run, fence, seq);
            Console.WriteLine($"seq {seq}");
        }

        await store.AnswerAsync(run, id, true, "paused", CancellationToken.None);
        Console.WriteLine($"answered {id}");
        await store.ReleaseAsync(run, fence, CancellationToken.None);
        Console.WriteLine("released");
    }

    private static async Task StormAsync(string root, RunId run)
    {
        await using var store = await JournalFiles.OpenAsync(root, TimeProvider.System, create: false, CancellationToken.None);
        var fence = await AcquireAsync(store, run);
        for (var seq = 1L; ;)
        {
            seq = await AppendAsync(store, run, fence, seq);
            Console.WriteLine($"seq {seq}");
        }
    }

    /// <summary>Says <c>ready</c>, waits for a line, tries to own the run, says what came of it and stays until its input ends.</summary>
    private static async Task RaceAsync(string root, RunId run)
    {
        await using var store = await JournalFiles.OpenAsync(root, TimeProvider.System, create: false, CancellationToken.None);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var outcome = await store.AcquireAsync(run, LeaseOwner.Current(TimeProvider.System), LeaseOwner.IsAlive, CancellationToken.None);
        Console.WriteLine(outcome.GetType().Name);
        await Console.In.ReadToEndAsync();
    }

    private static async Task<long> AcquireAsync(IJournalStore store, RunId run)
    {
        var outcome = await store.AcquireAsync(run, LeaseOwner.Current(TimeProvider.System), LeaseOwner.IsAlive, CancellationToken.None);
        return ((LeaseOutcome.Granted)outcome).Fence;
    }

    private static async Task<long> AppendAsync(IJournalStore store, RunId run, long fence, long seq)
    {
        var batch = Enumerable.Range(1, BatchSize).Select(i => (RunEvent)new RunEvent.Noted(null, "child", $"{seq + i}"));
        var outcome = await store.AppendAsync(run, fence, seq, [.. batch], At, CancellationToken.None);
        return ((AppendOutcome.Appended)outcome).LastSeq;
    }
}
