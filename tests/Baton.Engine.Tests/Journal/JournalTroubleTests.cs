using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

/// <summary>Files that are damaged, foreign, newer or locked: a clear error, and the file stays as it is.</summary>
public sealed class JournalTroubleTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_of_a_newer_version_is_refused_and_left_alone()
    {
        await MakeAsync();
        _folder.Sql("PRAGMA user_version = 99");
        await AssertRefusedAsync(JournalProblem.NewerVersion, "Update Baton");
    }

    [Fact]
    public async Task A_journal_of_an_older_version_is_brought_up_to_date()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        _folder.Sql($"PRAGMA application_id = {0x4261746E}; PRAGMA journal_mode = WAL");
        await MakeAsync();
        await using var store = await _folder.OpenAsync();
        Assert.Single(await store.ListRunsAsync(Ct));
    }

    [Fact]
    public async Task Events_without_links_of_version_1_are_read_and_those_after_them_are_linked()
    {
        var run = await MakeAsync(events: 3);
        _folder.Sql("ALTER TABLE events DROP COLUMN link; PRAGMA user_version = 1");
        await using (var store = await _folder.OpenAsync())
        {
            var fence = await OwnAsync(store, run);
            await store.AppendAsync(run, fence, 3, [Note("d"), Note("e")], Now, Ct);
            Assert.Equal(5, (await ReadAllAsync(store, run)).Count);
        }

        _folder.Sql("UPDATE events SET at = at + 1 WHERE seq = 5");
        await AssertChangeIsFoundAsync(run, seq: 5);
    }

    [Theory]
    [InlineData("UPDATE events SET body = replace(body, 'note 3', 'note 4') WHERE seq = 3", 3)]
    [InlineData("UPDATE events SET at = at - 1 WHERE seq = 2", 2)]
    [InlineData("UPDATE events SET type = 'run.resumed.v1', body = '{\"by\":\"x\"}' WHERE seq = 4", 4)]
    [InlineData("UPDATE events SET link = NULL WHERE seq > 1", 2)]
    [InlineData("UPDATE events SET link = zeroblob(32) WHERE seq = 5", 5)]
    [InlineData("UPDATE events SET seq = CASE seq WHEN 3 THEN 104 WHEN 4 THEN 103 ELSE seq END; UPDATE events SET seq = seq - 100 WHERE seq > 100", 3)]
    public async Task An_event_that_was_changed_is_found_when_it_is_read(string change, long seq)
    {
        var run = await MakeAsync(events: 6);
        _folder.Sql(change);
        await AssertChangeIsFoundAsync(run, seq);
    }

    private async Task AssertChangeIsFoundAsync(RunId run, long seq)
    {
        await using var store = await _folder.OpenAsync();
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run));
        Assert.Equal(JournalProblem.Corrupt, error.Kind);
        Assert.Contains($"Event {seq} of run {run}", error.Message, StringComparison.Ordinal);
        Assert.Equal(JournalProblem.Corrupt, (await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run, afterSeq: seq - 1))).Kind);
    }

    [Fact]
    public async Task A_foreign_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);
        _folder.Sql("CREATE TABLE runs(a)");
        await AssertRefusedAsync(JournalProblem.NotAJournal, "Move it away");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(5000)]
    public async Task A_journal_that_was_cut_off_is_refused_and_left_alone(int length)
    {
        await MakeAsync();
        using (var file = File.OpenWrite(_folder.File))
        {
            file.SetLength(length);
        }

        await AssertRefusedAsync(JournalProblem.Corrupt, "Restore it from a copy");
    }

    [Fact]
    public async Task Flipped_bytes_are_found_when_they_are_met_and_the_message_says_what_is_wrong()
    {
        var run = await MakeAsync(events: 3000);
        var bytes = File.ReadAllBytes(_folder.File);
        for (var at = 20 * 4096; at < bytes.Length - 4096; at += 4096)
        {
            bytes.AsSpan(at, 512).Fill(0xFF);
        }

        File.WriteAllBytes(_folder.File, bytes);
        await using var store = await _folder.OpenAsync();
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run));
        Assert.Equal(JournalProblem.Corrupt, error.Kind);
        Assert.Contains("quick_check", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File));
    }

    [Fact]
    public async Task An_event_of_a_newer_version_stops_the_reading_where_it_is()
    {
        var run = await MakeAsync(events: 3);
        _folder.Sql("UPDATE events SET link = NULL; UPDATE events SET type = 'run.invented.v1' WHERE seq = 3");
        await using var store = await _folder.OpenAsync();
        var error = await Assert.ThrowsAsync<UnknownEventException>(() => ReadAllAsync(store, run));
        Assert.Equal((run, 3L, "run.invented.v1"), (error.Run, error.Seq, error.Type));
    }

    [Fact]
    public async Task A_missing_event_is_an_error_and_not_skipped()
    {
        var run = await MakeAsync(events: 3);
        _folder.Sql("DELETE FROM events WHERE seq = 2");
        await using var store = await _folder.OpenAsync();
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAllAsync(store, run));
        Assert.Contains("lacks event 2 of run run-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_held_by_another_program_for_too_long_is_an_error_and_works_afterwards()
    {
        var run = await MakeAsync();
        await using var store = SqliteJournalStore.Open(_folder.File, TimeProvider.System, TimeSpan.FromMilliseconds(50));
        var fence = await OwnAsync(store, run);
        using (var other = _folder.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);
            var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.AppendAsync(run, fence, 1, [Note("a")], [], Now, Ct));
            Assert.Equal(JournalProblem.Locked, error.Kind);
            Assert.Single(await ReadAllAsync(store, run));
        }

        Assert.Equal(new AppendOutcome.Appended(2), await store.AppendAsync(run, fence, 1, [Note("a")], [], Now, Ct));
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_batch_leaves_nothing_of_it()
    {
        var run = await MakeAsync();
        _folder.Sql("CREATE TRIGGER fail BEFORE INSERT ON events WHEN NEW.seq = 4 BEGIN SELECT RAISE(ABORT, 'no fourth'); END");
        await using var store = await _folder.OpenAsync();
        var fence = await OwnAsync(store, run);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.AppendAsync(run, fence, 1, [Note("a"), Note("b"), Note("c")], Now, Ct));
        Assert.Single(await ReadAllAsync(store, run));
        Assert.Equal(new AppendOutcome.Appended(3), await store.AppendAsync(run, fence, 1, [Note("a"), Note("b")], Now, Ct));
    }

    [Fact]
    public async Task A_full_disk_is_an_error_that_loses_nothing_and_passes()
    {
        using var disk = SmallDisk.MountOrSkip(_folder, "size=1m");
        await using var store = await _folder.OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        var ballast = Path.Combine(disk.Path, "ballast");
        SmallDisk.Fill(ballast);
        var seq = 1L;
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            while (true)
            {
                var outcome = await store.AppendAsync(run, fence, seq, [Note(new string('x', 3000))], Now, Ct);
                seq = Assert.IsType<AppendOutcome.Appended>(outcome).LastSeq;
            }
        });
        Assert.Equal(JournalProblem.DiskFull, error.Kind);
        Assert.Equal(seq, (await ReadAllAsync(store, run)).Count);

        File.Delete(ballast);
        Assert.Equal(new AppendOutcome.Appended(seq + 1), await store.AppendAsync(run, fence, seq, [Note("again")], Now, Ct));
    }

    [Fact]
    public async Task A_disk_too_full_for_a_journal_is_an_error_and_leaves_no_half_one()
    {
        using var disk = SmallDisk.MountOrSkip(_folder, "size=64k");
        SmallDisk.Fill(Path.Combine(disk.Path, "ballast"));
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => _folder.OpenAsync());
        Assert.Equal(JournalProblem.DiskFull, error.Kind);
        Assert.Equal(["ballast"], Directory.EnumerateFileSystemEntries(disk.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error()
    {
        using var disk = SmallDisk.MountOrSkip(_folder, "size=1m");
        await MakeAsync();
        disk.MakeReadOnly();
        await AssertRefusedAsync(JournalProblem.NotWritable, "read-only");
        disk.MakeWritable();
        File.Delete(_folder.File);
        disk.MakeReadOnly();
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => _folder.OpenAsync());
        Assert.Equal(JournalProblem.NotWritable, error.Kind);
    }

    private async Task<RunId> MakeAsync(int events = 1)
    {
        await using var store = await _folder.OpenAsync();
        var run = await CreateRunAsync(store);
        var fence = await OwnAsync(store, run);
        await store.AppendAsync(run, fence, 1, [.. Enumerable.Range(2, events - 1).Select(i => Note($"note {i} {new string('x', 200)}"))], Now, Ct);
        await store.ReleaseAsync(run, fence, Ct);
        return run;
    }

    private async Task AssertRefusedAsync(JournalProblem kind, string advice)
    {
        var before = File.ReadAllBytes(_folder.File);
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            await using var store = await _folder.OpenAsync();
            foreach (var head in await store.ListRunsAsync(Ct))
            {
                await ReadAllAsync(store, head.Run);
                await OwnAsync(store, head.Run);
            }
        });
        Assert.Equal(kind, error.Kind);
        Assert.Contains(advice, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
    }
}
