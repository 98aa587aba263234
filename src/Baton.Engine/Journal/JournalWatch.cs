using System.Collections.Immutable;

namespace Baton.Engine.Journal;

/// <summary>
/// Wakes subscribers when the journal has news: at once through the kernel's notice that <see cref="WakeFile"/> was touched, and at the latest after
/// <see cref="Fallback"/> by asking SQLite whether the file changed. Both only while there are subscribers; nothing is written.
/// </summary>
internal sealed class JournalWatch : IDisposable
{
    public static readonly TimeSpan Fallback = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly Func<long?> _readVersion;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private FileSystemWatcher? _watcher;
    private long? _version;
    private bool _calling;
    private bool _again;

    /// <param name="readVersion">A number that changes when the journal did; null when it cannot be asked now.</param>
    public JournalWatch(string folder, TimeProvider time, Func<long?> readVersion)
    {
        _folder = folder;
        _readVersion = readVersion;
        _timer = time.CreateTimer(_ => CompareVersion(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IDisposable Subscribe(Action wake)
    {
        var subscription = new Subscription(this, wake);
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
            if (_subscriptions.Length == 1)
            {
                Start_NeedsLock();
            }
        }

        return subscription;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _subscriptions = [];
            Stop_NeedsLock();
        }

        _timer.Dispose();
    }

    private void Start_NeedsLock()
    {
        _version = _readVersion();
        _watcher = TryWatch();
        _timer.Change(Fallback, Fallback);
    }

    private void Stop_NeedsLock()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watcher?.Dispose();
        _watcher = null;
    }

    /// <summary>Null when the system has no notices left to give or the file system knows none; the timer does the work then.</summary>
    private FileSystemWatcher? TryWatch()
    {
        // Attributes alone: a change of time is reported, the database's own writes are not and so wake nobody.
        var watcher = new FileSystemWatcher(_folder, WakeFile.Name) { NotifyFilter = NotifyFilters.Attributes };
        watcher.Changed += (_, _) => Wake();
        watcher.Error += (_, _) => Wake();
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            watcher.Dispose();
            return null;
        }
    }

    private void CompareVersion()
    {
        if (_readVersion() is not { } version)
        {
            return;
        }

        lock (_gate)
        {
            if (_version == version)
            {
                return;
            }

            _version = version;
        }

        Wake();
    }

    /// <summary>One call at a time; news that come during a call lead to one more.</summary>
    private void Wake()
    {
        lock (_gate)
        {
            _again = _calling;
            if (_calling || _subscriptions.IsEmpty)
            {
                return;
            }

            _calling = true;
        }

        ThreadPool.QueueUserWorkItem(_ => CallSubscribers());
    }

    private void CallSubscribers()
    {
        bool again;
        do
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Wake();
            }

            lock (_gate)
            {
                again = _again;
                _again = false;
                _calling = again;
            }
        }
        while (again);
    }

    private sealed class Subscription(JournalWatch watch, Action wake) : IDisposable
    {
        public Action Wake { get; } = wake;

        public void Dispose()
        {
            lock (watch._gate)
            {
                watch._subscriptions = watch._subscriptions.Remove(this);
                if (watch._subscriptions.IsEmpty)
                {
                    watch.Stop_NeedsLock();
                }
            }
        }
    }
}
