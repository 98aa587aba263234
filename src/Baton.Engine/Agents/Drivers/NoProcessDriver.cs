using System.Collections.Immutable;
using Baton.Domain.Runs;

namespace Baton.Engine.Agents.Drivers;

/// <summary>Work without a process: a person does it, or nobody needs to.</summary>
internal sealed class NoProcessDriver(string name) : IAgentDriver
{
    public string Name => name;

    public AgentLaunch Prepare(AttemptBrief brief) => new([], null, ImmutableDictionary<string, string>.Empty);

    public IOutputReader CreateReader() => new Silent();

    private sealed class Silent : IOutputReader
    {
        public AgentProgress Progress => AgentProgress.None;

        public void Read(string line)
        {
        }

        public void Skip()
        {
        }

        public AgentResult Finish(int? exitCode) => new(Usage.NotMeasured, null, null, null);
    }
}
