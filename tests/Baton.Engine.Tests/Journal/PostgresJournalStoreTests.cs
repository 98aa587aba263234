using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Engine.Journal.Postgres;
using Baton.TestKit.Postgres;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Baton.Engine.Tests.Journal;

public sealed class PostgresJournalStoreTests(PostgresServer server) : JournalStoreContract
{
    private StoreAddress? _address;

    protected override async Task<IJournalStore> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed; ./test installs it.");
        _address ??= StoreAddress.Parse(await server.NewDatabaseAsync());
        return await PostgresJournalStore.OpenAsync(_address, "here", TimeProvider.System, create: true, Ct);
    }

    protected override ValueTask CleanAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Runs_of_another_repository_are_not_seen_and_may_have_the_same_names()
    {
        var run = await CreateRunAsync(Store);
        await using var other = await PostgresJournalStore.OpenAsync(_address!, "there", TimeProvider.System, create: true, Ct);
        Assert.Empty(await other.ListRunsAsync(Ct));
        Assert.Null(await other.FindRunAsync(run, Ct));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await other.ReadPlanAsync((await Store.FindRunAsync(run, Ct))!.Plan, Ct));

        await CreateRunAsync(other);
        var fence = await OwnAsync(other, run);
        await other.AppendAsync(run, fence, 1, [Note("there")], Now, Ct);
        Assert.Single(await ReadAllAsync(Store, run));
    }

    [Fact]
    public async Task Text_that_the_database_cannot_keep_is_kept_readable()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        var id = await Store.SendAsync(run, new RunCommand.Pause("a\0b", "\ud800"), Now, Ct);
        await Store.AnswerAsync(run, id, true, "x\0y\ud800", Ct);
        await Store.AppendAsync(run, fence, 1, [Note("a\0b")], Now, Ct);
        Assert.Equal("x\uFFFDy\uFFFD", (await Store.FindAnswerAsync(run, id, Ct))!.Message);
        Assert.Equal(Note("a\0b"), (await ReadAllAsync(Store, run))[1].Event);
    }

    [Fact]
    public async Task Events_and_answers_are_written_as_one()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        var id = await Store.SendAsync(run, new RunCommand.Resume("ann"), Now, Ct);
        var answer = new CommandAnswer(id, new InboxAnswer(true, "done"));
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, fence + 1, 1, [Note("a")], [answer], Now, Ct));
        Assert.Null(await Store.FindAnswerAsync(run, id, Ct));
        Assert.Equal(new AppendOutcome.Appended(2), await Store.AppendAsync(run, fence, 1, [Note("a")], [answer], Now, Ct));
        Assert.Equal(answer.Answer, await Store.FindAnswerAsync(run, id, Ct));
    }
}

/// <summary>What goes wrong with a database on the other end of a connection. The server is theirs alone, because they crash it.</summary>
public sealed class PostgresTroubleTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly PostgresServer _server = server;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed; ./test installs it.");
        _address = await _server.NewDatabaseAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Database => new Uri(_address).AbsolutePath[1..];

    private Task<PostgresJournalStore> OpenAsync(bool create = true) => PostgresJournalStore.OpenAsync(StoreAddress.Parse(_address), "here", TimeProvider.System, create, Ct);

    [Fact]
    public async Task A_crash_of_the_server_loses_nothing_and_the_store_goes_on_with_listeners()
    {
        await using var store = await OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        await store.AppendAsync(run, fence, 1, [Note("before")], Now, Ct);
        using var woken = new SemaphoreSlim(0);
        using var subscription = store.OnChange(() => woken.Release());
        await woken.WaitAsync(Ct);

        await _server.CrashAsync();
        var append = store.AppendAsync(run, fence, 2, [Note("during")], Now, Ct).AsTask();
        await _server.ReviveAsync();
        Assert.Equal(new AppendOutcome.Appended(3), await append);
        Assert.Equal([1, 2, 3], (await ReadAllAsync(store, run)).Select(e => e.Seq));

        await woken.WaitAsync(Ct);
        Assert.Equal(new AppendOutcome.Appended(4), await store.AppendAsync(run, fence, 3, [Note("after")], Now, Ct));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_an_error_that_says_so_without_the_password()
    {
        await using var store = await OpenAsync();
        await CreateRunAsync(store);
        await _server.CrashAsync();
        var lost = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.ListRunsAsync(Ct));
        await _server.ReviveAsync();
        Assert.Equal(JournalProblem.Unreachable, lost.Kind);
        Assert.Contains("does not answer", lost.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_an_error_at_once()
    {
        _address = _address.Replace("secret", "wrong", StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync());
        Assert.Equal(JournalProblem.NotWritable, refused.Kind);
    }

    [Fact]
    public async Task Without_any_run_of_the_repository_there_is_no_journal_to_read()
    {
        Assert.Equal(JournalProblem.Missing, (await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync(create: false))).Kind);
        await (await OpenAsync()).DisposeAsync();
        Assert.Equal(JournalProblem.Missing, (await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync(create: false))).Kind);
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        await _server.ExecuteAsync(Database, "INSERT INTO baton.format VALUES (99)");
        Assert.Equal(JournalProblem.NewerVersion, (await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync())).Kind);
    }

    [Fact]
    public async Task A_server_that_does_not_flush_is_refused()
    {
        await RestartWithAsync("SET fsync = off");
        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync());
        await RestartWithAsync("RESET fsync");
        Assert.Equal(JournalProblem.NotDurable, refused.Kind);
        await (await OpenAsync()).DisposeAsync();
    }

    private async Task RestartWithAsync(string setting)
    {
        await _server.ExecuteAsync("postgres", $"ALTER SYSTEM {setting}");
        await _server.CrashAsync();
        await _server.ReviveAsync();
    }

    [Fact]
    public async Task A_lost_event_is_found()
    {
        await using var store = await OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        await store.AppendAsync(run, fence, 1, [Note("a"), Note("b")], Now, Ct);
        await _server.ExecuteAsync(Database, "DELETE FROM baton.events WHERE seq = 2");
        Assert.Equal(JournalProblem.Corrupt, (await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run))).Kind);
    }

    [Fact]
    public async Task A_changed_event_is_found()
    {
        await using var store = await OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        await store.AppendAsync(run, fence, 1, [Note("a"), Note("b")], Now, Ct);
        await using var other = await OpenAsync();
        await store.AppendAsync(run, fence, 3, [Note("c")], Now, Ct);
        Assert.Equal(4, (await ReadAllAsync(other, run)).Count);
        await _server.ExecuteAsync(Database, "UPDATE baton.events SET at = at + 1 WHERE seq = 3");
        Assert.Equal(JournalProblem.Corrupt, (await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run))).Kind);
    }

    [Fact]
    public async Task Many_programs_that_open_a_new_database_at_once_make_its_tables_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync())));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(2L, await _server.ExecuteAsync(Database, "SELECT count(*) FROM baton.format"));
    }
}

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("postgres://ann:s%40crt@db.example:6000/work", "postgres://ann@db.example:6000/work")]
    [InlineData("postgresql://ann@db.example", "postgres://ann@db.example:5432/baton")]
    public void An_address_is_shown_without_its_password(string text, string shown) => Assert.Equal(shown, StoreAddress.Parse(text).ToString());

    [Theory]
    [InlineData("mysql://a@b/c")]
    [InlineData("postgres://")]
    [InlineData("db.example")]
    [InlineData("postgres://ann:secret@h/d?sslmode=sometimes")]
    [InlineData("postgres://ann:secret@h/d?colour=red")]
    public void What_is_no_address_is_an_error_that_says_what_to_write(string text)
    {
        var error = Assert.Throws<FormatException>(() => StoreAddress.Parse(text));
        Assert.StartsWith("BATON_STORE", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repository_can_be_named_in_the_address() => Assert.Equal("acme/site", StoreAddress.Parse("postgres://a@b/c?repository=acme%2Fsite").Repository);
}
