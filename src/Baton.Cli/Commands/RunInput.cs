using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Journal;

namespace Baton.Cli.Commands;

/// <summary>Finds the repository and the run that a command is about.</summary>
internal static class RunInput
{
    /// <param name="planPath">Null: the repository that the current folder is in.</param>
    public static async Task<RunAccess> OpenAsync(string? planPath, CancellationToken ct)
    {
        var inside = planPath is null ? Directory.GetCurrentDirectory() : await PlanRepository.LocateAsync(PlanInput.Read(planPath), planPath, create: false, ct);
        return await RunAccess.OpenAsync(inside, create: false, TimeProvider.System, ct);
    }

    public static async Task<RunHead> FindAsync(RunAccess access, string? planPath, string? runId, CancellationToken ct)
    {
        if (runId is not null)
        {
            return await access.Journal.FindRunAsync(new RunId(runId), ct)
                ?? throw new CommandFailure(ExitCode.Usage, "unknown-run", $"There is no run {runId} here. `baton list --runs` shows those there are.");
        }

        return await access.FindLatestAsync(planPath, ct)
            ?? throw new CommandFailure(ExitCode.Usage, "no-run", planPath is null
                ? "This repository has no run yet. Start one: baton run PLAN."
                : $"{planPath} has not been run yet. Start it: baton run {planPath}.");
    }
}
