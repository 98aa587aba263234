namespace Baton.Engine.Journal;

/// <summary>
/// The file whose change of time tells other processes that the journal has news. Touching it costs a few microseconds and no disk flush;
/// it happens at most once in <see cref="Interval"/>, at the first write and once more after the last.
/// </summary>
internal sealed class WakeFile : IDisposable
{
    public const string Name = "wake";
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ITimer _later;
    private readonly Lock _gate = new();
    private long? _lastTouch;
    private bool _pending;

    public WakeFile(string folder, TimeProvider time)
    {
        _path = Path.Combine(folder, Name);
        _time = time;
        _later = time.CreateTimer(_ => TouchIfPending(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Touch()
    {
        lock (_gate)
        {
            if (_pending)
            {
                return;
            }

            var wait = _lastTouch is { } last ? Interval - _time.GetElapsedTime(last) : TimeSpan.Zero;
            if (wait <= TimeSpan.Zero)
            {
                TouchNow_NeedsLock();
            }
            else
            {
                _pending = true;
                _later.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        TouchIfPending();
        _later.Dispose();
    }

    private void TouchIfPending()
    {
        lock (_gate)
        {
            if (_pending)
            {
                _pending = false;
                TouchNow_NeedsLock();
            }
        }
    }

    /// <summary>Returns whether it worked. If not, nothing is lost: others see the news by their fallback timer.</summary>
    private bool TouchNow_NeedsLock()
    {
        _lastTouch = _time.GetTimestamp();
        try
        {
            if (!File.Exists(_path))
            {
                File.Create(_path).Dispose();
            }

            File.SetLastWriteTimeUtc(_path, _time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
