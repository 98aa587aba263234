using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents;

/// <summary>
/// One shell process per orchestrator that sleeps on a pipe until the orchestrator has died, and from then on keeps the output files of
/// the attempts it left behind within their bounds, until the last of them has ended.
/// </summary>
internal static class OutputKeeper
{
    private const string Script = """
        while read -r _; do :; done
        while :; do
          live=
          for c in $(grep -lsa baton-supervisor /proc/[0-9]*/cmdline); do
            { read -r f; read -r cap; read -r owner; } <<END
        $(sed -zn '/^baton-supervisor$/{n;p;n;n;p;n;p;q}' "$c" 2>/dev/null | tr '\0' '\n')
        END
            [ "$owner" = "$1" ] || continue
            live=1
            [ -L "$f/output.log" ] && continue
            size=$(stat -c %s "$f/output.log") || continue
            [ "$size" -gt "$cap" ] && fallocate -p -o $((cap / 2)) -l $((size - cap)) "$f/output.log"
          done
          [ -n "$live" ] || exit 0
          sleep 1
        done
        """;

    private static readonly Lock Gate = new();
    private static bool _started;

    /// <summary>Names this orchestrator in the words of its supervisors.</summary>
    public static string Owner { get; } = string.Create(
        CultureInfo.InvariantCulture, $"owner-{Environment.ProcessId}-{ProcessTable.Find(Environment.ProcessId)?.StartTicks}");

    /// <summary>Starts it once per program; without it output is bounded only while an orchestrator lives.</summary>
    public static void EnsureStarted()
    {
        lock (Gate)
        {
            if (!_started)
            {
                _started = true;
                Start();
            }
        }
    }

    private static unsafe void Start()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OCloexec) != 0)
        {
            throw new AttemptStartException($"Cannot make a pipe for the output keeper: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        // The writing end stays open, and unused, until this program ends.
        var silent = Libc.Open("/dev/null", Libc.OWronly | Libc.OCloexec, 0);
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        var request = new SpawnRequest(
            "/bin/sh", ["sh", "-c", Script, "baton-output-keeper", Owner], ImmutableDictionary<string, string>.Empty.Add("PATH", path), "/")
        {
            InputDescriptor = ends[0],
            OutputDescriptor = silent,
            ErrorDescriptor = silent,
        };
        var failure = ProcessStart.Spawn(request, out _);
        _ = Libc.Close(ends[0]);
        _ = Libc.Close(silent);
        if (failure != 0)
        {
            throw new AttemptStartException($"The output keeper cannot be started: {Marshal.GetPInvokeErrorMessage(failure)}. Check /bin/sh.");
        }
    }
}
