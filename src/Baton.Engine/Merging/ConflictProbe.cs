using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <param name="First">An attempt whose work is not merged yet.</param>
/// <param name="Second">Another one; null: what was merged since the first began.</param>
/// <param name="Paths">Where both changed the same lines, or one deleted what the other changed.</param>
public sealed record ProbedConflict(AttemptId First, AttemptId? Second, ImmutableArray<string> Paths);

/// <param name="Attempts">Those whose files were looked at: all that have changed something and are not merged.</param>
public sealed record ProbeResult(ImmutableArray<AttemptId> Attempts, ImmutableArray<ProbedConflict> Conflicts);

/// <summary>
/// Tells before they finish which attempts will conflict. Their files are written down as they are this moment, in objects that no ref holds, and merged with each
/// other and with the integration branch in memory. Work trees, indexes and refs stay as they are.
/// </summary>
public sealed class ConflictProbe(GitRepository repository)
{
    private const string Moment = "1000000000 +0000";

    public async Task<ProbeResult> LookAsync(RunState state, CancellationToken ct)
    {
        repository.Trust(state.Origin.Settings);
        var works = new List<(AttemptId Attempt, string Commit)>();
        foreach (var task in state.Tasks.Values.Where(IsOpen).OrderBy(t => t.Rank))
        {
            if (await CommitOfAsync(task.Current!, ct) is { } commit)
            {
                works.Add((new AttemptId(task.Id, task.Current!.Number), commit));
            }
        }

        var conflicts = ImmutableArray.CreateBuilder<ProbedConflict>();
        for (var i = 0; i < works.Count; i++)
        {
            await CompareAsync(works[i], null, state.IntegrationHead, conflicts, ct);
            for (var j = i + 1; j < works.Count; j++)
            {
                await CompareAsync(works[i], works[j].Attempt, works[j].Commit, conflicts, ct);
            }
        }

        return new ProbeResult([.. works.Select(w => w.Attempt)], conflicts.ToImmutable());
    }

    private static bool IsOpen(TaskState task) =>
        task is { Current.Workspace.Kind: WorkspaceKind.Worktree or WorkspaceKind.Clone, Status: TaskStatus.InProgress or TaskStatus.Validating or TaskStatus.AwaitingApproval or TaskStatus.Merging };

    private async Task CompareAsync((AttemptId Attempt, string Commit) first, AttemptId? second, string other, ImmutableArray<ProbedConflict>.Builder conflicts, CancellationToken ct)
    {
        var merged = await MergeTree.ComputeAsync(repository, other, first.Commit, ct);
        if (!merged.IsClean)
        {
            conflicts.Add(new ProbedConflict(first.Attempt, second, merged.Paths));
        }
    }

    /// <summary>Null when it has changed nothing, or its place is gone.</summary>
    private async Task<string?> CommitOfAsync(AttemptState attempt, CancellationToken ct)
    {
        if (attempt.Work is { } work)
        {
            return work.Commit == work.BaseCommit ? null : work.Commit;
        }

        return attempt.Workspace is { BaseCommit: { } start } place && Directory.Exists(place.Path) ? await SnapshotAsync(place.Path, start, ct) : null;
    }

    private async Task<string?> SnapshotAsync(string folder, string start, CancellationToken ct)
    {
        var index = $"{folder}.probe-{Environment.ProcessId}.index";
        try
        {
            await GitProcess.RequireAsync(repository.Own.Command(folder, index, ["read-tree", start]), ct);
            await GitProcess.RunAsync(repository.Own.Command(folder, index, ["add", "-A", "--ignore-errors"]), ct);
            var tree = (await GitProcess.RequireAsync(repository.Own.Command(folder, index, ["write-tree"]), ct)).Line;
            return tree == await repository.Own.TreeOfAsync(start, ct) ? null : (await GitProcess.RequireAsync(Commit(tree, start), ct)).Line;
        }
        finally
        {
            File.Delete(index);
            File.Delete(index + ".lock");
        }
    }

    /// <summary>The same files give the same commit, so that looking often leaves no more objects than looking once.</summary>
    private GitCommand Commit(string tree, string start)
    {
        var command = repository.Own.Command(["commit-tree", tree, "-p", start, "-m", "probe"]);
        return command with
        {
            Environment = command.Environment.SetItems(CommitWords.Identity(agent: null)).SetItem("GIT_AUTHOR_DATE", Moment).SetItem("GIT_COMMITTER_DATE", Moment),
        };
    }
}
