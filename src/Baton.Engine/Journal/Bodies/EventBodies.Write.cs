using System.Buffers.Text;
using System.Collections.Immutable;
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
            case RunEvent.Owned o:
                w.WriteStartObject();
                w.WriteString("owner"u8, o.Owner);
                w.WriteNumber("fence"u8, o.Fence);
                Write(w, "selected"u8, o.Selected);
                break;
            case RunEvent.Finished f:
                w.WriteStartObject();
                w.WriteString("status"u8, Name(f.Status));
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

    private static void Write(Utf8JsonWriter w, WorkspaceInfo workspace)
    {
        w.WriteStartObject("workspace"u8);
        w.WriteString("kind"u8, Name(workspace.Kind));
        w.WriteString("path"u8, workspace.Path);
        w.WriteString("baseCommit"u8, workspace.BaseCommit);
        w.WriteString("branch"u8, workspace.Branch);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ProcessIdentity? process)
    {
        if (process is null)
        {
            w.WriteNull("process"u8);
            return;
        }

        w.WriteStartObject("process"u8);
        w.WriteNumber("pid"u8, process.Pid);
        w.WriteNumber("startTicks"u8, process.StartTicks);
        w.WriteString("bootId"u8, process.BootId);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, AttemptExit exit)
    {
        w.WriteStartObject("exit"u8);
        Write(w, "exitCode"u8, exit.ExitCode);
        w.WriteString("stopped"u8, exit.Stopped is { } stopped ? Name(stopped) : null);
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
        Write(w, "input"u8, usage.Input);
        Write(w, "output"u8, usage.Output);
        Write(w, "cached"u8, usage.Cached);
        Write(w, "cost"u8, usage.Cost);
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
        Write(w, "tokens"u8, given.Tokens);
        Write(w, "money"u8, given.Money);
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
            w.WriteString("kind"u8, Name(change.Kind));
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
        w.WriteString("stage"u8, evidence.Stage == EvidenceStage.Attempt ? nameof(EvidenceStage.Attempt) : nameof(EvidenceStage.Merge));
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
        w.WriteString("verdict"u8, Name(result.Verdict));
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
        if (tests is null)
        {
            w.WriteNull("tests"u8);
            return;
        }

        w.WriteStartObject("tests"u8);
        w.WriteNumber("passed"u8, tests.Passed);
        w.WriteNumber("failed"u8, tests.Failed);
        w.WriteNumber("skipped"u8, tests.Skipped);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, EvidenceEnvironment? environment)
    {
        if (environment is null)
        {
            w.WriteNull("environment"u8);
            return;
        }

        w.WriteStartObject("environment"u8);
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

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, int? number)
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

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, Tokens? tokens)
    {
        if (tokens is { } value)
        {
            w.WriteNumber(name, value.Count);
        }
        else
        {
            w.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter w, ReadOnlySpan<byte> name, Money? money)
    {
        if (money is { } value)
        {
            w.WriteNumber(name, value.Usd);
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

    private static string Name(RunStatus status) => status switch
    {
        RunStatus.Succeeded => nameof(RunStatus.Succeeded),
        RunStatus.Failed => nameof(RunStatus.Failed),
        RunStatus.Cancelled => nameof(RunStatus.Cancelled),
        _ => status.ToString(),
    };

    private static string Name(WorkspaceKind kind) => kind switch
    {
        WorkspaceKind.Worktree => nameof(WorkspaceKind.Worktree),
        WorkspaceKind.Clone => nameof(WorkspaceKind.Clone),
        WorkspaceKind.Shared => nameof(WorkspaceKind.Shared),
        WorkspaceKind.None => nameof(WorkspaceKind.None),
        _ => kind.ToString(),
    };

    private static string Name(StopReason reason) => reason switch
    {
        StopReason.Timeout => nameof(StopReason.Timeout),
        StopReason.Silence => nameof(StopReason.Silence),
        StopReason.Cancelled => nameof(StopReason.Cancelled),
        StopReason.Interrupted => nameof(StopReason.Interrupted),
        StopReason.RunTimeout => nameof(StopReason.RunTimeout),
        StopReason.Budget => nameof(StopReason.Budget),
        _ => reason.ToString(),
    };

    private static string Name(FileChangeKind kind) => kind switch
    {
        FileChangeKind.Added => nameof(FileChangeKind.Added),
        FileChangeKind.Modified => nameof(FileChangeKind.Modified),
        FileChangeKind.Deleted => nameof(FileChangeKind.Deleted),
        FileChangeKind.Renamed => nameof(FileChangeKind.Renamed),
        FileChangeKind.TypeChanged => nameof(FileChangeKind.TypeChanged),
        _ => kind.ToString(),
    };

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Pass => nameof(Verdict.Pass),
        Verdict.Fail => nameof(Verdict.Fail),
        Verdict.NotMeasured => nameof(Verdict.NotMeasured),
        _ => verdict.ToString(),
    };
}
