using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>Who made a commit and what its message says.</summary>
internal static class CommitWords
{
    public const string Committer = "Baton";
    public const string CommitterMail = "baton@baton.invalid";

    /// <summary>The agent as author, Baton as committer.</summary>
    public static ImmutableDictionary<string, string> Identity(AgentId? agent) => ImmutableDictionary<string, string>.Empty
        .Add("GIT_AUTHOR_NAME", agent?.Value ?? Committer)
        .Add("GIT_AUTHOR_EMAIL", agent is { } a ? $"{a.Value}@baton.invalid" : CommitterMail)
        .Add("GIT_COMMITTER_NAME", Committer)
        .Add("GIT_COMMITTER_EMAIL", CommitterMail);

    public static string Message(string subject, RunId run, AttemptId attempt) =>
        $"{OneLine(subject)}\n\nBaton-Run: {run}\nBaton-Task: {attempt.Task}\nBaton-Attempt: {attempt.Number}\n";

    public static string Revert(RunId run, TaskId task, string commit) =>
        $"Revert {task}\n\nBaton-Run: {run}\nBaton-Task: {task}\nBaton-Reverts: {commit}\n";

    private static string OneLine(string text) => string.Join(' ', text.Split(['\n', '\r', '\0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
