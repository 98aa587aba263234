using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Baton.Engine.Processes;

/// <summary>What <see cref="ProcessStart.Spawn"/> needs: an absolute program, its words, a complete environment and three descriptors.</summary>
internal readonly record struct SpawnRequest(string Program, ImmutableArray<string> Words, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory)
{
    /// <summary>A file for standard input; null with a negative <see cref="InputDescriptor"/>: empty.</summary>
    public string? InputFile { get; init; }
    public int InputDescriptor { get; init; } = -1;
    public required int OutputDescriptor { get; init; }
    public required int ErrorDescriptor { get; init; }
}

/// <summary>Starts a program in a session of its own, with default signals, an empty mask and no inherited descriptors.</summary>
internal static unsafe class ProcessStart
{
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // Larger than glibc's posix_spawn_file_actions_t (80), posix_spawnattr_t (336) and sigset_t (128).
    private const int StructSize = 512;

    /// <returns>The pid, and 0, or the error number of the step that failed.</returns>
    public static int Spawn(in SpawnRequest request, out int pid)
    {
        var actions = stackalloc byte[StructSize];
        var attributes = stackalloc byte[StructSize];
        Prepare(actions, attributes, request);
        var strings = Marshal.StringToCoTaskMemUTF8(request.Program);
        using var argv = new NativeStrings(request.Words);
        using var envp = new NativeStrings(request.Environment.Select(e => $"{e.Key}={e.Value}").ToArray());
        try
        {
            var (arguments, variables, child, (given, settings)) = ((nint)argv.Pointer, (nint)envp.Pointer, 0, ((nint)actions, (nint)attributes));
            var failure = ProcessAdoption.Spawn(MarkOf(request.Environment), () =>
            {
                var error = Libc.PosixSpawn(out child, (byte*)strings, (void*)given, (void*)settings, (byte**)arguments, (byte**)variables);
                return (error, child);
            });
            pid = child;
            return failure;
        }
        finally
        {
            Marshal.FreeCoTaskMem(strings);
            _ = Libc.ActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
        }
    }

    /// <summary>The entry by which its descendants are known.</summary>
    private static string MarkOf(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("BATON_COMMAND", out var command) ? $"BATON_COMMAND={command}"
        : environment.TryGetValue("BATON_ATTEMPT", out var attempt) ? $"BATON_ATTEMPT={attempt}"
        : "";

    private static void Prepare(byte* actions, byte* attributes, in SpawnRequest request)
    {
        Demand(Libc.ActionsInit(actions));
        if (request.InputDescriptor >= 0)
        {
            Demand(Libc.ActionsDup(actions, request.InputDescriptor, 0));
        }
        else
        {
            Demand(Libc.ActionsOpen(actions, 0, request.InputFile ?? "/dev/null", 0, 0));
        }

        Demand(Libc.ActionsDup(actions, request.OutputDescriptor, 1));
        Demand(Libc.ActionsDup(actions, request.ErrorDescriptor, 2));
        Demand(Libc.ActionsCloseFrom(actions, 3));
        Demand(Libc.ActionsChangeFolder(actions, request.WorkingDirectory));

        var signals = stackalloc byte[StructSize];
        Demand(Libc.AttributesInit(attributes));
        _ = Libc.FillSignals(signals);
        Demand(Libc.AttributesDefaultSignals(attributes, signals));
        _ = Libc.EmptySignals(signals);
        Demand(Libc.AttributesSignalMask(attributes, signals));
        Demand(Libc.AttributesFlags(attributes, SetSignalDefault | SetSignalMask | SetSession));
    }

    private static void Demand(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"The C library refused to describe a process to start: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <summary>A null-terminated array of UTF-8 strings in one block.</summary>
    private readonly ref struct NativeStrings
    {
        private readonly byte* _block;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            var head = (strings.Count + 1) * sizeof(byte*);
            var size = head + strings.Sum(s => Encoding.UTF8.GetMaxByteCount(s.Length) + 1);
            _block = (byte*)NativeMemory.Alloc((nuint)size);
            var next = _block + head;
            for (var i = 0; i < strings.Count; i++)
            {
                Pointer[i] = next;
                var written = Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, (int)(_block + size - next)));
                next[written] = 0;
                next += written + 1;
            }

            Pointer[strings.Count] = null;
        }

        public byte** Pointer => (byte**)_block;

        public void Dispose() => NativeMemory.Free(_block);
    }
}
