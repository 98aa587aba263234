using System.Diagnostics.CodeAnalysis;

namespace Baton.Engine.Git;

/// <summary>
/// One holder at a time, in this process and among all that share the state folder. The operating system frees it when the holder dies.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to free.")]
internal sealed class RepositoryLock(string file, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <exception cref="GitException">Somebody held it for more than two minutes.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return new Held(this, await OpenAsync(ct));
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    /// <summary>The open, locked file; null when somebody else holds it.</summary>
    public static FileStream? TryOpen(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private async Task<FileStream> OpenAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryOpen(file) is { } stream)
            {
                return stream;
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                throw new GitException(GitFailure.Locked, $"Another process has held {file} for more than {Patience.TotalMinutes:0} minutes. End the other Baton process, then try again.");
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    private sealed class Held(RepositoryLock owner, FileStream stream) : IDisposable
    {
        public void Dispose()
        {
            stream.Dispose();
            owner._gate.Release();
        }
    }
}
