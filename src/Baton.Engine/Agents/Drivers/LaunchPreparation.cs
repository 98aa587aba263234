using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents.Drivers;

/// <summary>What all drivers with a process do alike: the environment, and a look whether the program is there.</summary>
internal static class LaunchPreparation
{
    /// <param name="words">The program and its arguments; empty when the plan names none.</param>
    /// <param name="advice">What to do when the program is missing.</param>
    public static AgentLaunch Prepare(AttemptBrief brief, ImmutableArray<string> words, string? standardInputFile, string advice)
    {
        var environment = AttemptEnvironment.For(brief);
        var notes = environment.Missing.Select(m => $"{brief.Attempt}: {m} is granted but not set in Baton's environment.");
        var launch = new AgentLaunch(words, standardInputFile, environment.Variables) { Notes = [.. notes] };
        if (words.IsEmpty)
        {
            return launch with { Problem = Failed("no-command", $"{brief.Attempt} has no command: give the task a 'run' or agent {brief.Agent.Id} a 'command'.") };
        }

        var program = Executables.Find(words[0], environment.Variables["PATH"], brief.Workspace.Path);
        return program is not null ? launch : launch with
        {
            Problem = Failed("program-missing", $"{brief.Attempt}: agent {brief.Agent.Id} needs the program {words[0]}, which is not there. {advice}"),
        };
    }

    private static Failure Failed(string code, string message) => new(FailureClass.Operator, code, message, false);
}
