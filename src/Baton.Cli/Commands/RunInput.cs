using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Journal;
using Baton.Engine.Processes;

namespace Baton.Cli.Commands;

/// <summary>Finds the repository and the run that a command is about.</summary>
internal static class RunInput
{
    /// <param name="planPath">Null: the repository that the current folder is in.</param>
    public static async Task<RunAccess> OpenAsync(string? planPath, CancellationToken ct) => planPath is null
        ? await RunAccess.OpenAsync(Directory.GetCurrentDirectory(), create: false, TimeProvider.System, ct)
        : await OpenAsync(PlanAhead.Start(planPath), create: false, ct);

    /// <param name="create">Make the repository and the journal if there are none.</param>
    public static async Task<RunAccess> OpenAsync(PlanAhead ahead, bool create, CancellationToken ct)
    {
        if (await TryOpenBesideAsync(ahead, ct) is { } beside)
        {
            return beside;
        }

        var plan = await ahead.RequireAsync();
        var access = await RunAccess.OpenAsync(await PlanRepository.LocateAsync(plan, ahead.Path, create, ct), create, TimeProvider.System, ct);
        access.Know(plan.Hash, Task.FromResult(plan));
        return access;
    }

    /// <summary>A plan that names no repository is about the one in which its file lies. When a run was made of the same content there, the plan need not be read first.</summary>
    private static async Task<RunAccess?> TryOpenBesideAsync(PlanAhead ahead, CancellationToken ct)
    {
        if (ahead is not { Hash: { } hash, NamesNoRepository: true } || Path.GetDirectoryName(Path.GetFullPath(ahead.Path)) is not { } folder || !JournalFiles.IsAbove(folder))
        {
            return null;
        }

        RunAccess? access = null;
        try
        {
            access = await RunAccess.OpenAsync(folder, create: false, TimeProvider.System, ct);
            if ((await access.FindLatestAsync(ahead.Path, ct))?.Plan == hash)
            {
                access.Know(hash, ahead.OfRunAsync());
                return access;
            }
        }
        catch (Exception e) when (e is GitException or JournalUnavailableException)
        {
            // Told when the repository that the plan names is opened.
        }

        if (access is not null)
        {
            await access.DisposeAsync();
        }

        return null;
    }

    /// <summary>In a repository in which nothing was run, a question about all that is there has an empty answer, which is no failure. For programs it is one: there is no run to name.</summary>
    /// <param name="empty">The answer then.</param>
    public static async Task<int> AskAsync(string? planPath, string? runId, bool json, string empty, Func<Task<int>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (planPath is null && runId is null && !json && e is JournalUnavailableException { Kind: JournalProblem.Missing } or CommandFailure { Code: "no-run" })
        {
            Console.WriteLine($"{empty}: nothing was run in this repository yet. About a plan whose work is in another repository: name the plan.");
            return ExitCode.Done;
        }
    }

    /// <summary>What only people may do is refused to whoever runs inside an attempt of the repository, and goes on its record.</summary>
    public static async Task RequirePersonAsync(RunAccess access, string what, CancellationToken ct)
    {
        var runs = await access.Journal.ListRunsAsync(ct);
        var folder = Path.Combine(access.Repository.Root, JournalFiles.FolderName, "runs");
        int[] owners = [.. runs.Select(r => r.Owner).Where(o => o is not null && LeaseOwner.IsAlive(o)).Select(o => o!.Pid)];
        if (CallerOrigin.Find(folder, id => runs.Any(r => r.Run.Value == id), owners) is not { } inside)
        {
            return;
        }

        if (inside.Split('/') is [var run, .. var task, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && runs.Any(r => r.Run.Value == run))
        {
            var report = new RunCommand.ReportViolation(new TaskId(string.Join('/', task)), attempt, $"It called `baton {what}`, which is for people; refused.");
            await access.Journal.SendAsync(new RunId(run), report, access.Time.GetUtcNow(), ct);
        }

        throw new CommandFailure(ExitCode.Refused, "inside-attempt",
            $"`baton {what}` was called from inside an attempt{(inside.Length > 0 ? $" ({inside})" : "")}. Only people decide about a run; it was refused and recorded.");
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
