using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Cli.Rendering;

internal sealed record ConflictingAttemptJson(string Task, int Attempt)
{
    public static ConflictingAttemptJson Of(AttemptId attempt) => new(attempt.Task.Value, attempt.Number);
}

/// <param name="Second">Null: what was merged since the first began.</param>
internal sealed record ConflictJson(ConflictingAttemptJson First, ConflictingAttemptJson? Second, IReadOnlyList<string> Paths);

/// <param name="Attempts">Those that were looked at.</param>
internal sealed record ConflictsJson(int Code, string Run, IReadOnlyList<ConflictingAttemptJson> Attempts, IReadOnlyList<ConflictJson> Conflicts)
{
    public static ConflictsJson Of(RunId run, ProbeResult found) => new(
        ExitCode.Done, run.Value, [.. found.Attempts.Select(ConflictingAttemptJson.Of)],
        [.. found.Conflicts.Select(c => new ConflictJson(ConflictingAttemptJson.Of(c.First), c.Second is { } second ? ConflictingAttemptJson.Of(second) : null, c.Paths))]);
}

/// <summary>Conflicts that are to come, as lines for people.</summary>
internal static class ConflictsText
{
    private const int MostPaths = 10;

    public static void Write(ProbeResult found)
    {
        foreach (var conflict in found.Conflicts)
        {
            var what = conflict.Second is { } second ? $"and {second} change the same lines" : "changes lines that others have changed and merged since it began";
            Console.WriteLine($"{Paint.Warn(conflict.First.ToString())} {what}: {Paths(conflict)}");
        }

        var looked = found.Attempts.Length == 0 ? "No attempt at work has changed anything that is not merged." : $"{CellText.Count(found.Attempts.Length, "attempt")} with changes that are not merged: {string.Join(", ", found.Attempts)}.";
        Console.WriteLine(found.Conflicts.IsEmpty && found.Attempts.Length > 0 ? $"No conflict. {looked}" : looked);
        if (!found.Conflicts.IsEmpty)
        {
            Console.WriteLine("Whoever is merged later is done again on top of the other, with the conflict in its instructions.");
        }
    }

    private static string Paths(ProbedConflict conflict)
    {
        var shown = string.Join(", ", conflict.Paths.Take(MostPaths).Select(CellText.Clean));
        return conflict.Paths.Length > MostPaths ? $"{shown} and {conflict.Paths.Length - MostPaths} more" : shown;
    }
}
