using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>Reads how a dispatcher stream wants to be executed; most of it Baton does in its own way.</summary>
/// <param name="dependedOn">Groups that later ones wait for.</param>
internal sealed class DispatcherExecution(Draft draft, List<string> dependedOn)
{
    public void Read(ForeignMap? execution)
    {
        if (execution is null)
        {
            return;
        }

        execution.Drop("startDate", "a run starts when somebody starts it");
        execution.Drop("checkpointInterval", "every event is journalled; there is no interval to set");
        execution.Drop("checkpointAction", "every event is journalled; there is nothing to do at an interval");
        ReadIsolation(execution.Inner("workspaceIsolation"));
        ReadSpawning(execution.Inner("agentSpawning"));
        if (execution.Inner("monitoring") is { } monitoring)
        {
            execution.NotCarried("monitoring", $"'baton watch', 'status' and 'report' take its place ({string.Join(", ", monitoring.Entries.Select(e => e.Key.Value))})");
        }

        ReadValidation(execution.Inner("validation"));
        execution.Finish();
    }

    private void ReadIsolation(ForeignMap? isolation)
    {
        if (isolation is null)
        {
            return;
        }

        if (isolation.Text("enabled") is { } enabled)
        {
            draft.Workspace = enabled.Equals("false", StringComparison.OrdinalIgnoreCase) ? "shared" : "worktree";
            isolation.Carried("enabled", $"defaults.workspace: {draft.Workspace}");
        }

        if (isolation.Text("perAgentWorkspace") is not null)
        {
            isolation.Guessed("perAgentWorkspace", "every attempt has a workspace of its own, not every agent");
        }

        isolation.Drop("baseDir", "worktrees are under $XDG_STATE_HOME/baton");
        isolation.Drop("gitWorktreePrefix", "Baton names branches and worktrees itself");
        isolation.Finish();
    }

    private void ReadSpawning(ForeignMap? spawning)
    {
        if (spawning is null)
        {
            return;
        }

        if (spawning.Text("timeout") is { } timeout)
        {
            draft.Timeout = ImportedTime.Read(timeout, "s", out _);
            DispatcherImport.Tell(spawning, "timeout", draft.Timeout, "defaults.timeout");
            if (draft.Timeout is not null && char.IsAsciiDigit(timeout[^1]))
            {
                spawning.Guessed("timeout", $"'{timeout}' has no unit and is taken as seconds");
            }
        }

        if (spawning.Text("maxRetries") is { } retries)
        {
            draft.Retries = int.TryParse(retries, out var count) && count is >= 0 and <= RetryPolicy.MostRetries ? retries : null;
            DispatcherImport.Tell(spawning, "maxRetries", draft.Retries, "defaults.retry");
        }

        spawning.Drop("method", "the driver of each agent says how it is started");
        spawning.Drop("fallback", "when retries are spent, a person looks");
        spawning.Finish();
    }

    private void ReadValidation(ForeignMap? validation)
    {
        if (validation is null)
        {
            return;
        }

        if (validation.Text("gateBeforeNextPhase") is { } gate)
        {
            var barriers = gate.Equals("true", StringComparison.OrdinalIgnoreCase);
            if (barriers)
            {
                dependedOn.AddRange(draft.Groups.SkipLast(1).Select(g => g.Id));
            }

            validation.Carried("gateBeforeNextPhase", barriers ? "a barrier after every group but the last" : "no barriers beside those of dependsOnGroup");
        }

        foreach (var key in new[] { "preTask", "postTask" })
        {
            if (validation.Find(key) is not null)
            {
                validation.Guessed(key, "dependencies are met before a task starts and its validators run after it; anything else that this asks for is not carried");
            }
        }

        validation.Drop("failureAction", "a failed task is retried, then a person looks, and what needs it waits");
        validation.Finish();
    }
}
