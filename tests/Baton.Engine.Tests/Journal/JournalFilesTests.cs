using Baton.Engine.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

public sealed class JournalFilesTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_journal_and_without_leave_to_make_one_nothing_is_written()
    {
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => _folder.OpenAsync(create: false));
        Assert.Equal(JournalProblem.Missing, error.Kind);
        Assert.Contains("baton run", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Root, ".baton")));
    }

    [Fact]
    public async Task Outside_a_repository_no_journal_is_made()
    {
        Directory.Delete(Path.Combine(_folder.Root, ".git"), recursive: true);
        var error = await Assert.ThrowsAsync<JournalUnavailableException>(() => _folder.OpenAsync());
        Assert.Equal(JournalProblem.NoRepository, error.Kind);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task The_journal_never_shows_in_git_status_and_is_excluded_once()
    {
        var exclude = Path.Combine(_folder.Root, ".git", "info", "exclude");
        File.WriteAllText(exclude, "*.bak");
        await (await _folder.OpenAsync()).DisposeAsync();
        await (await _folder.OpenAsync()).DisposeAsync();
        File.Delete(_folder.File);
        await (await _folder.OpenAsync()).DisposeAsync();
        Assert.Equal("", RunGit(_folder.Root, "status", "--porcelain", "--untracked-files=all"));
        Assert.Equal("*.bak\n.baton/\n", File.ReadAllText(exclude));
    }

    [Fact]
    public async Task A_linked_worktree_has_its_own_journal_and_the_repositorys_exclude_file()
    {
        RunGit(_folder.Root, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "base");
        var linked = _folder.Root + "-linked";
        RunGit(_folder.Root, "worktree", "add", "-q", linked);
        try
        {
            await using var store = await JournalFiles.OpenAsync(linked, TimeProvider.System, create: true, Ct);
            Assert.True(File.Exists(Path.Combine(linked, ".baton", "journal.db")));
            Assert.Equal("", RunGit(linked, "status", "--porcelain", "--untracked-files=all"));
            Assert.Contains(".baton/\n", File.ReadAllText(Path.Combine(_folder.Root, ".git", "info", "exclude")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(linked, recursive: true);
        }
    }

    [Fact]
    public async Task Several_who_make_the_journal_at_once_get_the_same_one()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _folder.OpenAsync()));
        for (var i = 0; i < stores.Length; i++)
        {
            await CreateRunAsync(stores[i], $"run-{i}");
        }

        Assert.Equal(8, (await stores[0].ListRunsAsync(Ct)).Length);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Equal(["journal.db", "wake"], Directory.EnumerateFiles(Path.Combine(_folder.Root, ".baton")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_closed_store_refuses_work_and_is_closed_again_without_harm()
    {
        var store = await _folder.OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ListRunsAsync(Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await CreateRunAsync(store));
    }
}
