using System.Runtime.InteropServices;

namespace Baton.Cli.Commands;

/// <summary>Ctrl-C, SIGTERM and a closed terminal: once politely, twice at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _first;
    private readonly Action _second;
    private int _count;

    private Interrupts(Action first, Action second)
    {
        _first = first;
        _second = second;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle), PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle)];
    }

    public static Interrupts Listen(Action first, Action second) => new(first, second);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            _first();
        }
        else
        {
            _second();
        }
    }
}
