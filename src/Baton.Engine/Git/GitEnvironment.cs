using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Baton.Engine.Git;

/// <summary>
/// The environment and settings of every git call. A caller's <c>GIT_DIR</c>, index or identity never leaks in. The person's own
/// configuration stays in force for commands about refs, because <c>safe.directory</c> lives there; commands about content run in
/// <see cref="OwnGit"/>. Of Baton's own environment a program that git starts (a content filter) sees only what it needs to run.
/// </summary>
internal static class GitEnvironment
{
    private static readonly FrozenSet<string> Kept = FrozenSet.ToFrozenSet(
    [
        "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    ]);

    private static readonly FrozenSet<string> Passed = FrozenSet.ToFrozenSet(
    [
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "SSH_AUTH_SOCK", "LD_LIBRARY_PATH",
        "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY",
    ]);

    public static readonly ImmutableArray<string> Settings =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.fsmonitor=false", "-c", "gc.auto=0",
        "-c", "maintenance.auto=false", "-c", "submodule.recurse=false", "-c", "core.quotePath=false", "-c", "core.splitIndex=false",
        "-c", "merge.conflictStyle=merge", "-c", "merge.directoryRenames=conflict", "-c", "diff.ignoreSubmodules=none",
        "-c", "merge.autoStash=false", "-c", "merge.verifySignatures=false", "-c", "core.pager=cat", "-c", "advice.addEmbeddedRepo=false",
        "-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false", "-c", "merge.renormalize=false", "-c", "core.attributesFile=/dev/null",
    ];

    public static readonly FrozenDictionary<string, string> Variables = Compute();

    private static FrozenDictionary<string, string> Compute()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (Passed.Contains(name) || Kept.Contains(name))
            {
                variables[name] = (string?)entry.Value ?? "";
            }
        }

        variables["GIT_TERMINAL_PROMPT"] = "0";
        variables["GIT_OPTIONAL_LOCKS"] = "0";
        variables["GIT_EDITOR"] = "true";

        // A promisor remote would start a program of its own choice for every object that is missing.
        variables["GIT_NO_LAZY_FETCH"] = "1";
        variables["GIT_ALLOW_PROTOCOL"] = "none";

        // An agent could put other objects in the place of the base's tests with `git replace`.
        variables["GIT_NO_REPLACE_OBJECTS"] = "1";
        variables["LC_ALL"] = "C";
        foreach (var (name, value) in CommitWords.Identity(agent: null))
        {
            variables[name] = value;
        }

        return variables.ToFrozenDictionary();
    }
}
