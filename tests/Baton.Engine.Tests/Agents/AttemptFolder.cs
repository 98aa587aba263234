using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

/// <summary>A folder for one attempt with real processes; ends what is left of them and removes the folder.</summary>
public sealed class AttemptFolder : IAsyncDisposable
{
    private static int _count;
    private readonly List<ProcessIdentity> _started = [];

    public AttemptFolder()
    {
        Folder = Directory.CreateTempSubdirectory("baton-attempt-").FullName;
        Cookie = $"run-{Environment.ProcessId}/T/{Interlocked.Increment(ref _count)}";
    }

    public string Folder { get; }
    public string Cookie { get; }
    public AttemptProcesses Processes { get; } = new(TimeProvider.System);

    public AttemptProcessSpec Shell(string script) => Words("/bin/sh", "-c", script);

    public AttemptProcessSpec Words(params string[] words) => new(
        Folder, [.. words], Folder,
        ImmutableDictionary<string, string>.Empty.Add("PATH", Environment.GetEnvironmentVariable("PATH")!),
        null, Cookie);

    public async Task<ProcessIdentity> StartAsync(AttemptProcessSpec spec)
    {
        var id = await Processes.StartAsync(spec, TestContext.Current.CancellationToken);
        _started.Add(id);
        return id;
    }

    public async Task<ProcessExit> RunAsync(AttemptProcessSpec spec, Action<OutputProgress>? progress = null) =>
        await WatchAsync(await StartAsync(spec), progress);

    public Task<ProcessExit> WatchAsync(ProcessIdentity id, Action<OutputProgress>? progress = null) =>
        Processes.WatchAsync(Folder, id, progress, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));

    public string File(string name) => Path.Combine(Folder, name);

    public string Output() => System.IO.File.ReadAllText(File("output.log"));

    /// <summary>Waits until a file holds a complete line and returns it.</summary>
    public async Task<string> LineOfAsync(string name)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var began = TimeProvider.System.GetTimestamp();
        while (await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (System.IO.File.Exists(File(name)) && await System.IO.File.ReadAllTextAsync(File(name)) is var text && text.EndsWith('\n'))
            {
                return text.Trim();
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"{name} was not written within 30 s.");
        }

        throw new InvalidOperationException("The timer ended.");
    }

    /// <summary>The process exists and is no zombie.</summary>
    public static bool Lives(string pid)
    {
        try
        {
            return !System.IO.File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _started)
        {
            await Processes.StopAsync(Folder, id, TimeSpan.Zero, CancellationToken.None);
        }

        Directory.Delete(Folder, recursive: true);
    }
}
