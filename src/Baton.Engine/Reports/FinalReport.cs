using System.Globalization;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>The report of a run: what was done, what was claimed and not believed, what it took. Every figure comes from the journal.</summary>
public static class FinalReport
{
    public static string Of(RunState state, RunHistory history, DateTimeOffset now)
    {
        var text = new Markdown();
        var totals = RunTotalsJson.Of(state, history);
        text.Heading(1, $"Report: {state.Plan.Title ?? state.Plan.Name}");
        text.Paragraph(Verdict(state, totals));
        Summary(text, state, history, totals, now);
        Attention(text, state);
        Schedule(text, state, history, now);
        FalseClaims(text, history);
        Conflicts(text, history);
        OtherFailures(text, history);
        Evidence(text, history);
        Usage(text, history);
        if (state.Graph.HasBudget)
        {
            text.Heading(2, "Budget");
            BudgetText.AddTo(text, state, history);
        }

        Notices(text, history);
        return text.ToString();
    }

    private static string Verdict(RunState state, RunTotalsJson totals) => state.Status switch
    {
        RunStatus.Succeeded => $"**Succeeded.** All {totals.Tasks} tasks are settled: {totals.Complete} with checked and merged work"
            + (totals.Complete < totals.Tasks ? $", {totals.Tasks - totals.Complete} skipped by a person." : ".")
            + (state.Plan.Finish == Finish.Merge ? "" : $" To take it: `git merge {state.Origin.IntegrationBranch}`."),
        RunStatus.Failed or RunStatus.Cancelled => $"**{state.Status}.** {totals.Complete} of {totals.Tasks} tasks have accepted work; {Markdown.Escape(state.Reason ?? "the rest has none")}.",
        _ => $"**{state.Status}.** {totals.Complete} of {totals.Tasks} tasks have accepted work so far. This report is a picture of a run that is not over.",
    };

    private static void Summary(Markdown text, RunState state, RunHistory history, RunTotalsJson totals, DateTimeOffset now)
    {
        var elapsed = (state.FinishedAt ?? now) - state.StartedAt;
        var worked = WorkTime.Of(history.Attempts);
        text.Item($"Attempts: {totals.Attempts}. Accepted {totals.Accepted}, claimed success and were caught {totals.FalseClaims}, met a merge conflict {totals.Conflicts}, failed otherwise {totals.Failures - totals.FalseClaims - totals.Conflicts}, stopped {totals.Stopped}");
        text.Item($"Time: {Markdown.Seconds(elapsed)} {(state.FinishedAt is null ? "so far" : "from start to end")}; agents worked {Markdown.Seconds(worked)} in all{(worked / elapsed is > 0 and var share ? string.Create(CultureInfo.InvariantCulture, $", {share:0.0} at once on average") : "")}");
        text.Item($"Tokens: {history.MeasuredTokens?.ToString() ?? "not measured"}; cost: {history.MeasuredCost?.ToString() ?? "not measured"}");
        text.Item($"Run {state.Run}, plan `{state.Plan.Name}` {state.Plan.Hash.Short}, from `{state.Origin.BaseBranch}` at `{EventText.Short(state.Origin.BaseCommit)}`, accepted work on `{state.Origin.IntegrationBranch}`").Gap();
    }

    private static void Attention(Markdown text, RunState state)
    {
        var open = state.Plan.Tasks.Select(t => state[t.Id]).Where(t => t.Status is TaskStatus.Blocked or TaskStatus.DeadLettered or TaskStatus.AwaitingApproval or TaskStatus.Parked or TaskStatus.Cancelled or TaskStatus.RolledBack).ToList();
        if (open.Count > 0)
        {
            text.Heading(2, "What needs attention");
            open.ForEach(t => text.Item($"**{t.Id}** {t.Status}: {Markdown.Escape(Markdown.FirstLine(t.Reason ?? "no reason was recorded"))}"));
            text.Gap();
        }
    }

    private static void Schedule(Markdown text, RunState state, RunHistory history, DateTimeOffset now)
    {
        text.Heading(2, "Tasks: planned and actual");
        var gantt = ActualGantt.Of(state, history, now);
        text.Code(gantt.Lines());
        text.Table(["Task", "Title", "Agent", "Status", "Attempts", "Planned end", "Actual end", "Late", "Worked", "Merge"], gantt.Tasks.Select(a => new[]
        {
            a.Task.Id.Value, a.Task.Title, a.Task.Agent?.Value, state[a.Task.Id].Status.ToString(), a.Attempts.Count.ToString(CultureInfo.InvariantCulture),
            Markdown.Seconds(a.PlannedEnd), Markdown.Seconds(a.End), a.LateText, Markdown.Seconds(WorkTime.Of(history.AttemptsOf(a.Task.Id))),
            state[a.Task.Id].MergeCommit is { } merge ? EventText.Short(merge) : null,
        }));
    }

    private static void FalseClaims(Markdown text, RunHistory history) => Section(text, "Claims that were not believed", history.Attempts.Where(a => a.ClaimedFalsely), a =>
    {
        var said = a.Exit!.Said is { Length: > 0 } words ? $" and said “{Markdown.Escape(Markdown.LastLine(words))}”" : "";
        var failed = a.Evidence.SelectMany(e => e.Results).Where(r => r.Verdict != Domain.Evidence.Verdict.Pass).ToList();
        var found = failed.Count == 0 ? " " + Markdown.Escape(a.Failure!.Message) : string.Concat(failed.Select(r => $"\n- {r.Verdict} {Markdown.Escape(r.Name)}: {Markdown.Escape(r.Reason)}"));
        return $"**{a.Task}#{a.Number}** ({a.Agent}) ended with exit code 0{said}. {Outcome(history, a)} What Baton found:{found}";
    });

    private static void Conflicts(Markdown text, RunHistory history) => Section(text, "Merge conflicts", history.Attempts.Where(a => a.Conflict is not null), a =>
        $"**{a.Task}#{a.Number}** conflicted in {string.Join(", ", a.Conflict!.Paths.Select(p => $"`{p}`"))}; its work is kept as `{a.Work?.Ref}`. {Outcome(history, a)}");

    private static void OtherFailures(Markdown text, RunHistory history) => Section(text, "Other failures", history.Attempts.Where(a => a is { Failure: not null, ClaimedFalsely: false, Conflict: null, WasStopped: false }), a =>
        $"**{a.Task}#{a.Number}** {a.Failure!.Code}: {Markdown.Escape(Cut(a.Failure.Message))} {Outcome(history, a)}");

    private static string Outcome(RunHistory history, AttemptStory attempt)
    {
        var accepted = history.AttemptsOf(attempt.Task).FirstOrDefault(a => a.Accepted && a.Number > attempt.Number);
        return accepted is null ? "Not resolved." : $"Resolved by attempt {accepted.Number}.";
    }

    private static void Evidence(Markdown text, RunHistory history)
    {
        text.Heading(2, "Evidence of accepted work");
        var accepted = history.Attempts.Where(a => a.Accepted).ToList();
        if (accepted.Count == 0)
        {
            text.Paragraph("None yet.");
            return;
        }

        text.Paragraph("Checks ran in a clean checkout of the attempt's commit and again on the merged tree. Every single result, with its command and time, is in the execution log.");
        text.Table(["Attempt", "On its commit", "On the merged tree", "What the plan asked for"], accepted.Select(a => new[]
        {
            $"{a.Task}#{a.Number}", Passed(a, EvidenceStage.Attempt), Passed(a, EvidenceStage.Merge), string.Join("; ", Asked(a).Select(r => $"{r.Name}: {r.Reason.TrimEnd('.')}")),
        }));
    }

    private static string Passed(AttemptStory a, EvidenceStage stage)
    {
        var results = a.Evidence.LastOrDefault(e => e.Stage == stage)?.Results;
        return results is { } all ? $"{all.Count(r => r.Verdict == Domain.Evidence.Verdict.Pass)} of {all.Length} pass" : "no merge was needed";
    }

    /// <summary>The last word on each validator of the plan; the built-in ones count, but say little.</summary>
    private static IEnumerable<ValidatorResult> Asked(AttemptStory a) =>
        a.Evidence.SelectMany(e => e.Results).Where(r => r.Kind is not ("protected" or "outputs" or "exit" or "scope")).GroupBy(r => r.Name).Select(g => g.Last());

    private static void Usage(Markdown text, RunHistory history)
    {
        text.Heading(2, "Usage");
        var byAgent = history.Attempts.GroupBy(a => (a.Agent.Value, a.Exit?.Usage.Model)).OrderBy(g => g.Key.Value, StringComparer.Ordinal);
        text.Table(["Agent", "Model", "Attempts", "Accepted", "Worked", "Input tokens", "Output tokens", "Cost", "Cost per accepted"], byAgent.Select(g =>
        {
            var cost = RunHistory.Sum(g.Select(a => a.Measured.Money), (a, b) => a + b);
            var accepted = g.Count(a => a.Accepted);
            return new[]
            {
                g.Key.Value, g.Key.Model, g.Count().ToString(CultureInfo.InvariantCulture), accepted.ToString(CultureInfo.InvariantCulture), Markdown.Seconds(WorkTime.Of(g)),
                RunHistory.Sum(g.Select(a => a.Measured.Tokens is null ? null : a.Exit?.Usage.Input), (a, b) => a + b)?.ToString() ?? "not measured",
                RunHistory.Sum(g.Select(a => a.Measured.Tokens is null ? null : a.Exit?.Usage.Output), (a, b) => a + b)?.ToString() ?? "not measured",
                cost?.ToString() ?? "not measured", cost is { } c && accepted > 0 ? new Money(c.Usd / accepted).ToString() : null,
            };
        }));
    }

    private static void Notices(Markdown text, RunHistory history)
    {
        var noticed = history.Attempts.SelectMany(a => (a.Work?.Problems ?? []).Select(p => $"{a.Task}#{a.Number}: {Markdown.Escape(p)}")
            .Concat(a.Exit is { Survivors: > 0 } exit ? [$"{a.Task}#{a.Number}: left {exit.Survivors} process(es) behind, which were ended"] : [])).ToList();
        if (noticed.Count > 0)
        {
            text.Heading(2, "Noticed");
            noticed.ForEach(n => text.Item(n));
            text.Gap();
        }

        if (history.Decisions.Count > 0)
        {
            text.Heading(2, "Decisions");
            history.Decisions.ForEach(d => text.Item(d.ToMarkdown()));
            text.Gap();
        }
    }

    private static void Section(Markdown text, string title, IEnumerable<AttemptStory> attempts, Func<AttemptStory, string> line)
    {
        text.Heading(2, title);
        var found = attempts.ToList();
        found.ForEach(a => text.Item(line(a)));
        if (found.Count == 0)
        {
            text.Paragraph("None.");
        }
        else
        {
            text.Gap();
        }
    }

    private static string Cut(string text) => text.Length > 500 ? text[..500] + "…" : text;
}
