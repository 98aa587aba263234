using System.Diagnostics;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

/// <summary>Says how fast the journal is here; asserts only that the work was done.</summary>
public sealed class JournalSpeedTests(ITestOutputHelper output) : IDisposable
{
    private const int Events = 100_000;
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hundred_thousand_events_are_written_in_batches_and_read()
    {
        await using var store = await _folder.OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        var batch = Enumerable.Range(0, 1000).Select(i => (RunEvent)new RunEvent.AttemptPlanned(new TaskId($"T{i}"), 1, new AgentId("backend"))).ToArray();
        var watch = Stopwatch.StartNew();
        for (var seq = 1L; seq <= Events; seq += batch.Length)
        {
            await store.AppendAsync(run, fence, seq, [.. batch], Now, Ct);
        }

        output.WriteLine($"{SqliteLibrary.Describe()}: {Events / watch.Elapsed.TotalSeconds:N0} events/s appended in batches of {batch.Length}");
        watch.Restart();
        Assert.Equal(Events + 1, (await ReadAllAsync(store, run)).Count);
        output.WriteLine($"{Events:N0} events read in {watch.Elapsed.TotalMilliseconds:N0} ms");
    }

    [Fact(Explicit = true)]
    public async Task Durable_appends_one_by_one()
    {
        const int appends = 10_000;
        await using var store = await _folder.OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        var watch = Stopwatch.StartNew();
        for (var seq = 1L; seq <= appends; seq++)
        {
            await store.AppendAsync(run, fence, seq, [Note("one")], Now, Ct);
        }

        output.WriteLine($"{appends / watch.Elapsed.TotalSeconds:N0} durable appends/s");
        watch.Restart();
        await using var again = await _folder.OpenAsync();
        output.WriteLine($"second open: {watch.Elapsed.TotalMilliseconds:N1} ms");
    }
}
