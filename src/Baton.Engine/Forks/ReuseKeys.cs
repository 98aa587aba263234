using System.Security.Cryptography;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Git;
using Baton.Engine.Schedules;

namespace Baton.Engine.Forks;

/// <summary>
/// A digest per task of everything that leads to its work: its part of the plan, its validators, the base, and the digests of all tasks that it
/// may build on. Equal digests: the same attempt would start from the same files with the same words and be judged by the same checks.
/// </summary>
internal static class ReuseKeys
{
    public static Dictionary<TaskId, string> Of(Plan plan, string baseDigest)
    {
        var graph = new PlanGraph(plan);
        var common = Digest(baseDigest, PlanPart.OfPlan(plan));
        var keys = new Dictionary<TaskId, string>();
        var barriers = new Dictionary<int, string>();
        foreach (var id in PlanScheduler.Compute(plan).Order)
        {
            var task = graph.Task(id);
            var needs = task.Needs.Select(n => n.Task).Distinct().Order().Select(n => keys[n]);
            keys[id] = Digest([common, PlanPart.OfTask(plan, task), .. needs, .. BarriersBefore(graph, id, keys, barriers)]);
        }

        return keys;
    }

    /// <summary>The digest of the files that a run starts from, all but the plan's own, which is compared part by part.</summary>
    public static async Task<string> BaseAsync(GitRepository repository, string commit, string? planInRepository, CancellationToken ct)
    {
        var command = repository.Own.Command(["ls-tree", "-r", "-z", "--full-tree", commit]);
        var listed = await GitProcess.RequireAsync(command, ct);
        return Digest([.. listed.Output.Split('\0').Where(line => planInRepository is null || !line.EndsWith("\t" + planInRepository, StringComparison.Ordinal))]);
    }

    /// <summary>One digest for each earlier group that had to be complete before.</summary>
    private static IEnumerable<string> BarriersBefore(PlanGraph graph, TaskId id, Dictionary<TaskId, string> keys, Dictionary<int, string> barriers)
    {
        for (var group = 0; group < graph.GroupIndex(id); group++)
        {
            if (!graph.Plan.Groups[group].Barrier)
            {
                continue;
            }

            if (!barriers.TryGetValue(group, out var digest))
            {
                barriers[group] = digest = Digest([.. graph.Plan.Tasks.Where(t => graph.GroupIndex(t.Id) == group).Select(t => t.Id).Order().Select(t => keys[t])]);
            }

            yield return digest;
        }
    }

    private static string Digest(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
