using System.Diagnostics;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.TestKit.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

/// <summary>Other processes at the same journal: killed at every moment, racing, with another SQLite.</summary>
public sealed class JournalProcessTests
{
    private static readonly RunId Lifecycle = new("lifecycle");

    [Fact]
    public async Task A_process_killed_at_any_moment_loses_nothing_it_was_promised_and_leaves_nothing_half_done()
    {
        var killed = 0;
        for (var at = 1; ; at++)
        {
            using var folder = new JournalFolder();
            using var child = JournalChild.Start(ChildEntry.Program, "lifecycle", [folder.Root], ("BATON_FAULT_AT", $"{at}"));
            var promised = (await child.StandardOutput.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await child.WaitForExitAsync(Ct);
            await AssertPromisesKeptAsync(folder, promised);
            if (child.ExitCode == 0)
            {
                break;
            }

            Assert.Equal(137, child.ExitCode);
            killed++;
        }

        Assert.True(killed >= 28, $"Only {killed} moments were tried.");
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_storm_leaves_whole_batches()
    {
        using var folder = new JournalFolder();
        await using var store = await folder.OpenAsync();
        var run = await CreateRunAsync(store);
        using var child = JournalChild.Start(ChildEntry.Program, "storm", [folder.Root, run.Value]);
        var promised = 0L;
        for (var i = 0; i < 100; i++)
        {
            promised = long.Parse((await child.StandardOutput.ReadLineAsync(Ct))!["seq ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        }

        child.Kill();
        await child.WaitForExitAsync(Ct);

        var events = await ReadAllAsync(store, run);
        Assert.True(events.Count >= promised, $"{promised} events were promised, {events.Count} are there.");
        Assert.Equal(1, events.Count % JournalChild.BatchSize);
        Assert.Equal(2, await OwnAsync(store, run));
    }

    [Fact]
    public async Task Of_several_processes_that_want_a_run_exactly_one_gets_it()
    {
        using var folder = new JournalFolder();
        await using var store = await folder.OpenAsync();
        var run = await CreateRunAsync(store);
        var children = Enumerable.Range(0, 4).Select(_ => JournalChild.Start(ChildEntry.Program, "race", [folder.Root, run.Value])).ToArray();
        try
        {
            foreach (var child in children)
            {
                Assert.Equal("ready", await child.StandardOutput.ReadLineAsync(Ct));
            }

            await Task.WhenAll(children.Select(c => c.StandardInput.WriteLineAsync("go")));
            var answers = await Task.WhenAll(children.Select(c => c.StandardOutput.ReadLineAsync(Ct).AsTask()));
            Assert.Equal(["Granted", "HeldBy", "HeldBy", "HeldBy"], answers.Order());
        }
        finally
        {
            await EndAsync(children);
        }

        Assert.Equal(2, await OwnAsync(store, run));
    }

    [Fact]
    public async Task Without_the_systems_library_the_bundled_one_does_the_work()
    {
        using var library = JournalChild.Start(ChildEntry.Program, "library", [], (SqliteLibrary.ChoiceVariable, "bundled"));
        Assert.Equal("SQLite 3.35.5 (bundled)", (await library.StandardOutput.ReadToEndAsync(Ct)).Trim());

        using var folder = new JournalFolder();
        using var child = JournalChild.Start(ChildEntry.Program, "lifecycle", [folder.Root], (SqliteLibrary.ChoiceVariable, "bundled"));
        var promised = (await child.StandardOutput.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("released", promised[^1]);
        await AssertPromisesKeptAsync(folder, promised);
    }

    [Fact]
    public async Task A_process_is_alive_until_it_has_ended_and_its_number_alone_is_not_enough()
    {
        var me = LeaseOwner.Current(TimeProvider.System);
        Assert.True(LeaseOwner.IsAlive(me));
        Assert.False(LeaseOwner.IsAlive(me with { StartTicks = me.StartTicks + 1 }));
        Assert.False(LeaseOwner.IsAlive(me with { BootId = "another" }));
        Assert.True(LeaseOwner.IsAlive(me with { Host = "another", Pid = int.MaxValue }));

        using var folder = new JournalFolder();
        await using var store = await folder.OpenAsync();
        var run = await CreateRunAsync(store);
        using var child = JournalChild.Start(ChildEntry.Program, "race", [folder.Root, run.Value]);
        await child.StandardInput.WriteLineAsync("go");
        Assert.Equal("ready", await child.StandardOutput.ReadLineAsync(Ct));
        Assert.Equal("Granted", await child.StandardOutput.ReadLineAsync(Ct));
        var owner = (await store.FindRunAsync(run, Ct))!.Owner!;
        Assert.Equal(child.Id, owner.Pid);
        Assert.True(LeaseOwner.IsAlive(owner));
        child.Kill();
        await child.WaitForExitAsync(Ct);
        Assert.False(LeaseOwner.IsAlive(owner));
    }

    private static async Task AssertPromisesKeptAsync(JournalFolder folder, string[] promised)
    {
        await using var store = await folder.OpenAsync();
        var head = await store.FindRunAsync(Lifecycle, Ct);
        if (head is null)
        {
            Assert.Empty(promised);
            return;
        }

        var events = await ReadAllAsync(store, Lifecycle);
        Assert.Equal(1, events.Count % JournalChild.BatchSize);
        Assert.Equal(head.LastSeq, events.Count);
        var inbox = await store.TakeInboxAsync(Lifecycle, Ct);
        foreach (var promise in promised)
        {
            var kept = promise.Split(' ') switch
            {
                ["seq", var seq] => events.Count >= int.Parse(seq, System.Globalization.CultureInfo.InvariantCulture),
                ["fence", "1"] => head.Fence == 1,
                ["sent", "1"] => inbox.Any(e => e.Id == 1) || await store.FindAnswerAsync(Lifecycle, 1, Ct) is not null,
                ["answered", "1"] => await store.FindAnswerAsync(Lifecycle, 1, Ct) == new InboxAnswer(true, "paused"),
                ["released"] => head.Owner is null,
                _ => false,
            };
            Assert.True(kept, $"'{promise}' was promised and is not there.");
        }

        Assert.Equal(head.Fence + 1, await OwnAsync(store, Lifecycle));
    }

    private static async Task EndAsync(Process[] children)
    {
        foreach (var child in children)
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(CancellationToken.None);
            child.Dispose();
        }
    }
}
