using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents;

/// <summary>The small shell program around an attempt that outlives the orchestrator.</summary>
internal static class Supervisor
{
    public const string Name = "baton-supervisor";

    /// <summary>
    /// Words: folder, cookie, bytes of output to keep, owner, then the agent's own. The claim is made with O_EXCL, so only one of
    /// several supervisors goes on. Traps are caught and not ignored, so that the agent starts with default signals. The room for the exit code is
    /// taken before the agent starts: on a disk that has become full, the attempt would count as lost and be paid for again.
    /// </summary>
    private const string Script = """
        set -C
        echo "$$ $2 $3" >"$1/claim" || exit 0
        set +C
        echo "    " >"$1/exit"
        trap : HUP INT QUIT TERM
        f=$1
        shift 4
        "$@"
        c=$?
        echo "$c" 1<>"$f/exit"
        exit "$c"
        """;

    /// <summary>Starts a supervisor and returns its pid.</summary>
    public static int Spawn(AttemptProcessSpec spec, int output)
    {
        var environment = spec.Environment.SetItem("BATON_ATTEMPT", spec.Cookie);
        ImmutableArray<string> head =
            ["sh", "-c", Script, Name, spec.Folder, spec.Cookie, spec.MaxOutputBytes.ToString(CultureInfo.InvariantCulture), OutputKeeper.Owner];
        var request = new SpawnRequest("/bin/sh", [.. head, .. AgentWords(spec)], environment, spec.WorkingDirectory)
        {
            InputFile = spec.StandardInputFile,
            OutputDescriptor = output,
            ErrorDescriptor = output,
        };
        var failure = ProcessStart.Spawn(request, out var pid);
        return failure == 0 ? pid : throw new AttemptStartException(
            $"{spec.Cookie} cannot be started in {spec.WorkingDirectory}: {Marshal.GetPInvokeErrorMessage(failure)}. Check the folder, the instruction file and /bin/sh.");
    }

    // An absolute path keeps the shell from taking a word such as "exit" or "test" as its own command.
    private static ImmutableArray<string> AgentWords(AttemptProcessSpec spec)
    {
        var words = PlainCommand.Unwrap(spec.Words);
        var program = Executables.Find(words[0], spec.Environment.GetValueOrDefault("PATH"), spec.WorkingDirectory);
        return program is null
            ? ["/bin/sh", "-c", "echo \"$0: no such program\" >&2; exit 127", words[0]]
            : words.SetItem(0, program);
    }
}
