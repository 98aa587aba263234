using System.Collections.Immutable;
using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Forks;
using Baton.Engine.Forks;

namespace Baton.Cli.Commands;

/// <summary><c>baton fork</c>: a new run that takes over from an old one what has not changed.</summary>
internal static class ForkCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var from = new Option<string?>("--from") { Description = "Do this task anew, and all that builds on it. Default: only what has changed.", HelpName = "TASK" };
        var run = new Option<string?>("--run") { Description = "The old run, by its id. Default: the newest of the plan.", HelpName = "ID" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be reused and why not the rest; change nothing." };
        var json = CommonOptions.Json();
        var command = new Command("fork", "Start a new run from a step of an old one: accepted work whose part of the plan, base and checks are unchanged is reused.") { plan, from, run, dryRun, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
            ForkAsync(parse.GetValue(plan)!, parse.GetValue(from), parse.GetValue(run), parse.GetValue(dryRun), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> ForkAsync(string planPath, string? from, string? runId, bool dryRun, bool json, CancellationToken ct)
    {
        var plan = PlanInput.Read(planPath);
        TaskId? first = from is null ? null : plan.Tasks.FirstOrDefault(t => t.Id.Value == from)?.Id
            ?? throw new CommandFailure(ExitCode.Usage, "unknown-task", $"The plan has no task {from}.");
        await using var access = await RunInput.OpenAsync(planPath, ct);
        await RunInput.RequirePersonAsync(access, "fork", ct);
        var old = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var (_, commit) = await access.BaseAsync(plan, ct);
        var choices = await ForkPlanner.ChooseAsync(access.Repository, old, plan, planPath, commit, first, ct);
        var origin = new ForkOrigin(old.Head.Run, first, [.. choices.Select(c => c.Offer).OfType<ReuseOffer>()]);
        var created = dryRun ? null : await access.CreateAsync(plan, planPath, ct, origin);
        Tell(new ForkJson(ExitCode.Done, created?.Run.Value, old.Head.Run.Value, Reused(choices, old.Head.Run), Anew(choices)), planPath, json);
        return ExitCode.Done;
    }

    private static List<ReusedJson> Reused(ImmutableArray<ForkChoice> choices, RunId old) => [.. choices.Where(c => c.Offer is not null).Select(c => new ReusedJson(c.Task.Value, (c.Offer!.Run ?? old).Value, c.Offer.Attempt, c.Offer.Key))];

    private static List<AnewJson> Anew(ImmutableArray<ForkChoice> choices) => [.. choices.Where(c => c.Offer is null).Select(c => new AnewJson(c.Task.Value, c.Why!))];

    private static void Tell(ForkJson fork, string planPath, bool json)
    {
        if (json)
        {
            JsonOutput.Write(fork, FailureJsonContext.Default.ForkJson);
            return;
        }

        foreach (var task in fork.Anew)
        {
            Console.WriteLine($"  {task.Task} again: {task.Why}");
        }

        foreach (var task in fork.Reused)
        {
            Console.WriteLine($"  {task.Task} kept: same work, evidence of attempt {task.Attempt} of run {task.Run} reused");
        }

        Console.WriteLine($"{CellText.Count(fork.Reused.Count, "task")} {(fork.Run is null ? "would be" : fork.Reused.Count == 1 ? "is" : "are")} kept, {fork.Anew.Count} done again.");
        Console.WriteLine(fork.Run is null ? "Nothing was changed. Do it: the same without --dry-run." : $"Run {fork.Run} is there; start it: baton run {planPath}");
    }
}
