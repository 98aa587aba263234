using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Baton.Engine.Processes;

/// <summary>One thread that waits for every process and pipe of this program, so that an end is noticed at once and waiting costs nothing.</summary>
internal sealed unsafe class ProcessReactor
{
    private const int Add = 1;
    private const int Delete = 2;
    private const int Batch = 64;
    private static readonly Lazy<ProcessReactor> One = new(() => new ProcessReactor());
    private readonly ConcurrentDictionary<long, Registration> _registrations = new();
    private readonly int _epoll;
    private long _next;

    private ProcessReactor()
    {
        _epoll = Libc.EpollCreate(Libc.OCloexec);
        if (_epoll < 0)
        {
            throw new InvalidOperationException($"Cannot wait for processes: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        new Thread(Loop) { IsBackground = true, Name = "baton processes" }.Start();
    }

    public static ProcessReactor Shared => One.Value;

    /// <summary>Calls <paramref name="ready"/> on the reactor's thread whenever the descriptor is readable, until it returns false; then closes the descriptor.</summary>
    /// <param name="ready">Must not block and must not throw.</param>
    public Registration Watch(int descriptor, Func<bool> ready)
    {
        var registration = new Registration(this, Interlocked.Increment(ref _next), descriptor, ready);
        _registrations[registration.Key] = registration;
        var change = stackalloc byte[16];
        EpollEvent.Write(change, EpollEvent.In, registration.Key);
        if (Libc.EpollControl(_epoll, Add, descriptor, change) != 0)
        {
            var message = Marshal.GetLastPInvokeErrorMessage();
            registration.Dispose();
            throw new InvalidOperationException($"Cannot wait for a process: {message}.");
        }

        return registration;
    }

    /// <summary>Completes when the process behind the descriptor has ended; the descriptor is closed then.</summary>
    public Task WatchEnd(int processDescriptor, Action? ended = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Watch(processDescriptor, () =>
        {
            ended?.Invoke();
            done.TrySetResult();
            return false;
        });
        return done.Task;
    }

    private void Loop()
    {
        var size = EpollEvent.Size;
        var events = stackalloc byte[16 * Batch];
        while (true)
        {
            var count = Libc.EpollWait(_epoll, events, Batch, -1);
            for (var i = 0; i < count; i++)
            {
                if (_registrations.TryGetValue(EpollEvent.Data(events + (i * size)), out var registration))
                {
                    registration.Run();
                }
            }
        }
    }

    internal sealed class Registration(ProcessReactor reactor, long key, int descriptor, Func<bool> ready) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _closed;

        public long Key => key;

        public void Run()
        {
            lock (_gate)
            {
                if (!_closed && !ready())
                {
                    Close_NeedsLock();
                }
            }
        }

        /// <summary>No further call of the callback starts after this returns.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                Close_NeedsLock();
            }
        }

        private void Close_NeedsLock()
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            reactor._registrations.TryRemove(key, out _);
            _ = Libc.EpollControl(reactor._epoll, Delete, descriptor, null);
            _ = Libc.Close(descriptor);
        }
    }
}
