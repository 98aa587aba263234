using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal.Bodies;

internal static partial class EventBodies
{
    /// <returns>False, and nothing was written: this is for the serializer.</returns>
    public static bool TryWrite(Utf8JsonWriter w, RunEvent e)
    {
        switch (e)
        {
            case RunEvent.TaskQueued q:
                w.WriteStartObject();
                w.WriteString("task"u8, q.Task.Value);
                break;
            case RunEvent.AttemptPlanned p:
                Begin(w, p.Task, p.Attempt);
                w.WriteString("agent"u8, p.Agent.Value);
                Write(w, "reserved"u8, p.Reserved);
                w.WriteString("model"u8, p.Model);
                break;
            case RunEvent.AttemptStarted s:
                Begin(w, s.Task, s.Attempt);
                Write(w, s.Workspace);
                Write(w, s.Process);
                break;
            case RunEvent.AttemptExited { Exit: { Quota: null } exit, Settled: null } x:
                Begin(w, x.Task, x.Attempt);
                Write(w, exit);
                w.WriteNull("settled"u8);
                break;
            case RunEvent.WorkCaptured c:
                Begin(w, c.Task, c.Attempt);
                Write(w, c.Work);
                break;
            case RunEvent.EvidenceRecorded r:
                Begin(w, r.Task, r.Attempt);
                Write(w, r.Evidence);
                break;
            case RunEvent.MergeQueued q:
                Begin(w, q.Task, q.Attempt);
                break;
            case RunEvent.MergePrepared p:
                Begin(w, p.Task, p.Attempt);
                w.WriteString("onto"u8, p.Onto);
                w.WriteString("commit"u8, p.Commit);
                break;
            case RunEvent.Merged m:
                Begin(w, m.Task, m.Attempt);
                w.WriteString("commit"u8, m.Commit);
                break;
            case RunEvent.TaskCompleted c:
                Begin(w, c.Task, c.Attempt);
                break;
            case RunEvent.Planned { Fork: null } p:
                w.WriteStartObject();
                Write(w, p);
                break;
            case RunEvent.Owned o:
                w.WriteStartObject();
                w.WriteString("owner"u8, o.Owner);
                w.WriteNumber("fence"u8, o.Fence);
                Write(w, "selected"u8, o.Selected);
                break;
            case RunEvent.Finished f:
                w.WriteStartObject();
                w.WriteString("status"u8, EnumNames<RunStatus>.Of(f.Status));
                w.WriteString("reason"u8, f.Reason);
                break;
            default:
                return false;
        }

        w.WriteEndObject();
        return true;
    }

    private static void Begin(Utf8JsonWriter w, TaskId task, int attempt)
    {
        w.WriteStartObject();
        w.WriteString("task"u8, task.Value);
        w.WriteNumber("attempt"u8, attempt);
    }

    /// <summary>Begins the object, or writes that there is none.</summary>
    private static bool Opens(Utf8JsonWriter w, ReadOnlySpan<byte> name, [NotNullWhen(true)] object? value)
    {
        if (value is null)
        {
            w.WriteNull(name);
            return false;
        }

        w.WriteStartObject(name);
        return true;
    }

    private static void Write(Utf8JsonWriter w, RunEvent.Planned p)
    {
        w.WriteString("run"u8, p.Run.Value);
        w.WriteString("plan"u8, p.Plan.Value);
        w.WriteString("planName"u8, p.PlanName);
        w.WriteString("baseBranch"u8, p.BaseBranch);
        w.WriteString("baseCommit"u8, p.BaseCommit);
        w.WriteString("integrationBranch"u8, p.IntegrationBranch);
        Write(w, "order"u8, p.Order);
        w.WriteStartArray("settings"u8);
        foreach (var setting in p.Settings)
        {
            w.WriteStartObject();
            w.WriteString("name"u8, setting.Name);
            w.WriteString("value"u8, setting.Value);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        Write(w, p.Apart);
        w.WriteNull("fork"u8);
    }

    private static void Write(Utf8JsonWriter w, ImmutableArray<TaskPair>? apart)
    {
        if (apart is not { } pairs)
        {
            w.WriteNull("apart"u8);
            return;
        }

        w.WriteStartArray("apart"u8);
        foreach (var pair in pairs)
        {
            w.WriteStartObject();
            w.WriteString("first"u8, pair.First.Value);
            w.WriteString("second"u8, pair.Second.Value);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter w, WorkspaceInfo workspace)
    {
        w.WriteStartObject("workspace"u8);
        w.WriteString("kind"u8, EnumNames<WorkspaceKind>.Of(workspace.Kind));
        w.WriteString("path"u8, workspace.Path);
        w.WriteString("baseCommit"u8, workspace.BaseCommit);
        w.WriteString("branch"u8, workspace.Branch);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ProcessIdentity? process)
    {
        if (!Opens(w, "process"u8, process))
        {
            return;
        }

        w.WriteNumber("pid"u8, process.Pid);
        w.WriteNumber("startTicks"u8, process.StartTicks);
        w.WriteString("bootId"u8, process.BootId);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, AttemptExit exit)
    {
        w.WriteStartObject("exit"u8);
        Write(w, "exitCode"u8, exit.ExitCode);
        w.WriteString("stopped"u8, exit.Stopped is { } stopped ? EnumNames<StopReason>.Of(stopped) : null);
        Write(w, exit.Usage);
        w.WriteString("said"u8, exit.Said);
        w.WriteNumber("survivors"u8, exit.Survivors);
        w.WriteNumber("outputBytes"u8, exit.OutputBytes);
        w.WriteNull("quota"u8);
        w.WriteString("error"u8, exit.Error);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, Usage usage)
    {
        w.WriteStartObject("usage"u8);
        Write(w, "input"u8, usage.Input?.Count);
        Write(w, "output"u8, usage.Output?.Count);
        Write(w, "cached"u8, usage.Cached?.Count);
        Write(w, "cost"u8, usage.Cost?.Usd);
        w.WriteString("model"u8, usage.Model);
        w.WriteString("sessionId"u8, usage.SessionId);
        Write(w, "turns"u8, usage.Turns);
        w.WriteBoolean("partial"u8, usage.Partial);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, Amount? amount)
    {
        if (amount is not { } given)
        {
            w.WriteNull(name);
            return;
        }

        w.WriteStartObject(name);
        Write(w, "tokens"u8, given.Tokens?.Count);
        Write(w, "money"u8, given.Money?.Usd);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, CapturedWork work)
    {
        w.WriteStartObject("work"u8);
        w.WriteString("baseCommit"u8, work.BaseCommit);
        w.WriteString("commit"u8, work.Commit);
        w.WriteString("tree"u8, work.Tree);
        w.WriteString("ref"u8, work.Ref);
        w.WriteStartArray("changes"u8);
        foreach (var change in work.Changes)
        {
            w.WriteStartObject();
            w.WriteString("path"u8, change.Path);
            w.WriteString("kind"u8, EnumNames<FileChangeKind>.Of(change.Kind));
            w.WriteString("oldPath"u8, change.OldPath);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteBoolean("salvaged"u8, work.Salvaged);
        Write(w, "problems"u8, work.Problems);
        Write(w, "violations"u8, work.Violations);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, EvidenceRecord evidence)
    {
        w.WriteStartObject("evidence"u8);
        w.WriteString("stage"u8, EnumNames<EvidenceStage>.Of(evidence.Stage));
        w.WriteString("commit"u8, evidence.Commit);
        w.WriteStartArray("results"u8);
        foreach (var result in evidence.Results)
        {
            Write(w, result);
        }

        w.WriteEndArray();
        Write(w, evidence.Environment);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ValidatorResult result)
    {
        w.WriteStartObject();
        w.WriteString("name"u8, result.Name);
        w.WriteString("kind"u8, result.Kind);
        w.WriteString("verdict"u8, EnumNames<Verdict>.Of(result.Verdict));
        w.WriteString("reason"u8, result.Reason);
        w.WriteString("command"u8, result.Command);
        Write(w, "exitCode"u8, result.ExitCode);
        Write(w, "duration"u8, result.Duration);
        Write(w, result.Tests);
        w.WriteStartArray("figures"u8);
        foreach (var figure in result.Figures)
        {
            w.WriteStartObject();
            w.WriteString("name"u8, figure.Name);
            w.WriteNumber("value"u8, figure.Value);
            w.WriteString("unit"u8, figure.Unit);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteString("logDigest"u8, result.LogDigest);
        w.WriteString("logFile"u8, result.LogFile);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, TestCounts? tests)
    {
        if (!Opens(w, "tests"u8, tests))
        {
            return;
        }

        w.WriteNumber("passed"u8, tests.Passed);
        w.WriteNumber("failed"u8, tests.Failed);
        w.WriteNumber("skipped"u8, tests.Skipped);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, EvidenceEnvironment? environment)
    {
        if (!Opens(w, "environment"u8, environment))
        {
            return;
        }

        w.WriteString("system"u8, environment.System);
        Write(w, "variables"u8, environment.Variables);
        w.WriteString("digest"u8, environment.Digest);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts)
        {
            w.WriteStringValue(text);
        }

        w.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, ImmutableArray<TaskId> tasks)
    {
        w.WriteStartArray(name);
        foreach (var task in tasks)
        {
            w.WriteStringValue(task.Value);
        }

        w.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, decimal? number)
    {
        if (number is { } value)
        {
            w.WriteNumber(name, value);
        }
        else
        {
            w.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, TimeSpan span)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(span, text, out var length, 'c');
        w.WriteString(name, text[..length]);
    }
}
