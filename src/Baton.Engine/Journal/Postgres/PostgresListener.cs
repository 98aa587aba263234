using Npgsql;

namespace Baton.Engine.Journal.Postgres;

/// <summary>
/// Wakes subscribers by <c>NOTIFY</c>, on a connection of its own that exists only while there are subscribers. After every (re)connection it wakes once,
/// so that nothing is missed meanwhile.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    public const string Channel = "baton";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _settings;
    private readonly string _repository;
    private readonly TimeProvider _time;
    private readonly WakeCalls _calls;
    private readonly List<Task> _ending = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private Task _listening = Task.CompletedTask;

    public PostgresListener(StoreAddress address, string repository, TimeProvider time)
    {
        _settings = new NpgsqlConnectionStringBuilder(address.Settings.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString;
        _repository = repository;
        _time = time;
        _calls = new WakeCalls(Start, Stop);
    }

    public IDisposable Subscribe(Action wake) => _calls.Subscribe(wake);

    public async ValueTask DisposeAsync()
    {
        _calls.Clear();
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _ending];
        }

        await Task.WhenAll(ending);
    }

    private void Start()
    {
        lock (_gate)
        {
            var stop = _stop = new CancellationTokenSource();
            _listening = Task.Run(() => ListenAsync(stop.Token));
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _ending.RemoveAll(t => t.IsCompleted);
            _ending.Add(EndAsync(_stop!, _listening));
            _stop = null;
        }
    }

    private static async Task EndAsync(CancellationTokenSource stop, Task listening)
    {
        await stop.CancelAsync();
        await listening;
        stop.Dispose();
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(stop);
            }
            catch (NpgsqlException)
            {
                // The writes of the run's owner report a lost database; here it is enough to come back and wake.
                await Task.Delay(Pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenOnceAsync(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(_settings);
        connection.Notification += (_, e) =>
        {
            if (e.Payload == _repository)
            {
                _calls.Wake();
            }
        };
        await connection.OpenAsync(stop);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stop);
        }

        _calls.Wake();
        while (true)
        {
            await connection.WaitAsync(stop);
        }
    }
}
