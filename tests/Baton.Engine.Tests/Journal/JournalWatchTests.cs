using Baton.TestKit.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

public sealed class JournalWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly JournalFolder _folder = new();
    private readonly ManualTime _time = new(Now);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_without_a_notice_is_seen_after_two_seconds()
    {
        await using var store = await _folder.OpenAsync(_time);
        await CreateRunAsync(store);
        var calls = 0;
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = store.OnChange(() =>
        {
            calls++;
            woken.TrySetResult();
        });
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, calls);

        _folder.Sql("UPDATE runs SET plan_path = 'elsewhere'");
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, calls);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await woken.Task.WaitAsync(Patience, Ct);
    }

    [Fact]
    public async Task Many_writes_touch_the_wake_file_at_the_first_and_once_more_a_tenth_of_a_second_later()
    {
        await using var store = await _folder.OpenAsync(_time);
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        Assert.Equal(Now, LastTouch());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        for (var seq = 1; seq <= 100; seq++)
        {
            await store.AppendAsync(run, fence, seq, [Note("a")], Now, Ct);
        }

        Assert.Equal(Now, LastTouch());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(Now.AddMilliseconds(100), LastTouch());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Now.AddMilliseconds(100), LastTouch());
    }

    [Fact]
    public async Task Closing_the_store_tells_the_last_news()
    {
        await using (var store = await _folder.OpenAsync(_time))
        {
            await CreateRunAsync(store, "a");
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await CreateRunAsync(store, "b");
            Assert.Equal(Now, LastTouch());
        }

        Assert.Equal(Now.AddMilliseconds(1), LastTouch());
    }

    [Fact]
    public async Task Whoever_does_not_listen_any_more_is_not_woken()
    {
        await using var store = await _folder.OpenAsync(_time);
        var calls = 0;
        store.OnChange(() => calls++).Dispose();
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var other = store.OnChange(() => woken.TrySetResult());
        await CreateRunAsync(store);
        await woken.Task.WaitAsync(Patience, Ct);
        Assert.Equal(0, calls);
    }

    private DateTimeOffset LastTouch() => File.GetLastWriteTimeUtc(Path.Combine(_folder.Root, ".baton", "wake"));
}
