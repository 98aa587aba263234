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
    private readonly WakeCalls _calls;
    private readonly Lock _gate = new();
    private FileSystemWatcher? _watcher;
    private long? _version;

    /// <param name="readVersion">A number that changes when the journal did; null when it cannot be asked now.</param>
    public JournalWatch(string folder, TimeProvider time, Func<long?> readVersion)
    {
        _folder = folder;
        _readVersion = readVersion;
        _calls = new WakeCalls(Start, Stop);
        _timer = time.CreateTimer(_ => CompareVersion(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IDisposable Subscribe(Action wake) => _calls.Subscribe(wake);

    public void Dispose()
    {
        _calls.Clear();
        _timer.Dispose();
    }

    private void Start()
    {
        lock (_gate)
        {
            _version = _readVersion();
            _watcher = TryWatch();
            _timer.Change(Fallback, Fallback);
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Null when the system has no notices left to give or the file system knows none; the timer does the work then.</summary>
    private FileSystemWatcher? TryWatch()
    {
        // Attributes alone: a change of time is reported, the database's own writes are not and so wake nobody.
        var watcher = new FileSystemWatcher(_folder, WakeFile.Name) { NotifyFilter = NotifyFilters.Attributes };
        watcher.Changed += (_, _) => _calls.Wake();
        watcher.Error += (_, _) => _calls.Wake();
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

        _calls.Wake();
    }
}
