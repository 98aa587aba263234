using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Journal;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>baton run</c> and <c>baton resume</c>.</summary>
internal static class RunCommandLine
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var selection = new SelectionOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Check, schedule and say what would be started; change nothing." };
        var fresh = new Option<bool>("--new") { Description = "Start a new run even if an unfinished one of this plan exists." };
        var wait = new Option<bool>("--wait") { Description = "Stay when only a person can move the run on, instead of ending with 3." };
        var plain = new Option<bool>("--plain") { Description = "Plain lines even on a terminal." };
        var json = CommonOptions.Json();
        var command = new Command("run", "Run a plan to its end, or go on with its unfinished run. Checked work is merged into the run's integration branch.")
        {
            plan, dryRun, fresh, wait, plain, json,
        };
        selection.AddTo(command);
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => RunAsync(new RunRequest
        {
            PlanPath = parse.GetValue(plan)!,
            Selection = selection.Read(parse),
            DryRun = parse.GetValue(dryRun),
            Fresh = parse.GetValue(fresh),
            Wait = parse.GetValue(wait),
            Plain = parse.GetValue(plain),
            Json = parse.GetValue(json),
        }, ct)));
        return command;
    }

    public static Command CreateResume()
    {
        var plan = CommonOptions.OptionalPlan();
        var (run, by, json) = (CommonOptions.Run(), CommonOptions.By(), CommonOptions.Json());
        var command = new Command("resume", "End a pause; if no process drives the run, drive it on from here.") { plan, run, by, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => ResumeAsync(parse.GetValue(plan), parse.GetValue(run), parse.GetValue(by)!, parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CancellationToken ct)
    {
        var ahead = PlanAhead.Start(request.PlanPath);
        if (request.DryRun)
        {
            return DryRun.Show(await ahead.RequireAsync(), request);
        }

        await using var access = await RunInput.OpenAsync(ahead, create: true, ct);
        await RunInput.RequirePersonAsync(access, "run", ct);
        var head = await ContinueOrCreateAsync(access, ahead, request, ct);
        return await DriveAsync(access, head, request, ahead, ct);
    }

    /// <summary>A finished run that still has an owner was killed before it told its end, or before it carried out a person's command: it is continued.</summary>
    private static async Task<RunHead> ContinueOrCreateAsync(RunAccess access, PlanAhead ahead, RunRequest request, CancellationToken ct)
    {
        var latest = request.Fresh ? null : await access.FindLatestAsync(request.PlanPath, ct);
        if (latest is null || (latest.Owner is null && (await access.ReadAsync(latest, ct)).State.IsTerminal))
        {
            var plan = await ahead.RequireAsync();
            if (!request.Selection.IsWhole)
            {
                request.Selection.Choose(DryRun.Untouched(plan, PlanScheduler.Compute(plan)));
            }

            if (latest is not null && !request.Json)
            {
                Console.Error.WriteLine($"baton: run {latest.Run} of this plan is over; a new run does all of it again. To go on with the old one: baton retry TASK --run {latest.Run}");
            }

            // Another `baton run` of the plan may have been quicker: then its run is the one.
            return await access.TryCreateAsync(plan, request.PlanPath, request.Fresh ? null : new NewestRun(latest?.Run), ct) ?? await ContinueOrCreateAsync(access, ahead, request, ct);
        }

        return latest.Plan == ahead.Hash
            ? latest
            : throw new CommandFailure(ExitCode.Refused, "plan-changed",
                $"{request.PlanPath} changed since run {latest.Run} began, which is not finished. Finish that one as it was planned (`baton resume --run {latest.Run}`), cancel it (`baton cancel --run {latest.Run}`), or start anew with --new.");
    }

    private static async Task<int> ResumeAsync(string? planPath, string? runId, string by, bool json, CancellationToken ct)
    {
        var ahead = planPath is null ? null : PlanAhead.Start(planPath);
        await using var access = ahead is null ? await RunInput.OpenAsync(planPath, ct) : await RunInput.OpenAsync(ahead, create: false, ct);
        var head = await RunInput.FindAsync(access, planPath, runId, ct);
        if (head.Owner is { } owner && LeaseOwner.IsAlive(owner))
        {
            return await PeopleCommands.SendAsync("resume", planPath, head.Run.Value, json, new RunCommand.Resume(by), ct);
        }

        await RunInput.RequirePersonAsync(access, "resume", ct);
        await access.Journal.SendAsync(head.Run, new RunCommand.Resume(by), access.Time.GetUtcNow(), ct);
        return await DriveAsync(access, head, new RunRequest { PlanPath = head.PlanPath, Json = json }, ahead, ct);
    }

    /// <param name="ahead">The plan file that the command was given; with errors in it by now, nothing is started.</param>
    private static async Task<int> DriveAsync(RunAccess access, RunHead head, RunRequest request, PlanAhead? ahead, CancellationToken ct)
    {
        if (await access.TakeAsync(head.Run, ct) is not LeaseOutcome.Granted lease)
        {
            var owner = (await access.Journal.FindRunAsync(head.Run, ct))!.Owner;
            throw new CommandFailure(ExitCode.Refused, "owned", $"Run {head.Run} is being driven by process {owner?.Pid} on {owner?.Host} since {owner?.Since:u}. Watch it with `baton watch`, or stop that process first.");
        }

        try
        {
            var record = await access.ReadAsync(head, ct);
            _ = ahead is null ? null : await ahead.RequireAsync();
            var settings = new RunSettings { WaitForPeople = request.Wait, Selected = request.Selection.Choose(record.State) };
            await using var view = RunViews.For(request, record, access);
            var result = await RunDriving.DriveAsync(access, record, lease.Fence, settings, view);
            await view.DisposeAsync();
            return await RunEnding.TellAsync(access, head, result, request, ct);
        }
        finally
        {
            await access.Journal.ReleaseAsync(head.Run, lease.Fence, CancellationToken.None);
        }
    }
}

/// <summary>What <c>run</c> was asked for.</summary>
internal sealed record RunRequest
{
    public required string PlanPath { get; init; }
    public Selection Selection { get; init; } = new([], [], false, null);
    public bool DryRun { get; init; }
    public bool Fresh { get; init; }
    public bool Wait { get; init; }
    public bool Plain { get; init; }
    public bool Json { get; init; }
}
