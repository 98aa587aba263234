using System.Globalization;
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
        Summary(text, state, history, totals, now);
        Tasks(text, state, history);
        FalseClaims(text, history);
        Conflicts(text, history);
        OtherFailures(text, history);
        Evidence(text, history);
        Usage(text, history);
        Notices(text, history);
        return text.ToString();
    }

    private static void Summary(Markdown text, RunState state, RunHistory history, RunTotalsJson totals, DateTimeOffset now)
    {
        var elapsed = (state.FinishedAt ?? now) - state.StartedAt;
        var worked = WorkTime.Of(history.Attempts);
        text.Item($"State: **{state.Status}**{(state.Reason is { } why ? $", {Markdown.Escape(why)}" : "")}");
        text.Item($"Tasks: {totals.Complete} of {totals.Tasks} complete");
        text.Item($"Attempts: {totals.Attempts}, of which {totals.Failures} failed: {totals.FalseClaims} claimed success and were caught, {totals.Conflicts} met a merge conflict");
        text.Item($"Time: {Markdown.Seconds(elapsed)} elapsed, {Markdown.Seconds(worked)} of work by agents");
        text.Item($"Run {state.Run}, plan `{state.Plan.Name}` {state.Plan.Hash.Short}, from `{state.Origin.BaseBranch}` at `{EventText.Short(state.Origin.BaseCommit)}`, accepted work on `{state.Origin.IntegrationBranch}`").Gap();
    }

    private static void Tasks(Markdown text, RunState state, RunHistory history)
    {
        text.Heading(2, "Tasks");
        text.Table(["Task", "Title", "Agent", "Status", "Attempts", "Worked", "Merge"], state.Plan.Tasks.Select(t => new[]
        {
            t.Id.Value, t.Title, t.Agent?.Value, state[t.Id].Status.ToString(), history.AttemptsOf(t.Id).Count.ToString(CultureInfo.InvariantCulture),
            Markdown.Seconds(WorkTime.Of(history.AttemptsOf(t.Id))), state[t.Id].MergeCommit is { } merge ? EventText.Short(merge) : null,
        }));
    }

    private static void FalseClaims(Markdown text, RunHistory history) => Section(text, "Claims that were not believed", history.Attempts.Where(a => a.ClaimedFalsely), a =>
        $"**{a.Task}#{a.Number}** ({a.Agent}) ended with exit code 0{(a.Exit!.Said is { Length: > 0 } said ? $" and said: “{Markdown.Escape(Cut(said))}”" : "")}. {Markdown.Escape(a.Failure!.Message)} {Outcome(history, a)}");

    private static void Conflicts(Markdown text, RunHistory history) => Section(text, "Merge conflicts", history.Attempts.Where(a => a.Conflict is not null), a =>
        $"**{a.Task}#{a.Number}** conflicted in {string.Join(", ", a.Conflict!.Paths.Select(p => $"`{p}`"))}; its work is kept as `{a.Work?.Ref}`. {Outcome(history, a)}");

    private static void OtherFailures(Markdown text, RunHistory history) => Section(text, "Other failures", history.Attempts.Where(a => a is { Failure: not null, ClaimedFalsely: false, Conflict: null }), a =>
        $"**{a.Task}#{a.Number}** {a.Failure!.Code}: {Markdown.Escape(Cut(a.Failure.Message))} {Outcome(history, a)}");

    private static string Outcome(RunHistory history, AttemptStory attempt)
    {
        var accepted = history.AttemptsOf(attempt.Task).FirstOrDefault(a => a.Accepted && a.Number > attempt.Number);
        return accepted is null ? "Not resolved." : $"Resolved by attempt {accepted.Number}.";
    }

    private static void Evidence(Markdown text, RunHistory history)
    {
        text.Heading(2, "Evidence of accepted work");
        var rows = history.Attempts.Where(a => a.Accepted).SelectMany(a => a.Evidence.SelectMany(e => e.Results.Select(r => new[]
        {
            $"{a.Task}#{a.Number}", e.Stage.ToString(), r.Name, r.Verdict.ToString(), r.Reason, r.Command,
        })));
        text.Table(["Attempt", "Judged", "Check", "Verdict", "Reason", "Command"], rows);
    }

    private static void Usage(Markdown text, RunHistory history)
    {
        text.Heading(2, "Usage");
        var byAgent = history.Attempts.GroupBy(a => a.Agent.Value).OrderBy(g => g.Key, StringComparer.Ordinal);
        text.Table(["Agent", "Attempts", "Accepted", "Work", "Tokens", "Cost"], byAgent.Select(g => new[]
        {
            g.Key, g.Count().ToString(CultureInfo.InvariantCulture), g.Count(a => a.Accepted).ToString(CultureInfo.InvariantCulture), Markdown.Seconds(WorkTime.Of(g)),
            RunHistory.Sum(g.Select(a => a.Exit?.Usage.Total), (a, b) => a + b)?.ToString() ?? "not measured",
            RunHistory.Sum(g.Select(a => a.Exit?.Usage.Cost), (a, b) => a + b)?.ToString() ?? "not measured",
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
            history.Decisions.ForEach(d => text.Item($"{Markdown.Time(d.At)} {Markdown.Escape(d.By)} {Markdown.Escape(d.What)}{(d.Why is { } why ? $": {Markdown.Escape(why)}" : "")}"));
            text.Gap();
        }
    }

    private static void Section(Markdown text, string title, IEnumerable<AttemptStory> attempts, Func<AttemptStory, string> line)
    {
        text.Heading(2, title);
        var found = attempts.ToList();
        found.ForEach(a => text.Item(line(a)));
        text.Paragraph(found.Count == 0 ? "None." : "");
    }

    private static string Cut(string text) => text.Length > 500 ? text[..500] + "…" : text;
}
