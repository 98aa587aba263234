using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal.Bodies;

internal static partial class EventBodies
{
    private static WorkspaceInfo? Workspace(ref BodyReader r)
    {
        var (seen, kind, path, commit, branch) = (0, default(WorkspaceKind), "", default(string), default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("kind"u8, ref seen, 1) ? Set(out kind, r.Named<WorkspaceKind>())
                : r.Is("path"u8, ref seen, 2) ? Set(out path, r.Text())
                : r.Is("baseCommit"u8, ref seen, 4) ? Set(out commit, r.KnownOrNull())
                : r.Is("branch"u8, ref seen, 8) ? Set(out branch, r.TextOrNull())
                : r.Odd();
        }

        return r.Has(seen, 15) ? new(kind, path, commit, branch) : null;
    }

    private static ProcessIdentity? Process(ref BodyReader r)
    {
        var (seen, pid, ticks, boot) = (0, 0, 0L, "");
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("pid"u8, ref seen, 1) ? Set(out pid, r.Int())
                : r.Is("startTicks"u8, ref seen, 2) ? Set(out ticks, r.Long())
                : r.Is("bootId"u8, ref seen, 4) ? Set(out boot, r.Known())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(pid, ticks, boot) : null;
    }

    private static AttemptExit? Exit(ref BodyReader r)
    {
        var (seen, code, stopped, usage, said, survivors, bytes) = (0, default(int?), default(StopReason?), default(Usage), default(string), 0, 0L);
        var (quota, error) = (default(QuotaLimit), default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("exitCode"u8, ref seen, 1) ? Set(out code, r.IntOrNull())
                : r.Is("stopped"u8, ref seen, 2) ? Set(out stopped, r.IsNull ? null : r.Named<StopReason>())
                : r.Is("usage"u8, ref seen, 4) ? Set(out usage, Used(ref r))
                : r.Is("said"u8, ref seen, 8) ? Set(out said, r.TextOrNull())
                : r.Is("survivors"u8, ref seen, 16) ? Set(out survivors, r.Int())
                : r.Is("outputBytes"u8, ref seen, 32) ? Set(out bytes, r.Long())
                : r.Is("quota"u8, ref seen, 64) ? Set(out quota, r.IsNull ? null : Quota(ref r))
                : r.Is("error"u8, ref seen, 128) ? Set(out error, r.TextOrNull())
                : r.Odd();
        }

        return r.Has(seen, 63) ? new(code, stopped, usage!, said, survivors, bytes) { Quota = quota, Error = error } : null;
    }

    private static Usage? Used(ref BodyReader r)
    {
        var (seen, input, output, cached, cost) = (0, default(Tokens?), default(Tokens?), default(Tokens?), default(Money?));
        var (model, session, turns, partial) = (default(string), default(string), default(int?), false);
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("input"u8, ref seen, 1) ? Set(out input, r.TokensOrNull())
                : r.Is("output"u8, ref seen, 2) ? Set(out output, r.TokensOrNull())
                : r.Is("cached"u8, ref seen, 4) ? Set(out cached, r.TokensOrNull())
                : r.Is("cost"u8, ref seen, 8) ? Set(out cost, r.MoneyOrNull())
                : r.Is("model"u8, ref seen, 16) ? Set(out model, r.KnownOrNull())
                : r.Is("sessionId"u8, ref seen, 32) ? Set(out session, r.TextOrNull())
                : r.Is("turns"u8, ref seen, 64) ? Set(out turns, r.IntOrNull())
                : r.Is("partial"u8, ref seen, 128) ? Set(out partial, r.Flag())
                : r.Odd();
        }

        return r.IsOdd ? null : new() { Input = input, Output = output, Cached = cached, Cost = cost, Model = model, SessionId = session, Turns = turns, Partial = partial };
    }

    private static QuotaLimit? Quota(ref BodyReader r)
    {
        var (seen, until, guessed, message) = (0, default(DateTimeOffset), false, "");
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("until"u8, ref seen, 1) ? Set(out until, r.Moment())
                : r.Is("guessed"u8, ref seen, 2) ? Set(out guessed, r.Flag())
                : r.Is("message"u8, ref seen, 4) ? Set(out message, r.Text())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(until, guessed, message) : null;
    }

    private static Amount Amount(ref BodyReader r)
    {
        var (seen, tokens, money) = (0, default(Tokens?), default(Money?));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("tokens"u8, ref seen, 1) ? Set(out tokens, r.TokensOrNull()) : r.Is("money"u8, ref seen, 2) ? Set(out money, r.MoneyOrNull()) : r.Odd();
        }

        return new(tokens, money);
    }

    private static Settlement? Settlement(ref BodyReader r)
    {
        var (seen, cost, tokens, money, remark) = (0, default(Amount), false, false, default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("cost"u8, ref seen, 1) ? Set(out cost, Amount(ref r))
                : r.Is("tokensEstimated"u8, ref seen, 2) ? Set(out tokens, r.Flag())
                : r.Is("moneyEstimated"u8, ref seen, 4) ? Set(out money, r.Flag())
                : r.Is("remark"u8, ref seen, 8) ? Set(out remark, r.TextOrNull())
                : r.Odd();
        }

        return r.Has(seen, 1) ? new(cost) { TokensEstimated = tokens, MoneyEstimated = money, Remark = remark } : null;
    }

    private static CapturedWork? Work(ref BodyReader r)
    {
        var (seen, from, commit, tree, name, salvaged) = (0, "", "", "", "", false);
        var (changes, problems, violations) = (default(ImmutableArray<FileChange>), default(ImmutableArray<string>), default(ImmutableArray<string>));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("baseCommit"u8, ref seen, 1) ? Set(out from, r.Known())
                : r.Is("commit"u8, ref seen, 2) ? Set(out commit, r.Known())
                : r.Is("tree"u8, ref seen, 4) ? Set(out tree, r.Known())
                : r.Is("ref"u8, ref seen, 8) ? Set(out name, r.Text())
                : r.Is("changes"u8, ref seen, 16) ? Set(out changes, Changes(ref r))
                : r.Is("salvaged"u8, ref seen, 32) ? Set(out salvaged, r.Flag())
                : r.Is("problems"u8, ref seen, 64) ? Set(out problems, Texts(ref r))
                : r.Is("violations"u8, ref seen, 128) ? Set(out violations, Texts(ref r))
                : r.Odd();
        }

        return r.Has(seen, 127) ? new(from, commit, tree, name, changes, salvaged, problems) { Violations = violations } : null;
    }

    private static FileChange? Change(ref BodyReader r)
    {
        var (seen, path, kind, old) = (0, "", default(FileChangeKind), default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("path"u8, ref seen, 1) ? Set(out path, r.Text())
                : r.Is("kind"u8, ref seen, 2) ? Set(out kind, r.Named<FileChangeKind>())
                : r.Is("oldPath"u8, ref seen, 4) ? Set(out old, r.TextOrNull())
                : r.Odd();
        }

        return r.Has(seen, 3) ? new(path, kind, old) : null;
    }

    private static EvidenceRecord? Record(ref BodyReader r)
    {
        var (seen, stage, commit, results, environment) = (0, default(EvidenceStage), default(string), default(ImmutableArray<ValidatorResult>), default(EvidenceEnvironment));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("stage"u8, ref seen, 1) ? Set(out stage, r.Named<EvidenceStage>())
                : r.Is("commit"u8, ref seen, 2) ? Set(out commit, r.KnownOrNull())
                : r.Is("results"u8, ref seen, 4) ? Set(out results, Results(ref r))
                : r.Is("environment"u8, ref seen, 8) ? Set(out environment, r.IsNull ? null : Environment(ref r))
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(stage, commit, results) { Environment = environment } : null;
    }

    private static ValidatorResult? Result(ref BodyReader r)
    {
        var (seen, name, kind, verdict, reason, command, code) = (0, "", "", default(Verdict), "", default(string), default(int?));
        var (duration, tests, figures, digest, file) = (TimeSpan.Zero, default(TestCounts), default(ImmutableArray<Figure>), default(string), default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("name"u8, ref seen, 1) ? Set(out name, r.Known())
                : r.Is("kind"u8, ref seen, 2) ? Set(out kind, r.Known())
                : r.Is("verdict"u8, ref seen, 4) ? Set(out verdict, r.Named<Verdict>())
                : r.Is("reason"u8, ref seen, 8) ? Set(out reason, r.Known())
                : r.Is("command"u8, ref seen, 16) ? Set(out command, r.KnownOrNull())
                : r.Is("exitCode"u8, ref seen, 32) ? Set(out code, r.IntOrNull())
                : r.Is("duration"u8, ref seen, 64) ? Set(out duration, r.Span())
                : r.Is("tests"u8, ref seen, 128) ? Set(out tests, r.IsNull ? null : Tests(ref r))
                : r.Is("figures"u8, ref seen, 256) ? Set(out figures, Figures(ref r))
                : r.Is("logDigest"u8, ref seen, 512) ? Set(out digest, r.TextOrNull())
                : r.Is("logFile"u8, ref seen, 1024) ? Set(out file, r.KnownOrNull())
                : r.Odd();
        }

        return r.Has(seen, 15)
            ? new() { Name = name, Kind = kind, Verdict = verdict, Reason = reason, Command = command, ExitCode = code, Duration = duration, Tests = tests, Figures = figures, LogDigest = digest, LogFile = file }
            : null;
    }

    private static TestCounts? Tests(ref BodyReader r)
    {
        var (seen, passed, failed, skipped) = (0, 0, 0, 0);
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("passed"u8, ref seen, 1) ? Set(out passed, r.Int())
                : r.Is("failed"u8, ref seen, 2) ? Set(out failed, r.Int())
                : r.Is("skipped"u8, ref seen, 4) ? Set(out skipped, r.Int())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(passed, failed, skipped) : null;
    }

    private static Figure? Figure(ref BodyReader r)
    {
        var (seen, name, value, unit) = (0, "", 0d, default(string));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("name"u8, ref seen, 1) ? Set(out name, r.Known())
                : r.Is("value"u8, ref seen, 2) ? Set(out value, r.Double())
                : r.Is("unit"u8, ref seen, 4) ? Set(out unit, r.KnownOrNull())
                : r.Odd();
        }

        return r.Has(seen, 3) ? new(name, value, unit) : null;
    }

    private static EvidenceEnvironment? Environment(ref BodyReader r)
    {
        var (seen, system, variables, digest) = (0, "", default(ImmutableArray<string>), "");
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("system"u8, ref seen, 1) ? Set(out system, r.Known())
                : r.Is("variables"u8, ref seen, 2) ? Set(out variables, Texts(ref r))
                : r.Is("digest"u8, ref seen, 4) ? Set(out digest, r.Known())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(system, variables, digest) : null;
    }

    private static BatchedMerge? Merge(ref BodyReader r)
    {
        var (seen, task, attempt, commit) = (0, default(TaskId), 0, "");
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("task"u8, ref seen, 1) ? Set(out task, r.Task())
                : r.Is("attempt"u8, ref seen, 2) ? Set(out attempt, r.Int())
                : r.Is("commit"u8, ref seen, 4) ? Set(out commit, r.Known())
                : r.Odd();
        }

        return r.Has(seen, 7) ? new(task, attempt, commit) : null;
    }

    private static GitSetting? Setting(ref BodyReader r)
    {
        var (seen, name, value) = (0, "", "");
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("name"u8, ref seen, 1) ? Set(out name, r.Text()) : r.Is("value"u8, ref seen, 2) ? Set(out value, r.Text()) : r.Odd();
        }

        return r.Has(seen, 3) ? new(name, value) : null;
    }

    private static TaskPair? Pair(ref BodyReader r)
    {
        var (seen, first, second) = (0, default(TaskId), default(TaskId));
        for (r.IsObject(); r.Member();)
        {
            _ = r.Is("first"u8, ref seen, 1) ? Set(out first, r.Task()) : r.Is("second"u8, ref seen, 2) ? Set(out second, r.Task()) : r.Odd();
        }

        return r.Has(seen, 3) ? new(first, second) : null;
    }
}
