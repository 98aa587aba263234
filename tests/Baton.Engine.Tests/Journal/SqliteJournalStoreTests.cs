using Baton.Engine.Journal;

namespace Baton.Engine.Tests.Journal;

public sealed class SqliteJournalStoreTests : JournalStoreContract
{
    private readonly JournalFolder _folder = new();

    protected override Task<IJournalStore> OpenAsync() => _folder.OpenAsync();

    protected override ValueTask CleanAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
