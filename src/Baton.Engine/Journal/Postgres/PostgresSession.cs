using Npgsql;

namespace Baton.Engine.Journal.Postgres;

/// <summary>Connections to the database, tried again for a while when they break. Safe for several threads.</summary>
internal sealed class PostgresSession(StoreAddress address, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How often one piece of work is tried in all; with the doubling waits between, about six seconds.</summary>
    private const int Tries = 7;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    /// <summary>A server that answers that it is starting (after a crash it first reads its own log) is waited for this long.</summary>
    private static readonly TimeSpan StartingFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(address.Settings);

    public StoreAddress Address { get; } = address;

    /// <param name="work">
    /// Its second argument is true when an earlier try broke off, so that its statement may have been carried out. Cancellation is looked at
    /// before the first statement and between tries only: what was sent is waited for.
    /// </param>
    /// <exception cref="JournalUnavailableException">The database refused, or did not come back.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, bool, Task<T>> work, CancellationToken ct)
    {
        var wait = FirstWait;
        var began = time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                await using var connection = await _source.OpenConnectionAsync(ct);
                return await work(connection, tries > 1);
            }
            catch (NpgsqlException e) when (PostgresFailure.MayPass(e) && (tries < Tries || (PostgresFailure.IsStarting(e) && time.GetElapsedTime(began) < StartingFor)))
            {
                _source.Clear();
                await Task.Delay(wait, time, ct);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
            catch (NpgsqlException e)
            {
                throw PostgresFailure.Translate(e, Address);
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
