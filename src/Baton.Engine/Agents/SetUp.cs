using System.Collections.Immutable;
using System.Globalization;

namespace Baton.Engine.Agents;

/// <summary>Runs the plan's set-up commands as a part of the attempt, under its supervisor, time-outs and output, before the agent takes their place.</summary>
internal static class SetUp
{
    /// <summary>Words: the attempt's folder, how many commands, the commands, the agent's own. The folder that is made tells which command failed.</summary>
    private const string Script = """
        f=$1
        n=$2
        i=0
        shift 2
        while [ "$i" -lt "$n" ]; do
          /bin/sh -c "$1" </dev/null
          c=$?
          if [ "$c" -ne 0 ]; then mkdir "$f/set-up-$i"; exit "$c"; fi
          i=$((i + 1))
          shift
        done
        exec "$@"
        """;

    /// <summary>The agent's words, with the set-up before them.</summary>
    public static ImmutableArray<string> Before(ImmutableArray<string> words, ImmutableArray<string> commands, string folder) => commands.IsEmpty
        ? words
        : ["/bin/sh", "-c", Script, "baton-set-up", folder, commands.Length.ToString(CultureInfo.InvariantCulture), .. commands, .. words];

    /// <summary>The command that failed; null: none did.</summary>
    public static string? FindFailed(string folder, ImmutableArray<string> commands) =>
        commands.Where((_, i) => Directory.Exists(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"set-up-{i}")))).FirstOrDefault();
}
