using System.CommandLine;
using System.Globalization;
using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Workspaces;

namespace Baton.Cli.Commands;

/// <summary><c>baton gc</c>: the only thing that deletes, and it lists what it drops.</summary>
internal static class GcCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.OptionalPlan();
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would go and what stays, and why; delete nothing." };
        var unmerged = new Option<bool>("--unmerged") { Description = "Also drop kept work that no branch holds. It is lost then." };
        var json = CommonOptions.Json();
        var command = new Command("gc", "Drop what nobody needs: worktrees of finished attempts, old checkouts, refs whose work a branch holds. Nothing else deletes.") { plan, dryRun, unmerged, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => RunInput.AskAsync(
            parse.GetValue(plan), null, parse.GetValue(json), "There is nothing to drop",
            () => CollectAsync(parse.GetValue(plan), parse.GetValue(dryRun), parse.GetValue(unmerged), parse.GetValue(json), ct))));
        return command;
    }

    private static async Task<int> CollectAsync(string? planPath, bool dryRun, bool unmerged, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        await RunInput.RequirePersonAsync(access, "gc", ct);
        var request = await RequestAsync(access, unmerged, ct);
        var collector = new WorkspaceCollector(access.Repository);
        var items = dryRun ? await collector.ListAsync(request, ct) : await collector.CollectAsync(request, ct);
        if (json)
        {
            var dropped = items.Where(i => i.MayGo).Select(i => new DroppedJson(i.Kind.ToString(), i.Name, i.Why, i.Bytes));
            var kept = items.Where(i => !i.MayGo).Select(i => new DroppedJson(i.Kind.ToString(), i.Name, i.Why, i.Bytes));
            JsonOutput.Write(new GcJson(ExitCode.Done, dryRun, [.. dropped], [.. kept]), JsonContext.Default.GcJson);
            return ExitCode.Done;
        }

        Write(items, dryRun);
        return ExitCode.Done;
    }

    private static void Write(IReadOnlyList<CollectedItem> items, bool dryRun)
    {
        foreach (var group in items.GroupBy(i => (i.MayGo, i.Kind, i.Why)).OrderBy(g => g.Key.MayGo))
        {
            var verb = group.Key.MayGo ? Paint.Warn(dryRun ? "would drop" : "dropped") : Paint.Good("keeps");
            Console.WriteLine($"{verb} {Count(group.Count(), group.Key.Kind.ToString().ToLowerInvariant())}{Size(group)}: {group.Key.Why}");
            foreach (var item in group.OrderBy(i => i.Name, StringComparer.Ordinal))
            {
                Console.WriteLine($"  {item.Name}");
            }
        }

        var going = items.Where(i => i.MayGo).ToList();
        Console.WriteLine(items.Count == 0
            ? "There is nothing to drop."
            : $"{Count(going.Count, "item")}{Size(going)} {(dryRun ? "would go" : "went")}; {items.Count - going.Count} {(dryRun ? "would stay" : "could not go")}.");
    }

    private static string Count(int n, string noun) => $"{n} {noun}{(n == 1 ? "" : noun == "branch" ? "es" : "s")}";

    private static string Size(IEnumerable<CollectedItem> items) =>
        items.Any(i => i.Bytes is not null) ? $" ({(items.Sum(i => i.Bytes ?? 0) / 1024.0).ToString("N0", CultureInfo.InvariantCulture)} KiB)" : "";

    private static async Task<CollectRequest> RequestAsync(RunAccess access, bool unmerged, CancellationToken ct)
    {
        var finished = new HashSet<(RunId, AttemptId)>();
        var targets = new List<string>();
        foreach (var head in await access.Journal.ListRunsAsync(ct))
        {
            var record = await access.ReadAsync(head, ct);
            access.Repository.Trust(record.State.Origin.Settings);
            targets.AddRange([record.State.Origin.IntegrationBranch, record.State.Origin.BaseBranch]);
            foreach (var task in record.State.Tasks.Values)
            {
                finished.UnionWith(Enumerable.Range(1, task.Attempts).Where(n => n != task.Current?.Number).Select(n => (head.Run, new AttemptId(task.Id, n))));
            }
        }

        return new CollectRequest((run, attempt) => finished.Contains((run, attempt)), [.. targets.Distinct()], unmerged);
    }
}
