using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Engine.Dispatch;
using Baton.Engine.Plans;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary>Reads a plan file for commands that need a sound one.</summary>
internal static class PlanInput
{
    private const int MostErrors = 10;

    /// <summary>What earlier runs of a plan tell about its tasks.</summary>
    /// <exception cref="OperatorException">There is no repository.</exception>
    public static async Task<TaskHistory> ReadHistoryAsync(string path, CancellationToken ct)
    {
        var repository = await PlanRepository.LocateAsync(Read(path), path, create: false, ct);
        await using var access = await RunAccess.OpenAsync(repository, create: false, TimeProvider.System, ct);
        return await PastRuns.ReadAsync(access, path, ct);
    }

    /// <exception cref="CommandFailure">The file has errors, which were printed.</exception>
    public static Plan Read(string path) => Require(path, PlanFile.Read(path));

    /// <exception cref="CommandFailure">The file has errors, which were printed.</exception>
    public static Plan Require(string path, PlanReading reading)
    {
        if (reading is { HasErrors: false, Plan: { } plan })
        {
            return plan;
        }

        var errors = reading.Findings.Where(f => f.Severity == Severity.Error).ToList();
        FindingText.Write(Console.Error, path, errors.Take(MostErrors));
        if (errors.Count > MostErrors)
        {
            Console.Error.WriteLine($"... and {errors.Count - MostErrors} more errors");
        }

        throw new CommandFailure(ExitCode.Failed, "plan-has-errors", $"{path} has errors. `baton check {path}` shows everything there is to say.");
    }
}
