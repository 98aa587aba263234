using System.Text.RegularExpressions;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Engine.Processes;

namespace Baton.Engine.Validators;

/// <summary>The <c>fails-before</c> validator: what passes on the result must have failed on the base, or it shows nothing about the work.</summary>
internal sealed class BeforeChecks(JudgedTree result)
{
    private const int NoPermission = 126;
    private const int NoProgram = 127;
    private const int MaxFilesLaidOver = 10_000;
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(2);

    public async Task<Judgement> RunAsync(ValidatorSpec.FailsBefore spec, string log, CancellationToken ct)
    {
        var run = new ValidatorSpec.Run(spec.Command, spec.ExitCode, spec.Timeout) { Name = spec.Name };
        if (result.Request.Stage == EvidenceStage.Merge)
        {
            var merged = await result.Commands.RunAsync(run, log, ct);
            return merged.Verdict == Verdict.Pass ? merged with { Reason = merged.Reason + " That it failed before was seen when the attempt was judged." } : merged;
        }

        if (result.Request.OpenBase is null)
        {
            return Judgement.NotMeasured($"Task {result.Request.Task.Id} works without commits, so there is no base on which the check could fail. Give it a worktree, or drop this check.");
        }

        var (problem, before) = await OnBaseAsync(spec, log + ".base", ct);
        if (problem is not null)
        {
            return problem with { Command = spec.Command.ToString(), Process = before };
        }

        var after = await result.Commands.RunAsync(run, log, ct);
        var reason = after.Verdict == Verdict.Pass ? $"It ended with exit code {before!.ExitCode} on the base and with {spec.ExitCode} on the result." : $"On the result: {after.Reason}";
        return after with { Reason = reason, Detail = $"on the base (exit code {before!.ExitCode}):\n{before.Output}", Figures = [new Figure("exit code on the base", before.ExitCode)] };
    }

    private async Task<(Judgement? Problem, ProcessResult? Before)> OnBaseAsync(ValidatorSpec.FailsBefore spec, string log, CancellationToken ct)
    {
        await using var opened = await BaseTree.OpenAsync(result.Request, ct);
        var tree = opened.Tree;
        try
        {
            if (LayOver(spec, tree) is { } refusal)
            {
                return (Judgement.NotMeasured(refusal), null);
            }

            var before = await tree.Commands.StartAsync(spec.Command, spec.Timeout, log, ValidatorLog.MaxBytes, ct);
            return (Problem(spec, before, tree), before);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private Judgement? Problem(ValidatorSpec.FailsBefore spec, ProcessResult before, JudgedTree tree)
    {
        if (before.TimedOut)
        {
            return Judgement.NotMeasured($"On the base the command did not end within {Words.Time(spec.Timeout)}; whether it fails there is not known.");
        }

        if (before.ExitCode == spec.ExitCode)
        {
            return Judgement.Fail($"The check passes on the base already (exit code {before.ExitCode}), so it shows nothing about this work. Let it look at what the task is to change.");
        }

        if (before.ExitCode is NoPermission or NoProgram)
        {
            return Judgement.NotMeasured($"The check could not be run on the base (exit code {before.ExitCode}). If it needs files that the task makes, name them under 'with'.");
        }

        var absent = Absent(spec.Command, tree);
        return absent.Count > 0
            ? Judgement.NotMeasured($"The check could not be run on the base: {Words.List(absent)} {(absent.Count == 1 ? "is" : "are")} not there. Name what the task makes for the check under 'with'.")
            : spec.BaseMatches is { } pattern ? WrongReason(pattern, before) : null;
    }

    /// <summary>Files that the command names, that the result has and that the base has not.</summary>
    private List<string> Absent(Command command, JudgedTree tree)
    {
        var words = command.Shell is { } shell ? shell.Split([' ', '\t', '\n', '"', '\'', ';', '&', '|', '<', '>', '(', ')', '='], StringSplitOptions.RemoveEmptyEntries) : [.. command.Words];
        return [.. words.Where(w => CheckoutFiles.Refuse(w) is null && !Path.Exists(tree.Files.FullPath(w)) && result.Guard?.Tracks(Glob.Normalize(w)) == true).Distinct(StringComparer.Ordinal)];
    }

    private static Judgement? WrongReason(string pattern, ProcessResult before)
    {
        try
        {
            return BoundedRegex.Make(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, PatternTime).IsMatch(before.Output) ? null
                : Judgement.Fail($"On the base the command ended with exit code {before.ExitCode}, but nothing it printed matches {pattern}: it failed for another reason than the one that this task removes.");
        }
        catch (RegexMatchTimeoutException)
        {
            return Judgement.NotMeasured($"Looking for {pattern} in the output took longer than {Words.Time(PatternTime)}.");
        }
        catch (ArgumentException e)
        {
            return Judgement.Fail($"{pattern} is not a regular expression: {e.Message}");
        }
    }

    /// <summary>Copies files of the result over the base; a refusal says why not.</summary>
    private string? LayOver(ValidatorSpec.FailsBefore spec, JudgedTree tree)
    {
        var chosen = spec.With.SelectMany(result.Files.Find).Where(f => f.Kind == FoundKind.File && result.Guard?.Tracks(f.Path) != false).ToList();
        if (chosen.Count > MaxFilesLaidOver)
        {
            return $"'with' means {chosen.Count} files; at most {MaxFilesLaidOver} can be laid over the base.";
        }

        if (spec.With.FirstOrDefault(w => !chosen.Exists(f => Glob.IsMatch(w, f.Path))) is { } idle)
        {
            return $"Nothing in the result matches '{idle}' of 'with', so there is nothing to lay over the base.";
        }

        foreach (var file in chosen)
        {
            if (file.IsLink || !tree.Files.CanHold(file.Path))
            {
                return $"{file.Path} is a link, or lies behind one, and cannot be laid over the base.";
            }

            var target = tree.Files.FullPath(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(result.Files.FullPath(file.Path), target, overwrite: true);
        }

        return null;
    }
}
