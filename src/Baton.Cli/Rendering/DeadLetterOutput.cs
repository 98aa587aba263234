using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <param name="Log">What its last attempt printed; null when that printed nothing.</param>
/// <param name="Ref">What keeps the work of its last attempt; null when there is none.</param>
internal sealed record DeadLetterJson(
    string Task, string Title, string? Agent, DeadLetterStanding Standing, string FailureCode, FailureClass FailureClass, string Failure, int Attempts, DateTimeOffset At, double AgeSeconds,
    string? Log, string? Ref, string? By, string? Why);

internal sealed record DeadLetterCountJson(string Name, int Count);

/// <summary>About those that wait alone.</summary>
internal sealed record DeadLetterTotalsJson(int Waiting, IReadOnlyList<DeadLetterCountJson> ByCode, IReadOnlyList<DeadLetterCountJson> ByAgent, double? OldestSeconds, double? MedianSeconds);

internal sealed record DeadLetterListJson(int Code, string Run, DeadLetterTotalsJson Totals, IReadOnlyList<DeadLetterJson> DeadLetters)
{
    /// <param name="all">Those that somebody decided about, too.</param>
    public static DeadLetterListJson Of(RunRecord record, string repositoryRoot, bool all, DateTimeOffset now)
    {
        var history = RunHistory.Of(record.Plan, record.Events);
        var letters = DeadLetterStory.Of(record.Events).Where(s => all || s.Standing == DeadLetterStanding.Waiting)
            .Select(s => Letter(record, history, s, repositoryRoot, now)).ToList();
        return new(ExitCode.Done, record.Head.Run.Value, Count([.. letters.Where(l => l.Standing == DeadLetterStanding.Waiting)]), letters);
    }

    private static DeadLetterJson Letter(RunRecord record, RunHistory history, DeadLetterStory story, string root, DateTimeOffset now)
    {
        var task = record.State.Graph.Task(story.Task);
        var log = Path.Combine(AttemptFolders.Of(root, record.Head.Run, new AttemptId(task.Id, story.Attempt)), "output.log");
        var work = history.AttemptsOf(task.Id).FirstOrDefault(a => a.Number == story.Attempt)?.Work;
        return new(task.Id.Value, task.Title, task.Agent?.Value, story.Standing, story.Failure.Code, story.Failure.Class, story.Failure.Message, story.Attempt, story.At, (now - story.At).TotalSeconds,
            File.Exists(log) ? log : null, work?.Ref, story.By, story.Why);
    }

    private static DeadLetterTotalsJson Count(List<DeadLetterJson> waiting)
    {
        var ages = waiting.Select(l => l.AgeSeconds).Order().ToList();
        return new(waiting.Count, By(waiting, l => l.FailureCode), By(waiting, l => l.Agent ?? "no one"), ages.Count == 0 ? null : ages[^1], ages.Count == 0 ? null : ages[ages.Count / 2]);
    }

    private static List<DeadLetterCountJson> By(List<DeadLetterJson> letters, Func<DeadLetterJson, string> name) =>
        [.. letters.GroupBy(name).Select(g => new DeadLetterCountJson(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal)];
}

/// <summary>Dead letters as lines for people.</summary>
internal static class DeadLetterText
{
    public static void Write(DeadLetterListJson list)
    {
        foreach (var letter in list.DeadLetters)
        {
            var decided = letter.By is null ? "" : $"  {letter.Standing} by {letter.By}{(letter.Why is null ? "" : $": {CellText.Clean(letter.Why)}")}";
            Console.WriteLine($"{Paint.Bold(letter.Task)}  {Paint.Bad(letter.FailureCode)} ({letter.FailureClass})  {Attempts(letter.Attempts)}  {Age(letter.AgeSeconds)} old  {letter.Agent ?? "no one"}{decided}");
            Console.WriteLine($"  {CellText.Fit(letter.Failure, Paint.Width is { } width ? width - 3 : int.MaxValue)}");
            Console.WriteLine($"  log {letter.Log ?? "none"}{(letter.Ref is null ? "" : $"  work {letter.Ref}")}");
        }

        var totals = list.Totals;
        Console.WriteLine(totals.Waiting == 0
            ? $"No dead letter of run {list.Run} waits for a decision."
            : $"{totals.Waiting} wait{(totals.Waiting == 1 ? "s" : "")} for a decision; by code: {Counts(totals.ByCode)}; by agent: {Counts(totals.ByAgent)}; the oldest {Age(totals.OldestSeconds!.Value)}, the median {Age(totals.MedianSeconds!.Value)} old."
                + "\nAgain: baton resubmit TASK --instructions ...   Give up for good: baton resolve TASK --reason ...");
    }

    private static string Attempts(int n) => n == 1 ? "1 attempt" : $"{n} attempts";

    private static string Counts(IReadOnlyList<DeadLetterCountJson> counts) => string.Join(", ", counts.Select(c => $"{c.Name} {c.Count.ToString(CultureInfo.InvariantCulture)}"));

    private static string Age(double seconds) => DurationFormat.Of(TimeSpan.FromSeconds(seconds));
}
