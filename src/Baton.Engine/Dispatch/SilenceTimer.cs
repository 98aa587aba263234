namespace Baton.Engine.Dispatch;

/// <summary>Tells once when an attempt's output file has not grown for the task's heartbeat time.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly string _output;
    private readonly Action _tell;
    private readonly DateTimeOffset _start;
    private readonly ITimer _timer;

    private SilenceTimer(TimeProvider time, TimeSpan limit, string folder, Action tell)
    {
        _time = time;
        _limit = limit;
        _output = Path.Combine(folder, "output.log");
        _tell = tell;
        _start = time.GetUtcNow();
        _timer = time.CreateTimer(_ => Look(), null, limit / 4, limit / 4);
    }

    /// <returns>Null when the task has no heartbeat.</returns>
    public static SilenceTimer? Start(TimeProvider time, TimeSpan? limit, string folder, Action tell) =>
        limit is { } longest ? new SilenceTimer(time, longest, folder, tell) : null;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var last = File.Exists(_output) ? new DateTimeOffset(File.GetLastWriteTimeUtc(_output), TimeSpan.Zero) : _start;
        var since = last > _start ? last : _start;
        if (_time.GetUtcNow() - since >= _limit)
        {
            _tell();
        }
    }
}
