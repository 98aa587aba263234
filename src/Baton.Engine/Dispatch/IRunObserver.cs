using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Agents;

namespace Baton.Engine.Dispatch;

/// <summary>Somebody who watches a session: a terminal, a log, a test. Called from the session's loop; must not block.</summary>
public interface IRunObserver
{
    void OnEvents(RunState state, ImmutableArray<RecordedEvent> events);

    /// <summary>An attempt printed something. May come from any thread.</summary>
    void OnProgress(AttemptId attempt, AgentProgress progress);
}
