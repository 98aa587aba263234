using System.Security.Cryptography;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>The names of Baton's branches, refs and folders.</summary>
public static class RefNames
{
    /// <summary>The integration branch of a run, short name.</summary>
    public static string Integration(RunId run) => $"baton/{Safe(run.Value)}/integration";

    /// <summary>The branch of an attempt, short name.</summary>
    public static string Branch(RunId run, AttemptId attempt) => $"baton/{Safe(run.Value)}/{Folder(attempt)}";

    /// <summary>The ref that keeps what an attempt left.</summary>
    public static string Captured(RunId run, AttemptId attempt) => $"refs/baton/{Safe(run.Value)}/{Safe(attempt.Task.Value)}/{attempt.Number}";

    /// <summary>Where commits go that an attempt made and then abandoned.</summary>
    public static string LeftBehind(RunId run, AttemptId attempt, string commit) => $"{Captured(run, attempt)}.left/{commit}";

    /// <summary>Where a commit goes to which somebody else had moved a branch of Baton's.</summary>
    public static string Foreign(string branch, string commit) => $"refs/{(branch.StartsWith("baton/", StringComparison.Ordinal) ? branch : "baton/" + Safe(branch))}.moved/{commit}";

    /// <summary>The folder of an attempt below its run's.</summary>
    public static string Folder(AttemptId attempt) => $"{Safe(attempt.Task.Value)}-{attempt.Number}";

    /// <summary>The name, if git takes it as a part of a ref; otherwise a likeness with a digest, so that two names never become one.</summary>
    public static string Safe(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
        }

        var safe = text.ToString().Replace("..", ".-", StringComparison.Ordinal).TrimStart('.', '-');
        if (safe.EndsWith('.') || safe.EndsWith(".lock", StringComparison.Ordinal) || safe.EndsWith(".left", StringComparison.Ordinal))
        {
            safe = $"{safe[..safe.LastIndexOf('.')]}-{safe[(safe.LastIndexOf('.') + 1)..]}";
        }

        return safe == name && safe.Length > 0 ? name : $"{safe}-{Digest(name)}";
    }

    internal static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
