using Baton.Cli.Rendering;
using Baton.Engine.Merging;

namespace Baton.Cli.Commands;

/// <summary><c>baton conflicts</c>: which attempts at work will not merge as they are.</summary>
internal static class ConflictsCommand
{
    public static Command Create()
    {
        var (plan, run, json) = (CommonOptions.OptionalPlan(), CommonOptions.Run(), CommonOptions.Json());
        var command = new Command("conflicts", "Show which attempts at work conflict by now, with each other or with what is merged, before they finish. Changes nothing.") { plan, run, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => ShowAsync(parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> ShowAsync(string? planPath, string? runId, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var found = await new ConflictProbe(access.Repository).LookAsync(record.State, ct);
        if (json)
        {
            JsonOutput.Write(ConflictsJson.Of(record.Head.Run, found), FailureJsonContext.Default.ConflictsJson);
        }
        else
        {
            ConflictsText.Write(found);
        }

        return ExitCode.Done;
    }
}
