namespace Baton.Engine.Dispatch;

/// <summary>Tells once when an attempt's output file has not grown for the task's heartbeat time.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly RunContext _context;
    private readonly TimeSpan _limit;
    private readonly string _output;
    private readonly Action _tell;
    private readonly DateTimeOffset _start;
    private readonly ITimer _timer;

    private SilenceTimer(RunContext context, TimeSpan limit, string folder, Action tell)
    {
        _context = context;
        _limit = limit;
        _output = Path.Combine(folder, "output.log");
        _tell = tell;
        _start = context.Time.GetUtcNow();
        _timer = context.Time.CreateTimer(_ => Look(), null, limit / 4, limit / 4);
    }

    /// <returns>Null when the task has no heartbeat.</returns>
    public static SilenceTimer? Start(RunContext context, TimeSpan? limit, string folder, Action tell) =>
        limit is { } time ? new SilenceTimer(context, time, folder, tell) : null;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var last = File.Exists(_output) ? new DateTimeOffset(File.GetLastWriteTimeUtc(_output), TimeSpan.Zero) : _start;
        var since = last > _start ? last : _start;
        if (_context.Time.GetUtcNow() - since >= _limit)
        {
            _tell();
        }
    }
}
