using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary>Reads a plan file for commands that need a sound one.</summary>
internal static class PlanInput
{
    /// <exception cref="CommandFailure">The file has errors, which were printed.</exception>
    public static Plan Read(string path)
    {
        var reading = PlanFile.Read(path);
        if (reading is { HasErrors: false, Plan: { } plan })
        {
            return plan;
        }

        FindingText.Write(Console.Error, path, reading.Findings.Where(f => f.Severity == Severity.Error));
        throw new CommandFailure(ExitCode.Failed, "plan-has-errors", $"{path} has errors; nothing was started. `baton check {path}` shows everything there is to say.");
    }
}
