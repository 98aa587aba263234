using System.CommandLine;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;

namespace Baton.Cli.Commands;

/// <summary><c>baton logs</c>: what an attempt printed.</summary>
internal static class LogsCommand
{
    private const int Chunk = 64 * 1024;

    public static Command Create()
    {
        var task = CommonOptions.Task();
        var attempt = new Option<int?>("--attempt") { Description = "Which attempt. Default: the newest.", HelpName = "N", CustomParser = CommonOptions.Count };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on while the attempt is at work." };
        var (plan, run, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), new Option<bool>("--json") { Description = "Write {task, attempt, file, bytes} instead of the text." });
        var command = new Command("logs", "What an attempt printed.") { task, attempt, follow, plan, run, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
            ShowAsync(new TaskId(parse.GetValue(task)!), parse.GetValue(attempt), parse.GetValue(follow), parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> ShowAsync(TaskId id, int? number, bool follow, string? planPath, string? runId, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var head = await RunInput.FindAsync(access, planPath, runId, ct);
        var record = await access.ReadAsync(head, ct);
        ShowCommand.Find(record, id);
        var chosen = number ?? record.State[id].Attempts;
        var file = Path.Combine(AttemptFolders.Of(access.Repository.Root, head.Run, new AttemptId(id, chosen)), "output.log");
        if (!File.Exists(file) || (!follow && new FileInfo(file).Length == 0))
        {
            throw new CommandFailure(ExitCode.Usage, "no-log", WhyNothing(record.State[id], chosen));
        }

        if (json)
        {
            Rendering.JsonOutput.Write(new Rendering.LogJson(ExitCode.Done, id.Value, chosen, file, new FileInfo(file).Length), Rendering.JsonContext.Default.LogJson);
            return ExitCode.Done;
        }

        await CopyAsync(access, head.Run, id, chosen, file, follow, ct);
        return ExitCode.Done;
    }

    private static string WhyNothing(TaskState task, int chosen) => task.Attempts switch
    {
        0 => $"{task.Id} has not been tried yet.",
        var last when chosen < 1 || chosen > last => $"{task.Id} has no attempt {chosen}; its newest is {last}.",
        var last => $"Attempt {chosen} of {task.Id} has printed nothing.{(last > 1 ? $" It has {last} attempts; name another with --attempt." : "")} See: baton show {task.Id}",
    };

    private static async Task CopyAsync(RunAccess access, RunId run, TaskId id, int number, string file, bool follow, CancellationToken ct)
    {
        await using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var to = Console.OpenStandardOutput();
        var over = !follow;
        while (true)
        {
            await from.CopyToAsync(to, Chunk, ct);
            await to.FlushAsync(ct);
            if (over)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), access.Time, ct);
            var head = await access.Journal.FindRunAsync(run, ct);
            var state = (await access.ReadAsync(head!, ct)).State[id];
            over = state.Attempts != number || state.Status != TaskStatus.InProgress;
        }
    }
}
