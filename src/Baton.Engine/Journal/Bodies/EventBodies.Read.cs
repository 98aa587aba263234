using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal.Bodies;

/// <summary>
/// Bodies of the events of which a history mostly consists, read and written without the serializer: its metadata takes long to set up, and every member a look-up.
/// What is written is, byte for byte, what the serializer writes; what is read is what it reads, and what is odd is left to it.
/// </summary>
internal static partial class EventBodies
{
    /// <returns>Null: this is for the serializer.</returns>
    public static RunEvent? TryRead(string name, ReadOnlySpan<byte> body, KnownTexts texts)
    {
        var reader = new BodyReader(body, texts);
        try
        {
            return reader.Begin() && Read(name, ref reader) is { } e && reader.IsWhole() ? e : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static RunEvent? Read(string name, ref BodyReader r) => name switch
    {
        "task.queued.v1" => Queued(ref r),
        "attempt.planned.v1" => Planned(ref r),
        "attempt.started.v1" => Started(ref r),
        "attempt.exited.v1" => Exited(ref r),
        "attempt.work-captured.v1" => TryPlaceWith(ref r, "work"u8, Work, out var p, out var work) ? new RunEvent.WorkCaptured(p.Task, p.Number, work) : null,
        "attempt.evidence-recorded.v1" => TryPlaceWith(ref r, "evidence"u8, Record, out var p, out var evidence) ? new RunEvent.EvidenceRecorded(p.Task, p.Number, evidence) : null,
        "merge.queued.v1" => TryPlace(ref r, out var p) ? new RunEvent.MergeQueued(p.Task, p.Number) : null,
        "merge.prepared.v1" => MergePrepared(ref r),
        "merge.batch-prepared.v1" => BatchPrepared(ref r),
        "merge.landed.v1" => TryPlaceWith(ref r, "commit"u8, Commit, out var p, out var commit) ? new RunEvent.Merged(p.Task, p.Number, commit) : null,
        "task.completed.v1" => TryPlace(ref r, out var p) ? new RunEvent.TaskCompleted(p.Task, p.Number) : null,
        "run.planned.v1" => RunPlanned(ref r),
        "run.owned.v1" => Owned(ref r),
        "run.finished.v1" => Finished(ref r),
        _ => null,
    };

    private static RunEvent.TaskQueued? Queued(ref BodyReader r)
    {
        var (seen, task) = (0, default(TaskId));
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task()) : r.Odd();
        }

        return r.Has(seen, 1) ? new(task) : null;
    }

    private static bool TryPlace(ref BodyReader r, out AttemptId place)
    {
        var (seen, task, attempt) = (0, default(TaskId), 0);
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task()) : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int()) : r.Odd();
        }

        place = new AttemptId(task, attempt);
        return r.Has(seen, 3);
    }

    /// <summary>An attempt and one thing about it.</summary>
    private static bool TryPlaceWith<T>(ref BodyReader r, ReadOnlySpan<byte> name, ReadItem<T> read, out AttemptId place, [NotNullWhen(true)] out T? value)
        where T : class
    {
        var (seen, task, attempt) = (0, default(TaskId), 0);
        value = null;
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is(name, ref seen, 4) ? Set(out value, read(ref r))
                : r.Odd();
        }

        place = new AttemptId(task, attempt);
        return r.Has(seen, 7) && value is not null;
    }

    private static string Commit(ref BodyReader r) => r.Known();

    private static RunEvent.AttemptPlanned? Planned(ref BodyReader r)
    {
        var (seen, task, attempt, agent, reserved, model) = (0, default(TaskId), 0, default(AgentId), default(Domain.Budgets.Amount?), default(string));
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is("agent"u8, ref seen, 4) ? Set(out agent, r.Agent())
                : r.Is("reserved"u8, ref seen, 8) ? Set(out reserved, r.IsNull ? null : Amount(ref r))
                : r.Is("model"u8, ref seen, 16) ? Set(out model, r.KnownOrNull())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(task, attempt, agent) { Reserved = reserved, Model = model } : null;
    }

    private static RunEvent.AttemptStarted? Started(ref BodyReader r)
    {
        var (seen, task, attempt, workspace, process) = (0, default(TaskId), 0, default(WorkspaceInfo), default(ProcessIdentity));
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is("workspace"u8, ref seen, 4) ? Set(out workspace, Workspace(ref r))
                : r.Is("process"u8, ref seen, 8) ? Set(out process, r.IsNull ? null : Process(ref r))
                : r.Odd();
        }

        return r.Has(seen, 15) ? new(task, attempt, workspace!, process) : null;
    }

    private static RunEvent.AttemptExited? Exited(ref BodyReader r)
    {
        var (seen, task, attempt, exit, settled) = (0, default(TaskId), 0, default(AttemptExit), default(Domain.Budgets.Settlement));
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is("exit"u8, ref seen, 4) ? Set(out exit, Exit(ref r))
                : r.Is("settled"u8, ref seen, 8) ? Set(out settled, r.IsNull ? null : Settlement(ref r))
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(task, attempt, exit!) { Settled = settled } : null;
    }

    private static RunEvent.MergePrepared? MergePrepared(ref BodyReader r)
    {
        var (seen, task, attempt, onto, commit) = (0, default(TaskId), 0, "", "");
        while (r.Member())
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is("onto"u8, ref seen, 4) ? Set(out onto, r.Known())
                : r.Is("commit"u8, ref seen, 8) ? Set(out commit, r.Known())
                : r.Odd();
        }

        return r.Has(seen, 15) ? new(task, attempt, onto, commit) : null;
    }

    private static RunEvent.MergeBatchPrepared? BatchPrepared(ref BodyReader r)
    {
        var (seen, onto, merges) = (0, "", default(ImmutableArray<BatchedMerge>));
        while (r.Member())
        {
            _ = r.Is("onto"u8, ref seen, 1) ? Set(out onto, r.Known()) : r.Is("merges"u8, ref seen, 2) ? Set(out merges, Merges(ref r)) : r.Odd();
        }

        return r.Has(seen, 3) ? new(onto, merges) : null;
    }

    /// <summary>A run that goes on from another one is for the serializer.</summary>
    private static RunEvent.Planned? RunPlanned(ref BodyReader r)
    {
        var (seen, run, plan, name, branch, commit, integration) = (0, "", "", "", "", "", "");
        ImmutableArray<TaskId> order = [];
        ImmutableArray<GitSetting> settings = default;
        ImmutableArray<TaskPair>? apart = null;
        while (r.Member())
        {
            _ = r.Is("run"u8, ref seen, 1) ? Set(out run, r.Text())
                : r.Is("plan"u8, ref seen, 2) ? Set(out plan, r.Text())
                : r.Is("planName"u8, ref seen, 4) ? Set(out name, r.Text())
                : r.Is("baseBranch"u8, ref seen, 8) ? Set(out branch, r.Text())
                : r.Is("baseCommit"u8, ref seen, 16) ? Set(out commit, r.Text())
                : r.Is("integrationBranch"u8, ref seen, 32) ? Set(out integration, r.Text())
                : r.Is("order"u8, ref seen, 64) ? Set(out order, Tasks(ref r))
                : r.Is("settings"u8, ref seen, 128) ? Set(out settings, Settings(ref r))
                : r.Is("apart"u8, ref seen, 256) ? Set(out apart, r.IsNull ? null : Pairs(ref r))
                : (r.Is("fork"u8, ref seen, 512) && r.IsNull) || r.Odd();
        }

        return r.Has(seen, 127) ? new(new(run), new(plan), name, branch, commit, integration, order) { Settings = settings, Apart = apart } : null;
    }

    private static RunEvent.Owned? Owned(ref BodyReader r)
    {
        var (seen, owner, fence, selected) = (0, "", 0L, default(ImmutableArray<TaskId>));
        while (r.Member())
        {
            _ = r.Is("owner"u8, ref seen, 1) ? Set(out owner, r.Text())
                : r.Is("fence"u8, ref seen, 2) ? Set(out fence, r.Long())
                : r.Is("selected"u8, ref seen, 4) ? Set(out selected, Tasks(ref r))
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(owner, fence, selected) : null;
    }

    private static RunEvent.Finished? Finished(ref BodyReader r)
    {
        var (seen, status, reason) = (0, default(RunStatus), "");
        while (r.Member())
        {
            _ = r.Is("status"u8, ref seen, 1) ? Set(out status, r.Named<RunStatus>()) : r.Is("reason"u8, ref seen, 2) ? Set(out reason, r.Text()) : r.Odd();
        }

        return r.Has(seen, 3) ? new(status, reason) : null;
    }

    /// <summary>Keeps a value within an expression.</summary>
    private static bool Set<T>([NotNullIfNotNull(nameof(value))] out T place, T value)
    {
        place = value;
        return true;
    }
}
