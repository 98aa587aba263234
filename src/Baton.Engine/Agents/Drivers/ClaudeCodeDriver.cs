using System.Collections.Immutable;

namespace Baton.Engine.Agents.Drivers;

/// <summary>Claude Code without a terminal. Its prompt is the instruction file; its events come as one JSON object per line.</summary>
internal sealed class ClaudeCodeDriver(TimeProvider time) : IAgentDriver
{
    public string Name => "claude-code";

    public AgentLaunch Prepare(AttemptBrief brief) => LaunchPreparation.Prepare(
        brief, Words(brief), brief.InstructionsFile,
        "Install it with 'npm install -g @anthropic-ai/claude-code', or name its path in the agent's 'command'.");

    public IOutputReader CreateReader() => new ClaudeStreamReader(time);

    private static ImmutableArray<string> Words(AttemptBrief brief)
    {
        ImmutableArray<string> program = brief.Agent.Command?.ToWords() is { IsEmpty: false } given ? given : ["claude"];
        ImmutableArray<string> fixedWords = ["-p", "--output-format", "stream-json", "--verbose", "--permission-mode", "acceptEdits"];
        ImmutableArray<string> model = brief.Agent.Model is { } name ? ["--model", name] : [];
        ImmutableArray<string> resume = brief.ResumeSession is { } session ? ["--resume", session] : [];
        return [.. program, .. fixedWords, .. model, .. resume];
    }
}
