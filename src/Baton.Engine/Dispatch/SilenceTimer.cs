namespace Baton.Engine.Dispatch;

/// <summary>
/// Tells when an attempt has printed nothing and changed no file for the task's heartbeat time. Counts from the attempt's start or its last
/// sign of life, whoever watched then, so that a restart gives no new time.
/// </summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly string _output;
    private readonly string _workspace;
    private readonly DateTimeOffset _start;
    private readonly Action _tell;
    private readonly ITimer _timer;

    private SilenceTimer(TimeProvider time, TimeSpan limit, string folder, string workspace, DateTimeOffset start, Action tell)
    {
        _time = time;
        _limit = limit;
        _output = Path.Combine(folder, "output.log");
        _workspace = workspace;
        _start = start;
        _tell = tell;
        _timer = time.CreateTimer(_ => Look(), null, TimeSpan.Zero, limit / 4);
    }

    /// <param name="workspace">Where the attempt works.</param>
    /// <param name="start">When the attempt started; null: now.</param>
    /// <returns>Null when the task has no heartbeat.</returns>
    public static SilenceTimer? Start(TimeProvider time, TimeSpan? limit, string folder, string workspace, DateTimeOffset? start, Action tell) =>
        limit is { } longest ? new SilenceTimer(time, longest, folder, workspace, start ?? time.GetUtcNow(), tell) : null;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var quietSince = _time.GetUtcNow() - _limit;
        if (_start <= quietSince && !WorkspaceActivity.IsNewer(new FileInfo(_output), quietSince) && !WorkspaceActivity.IsAnyNewer(_workspace, quietSince))
        {
            _tell();
        }
    }
}
