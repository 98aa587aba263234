using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Agents;

/// <summary>How agents of one kind are started and read.</summary>
public interface IAgentDriver
{
    string Name { get; }

    /// <summary>What to start; starts nothing.</summary>
    AgentLaunch Prepare(AttemptBrief brief);

    /// <summary>Reads the output of one attempt from its beginning.</summary>
    IOutputReader CreateReader();
}

/// <summary>Makes sense of an agent's output, line by line. Not thread-safe.</summary>
public interface IOutputReader
{
    /// <summary>What is known so far.</summary>
    AgentProgress Progress { get; }

    void Read(string line);

    /// <summary>Lines were lost here: so much was printed at once that nobody could read it.</summary>
    void Skip();

    /// <param name="exitCode">Null: never learnt.</param>
    AgentResult Finish(int? exitCode);
}

/// <summary>Everything a driver may look at when it prepares an attempt.</summary>
/// <param name="Folder">The attempt's own folder, outside the workspace.</param>
/// <param name="InstructionsFile">What the agent is asked to do, in Markdown.</param>
/// <param name="ResumeSession">The agent program's own session to continue; null: a new one.</param>
public sealed record AttemptBrief(
    RunId Run, AttemptId Attempt, Plan Plan, PlanTask Task, Agent Agent, WorkspaceInfo Workspace, string Folder,
    string InstructionsFile, string RepositoryRoot, string? ResumeSession)
{
    /// <summary>Names the attempt among all attempts of all runs.</summary>
    public string Cookie => $"{Run}/{Attempt.Task}/{Attempt.Number}";
}

/// <summary>What to start.</summary>
/// <param name="Words">Empty: no process (a person, a no-op).</param>
/// <param name="StandardInputFile">Null: empty standard input.</param>
/// <param name="Environment">Complete.</param>
public sealed record AgentLaunch(ImmutableArray<string> Words, string? StandardInputFile, ImmutableDictionary<string, string> Environment)
{
    /// <summary>Why the attempt cannot be started; null when it can.</summary>
    public Failure? Problem { get; init; }

    /// <summary>Remarks for the record, for example a granted variable that Baton does not have.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <param name="LastLine">For people, at most 500 characters.</param>
/// <param name="Model">The model that answered, when the program says so.</param>
public sealed record AgentProgress(Usage Usage, string? LastLine, int ToolCalls, string? Model, string? SessionId)
{
    public static readonly AgentProgress None = new(Usage.NotMeasured, null, 0, null, null);
}

/// <param name="Said">What the agent said at the end, at most 8,000 characters; shown, never believed.</param>
/// <param name="Quota">A limit of the provider ended it.</param>
/// <param name="Error">An error that the program reported, although the exit code may be 0.</param>
public sealed record AgentResult(Usage Usage, string? Said, QuotaLimit? Quota, string? Error);
