using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Baton.Domain.Plans.Checks;

/// <summary>Every task is checked by something that can say no, and not by whoever did it.</summary>
internal static class ValidatorCheck
{
    private const string Everything = "**";
    private const int MostExitCode = 255;
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(200);

    public static void Run(CheckedPlan subject)
    {
        for (var i = 0; i < subject.Plan.Verify.Length; i++)
        {
            CheckForEveryone(subject, subject.Plan.Verify[i], new PlanPlace("verify", Index: i));
        }

        foreach (var task in subject.Plan.Tasks)
        {
            for (var i = 0; i < task.Verify.Length; i++)
            {
                CheckOne(subject, task, task.Verify[i], PlanPlace.Task(task.Id, "verify", i));
            }

            if (task.Verify.IsEmpty)
            {
                subject.Findings.Warning(CheckCode.NoValidator, subject.At(PlanPlace.Task(task.Id)), task.Id.Value,
                    $"Task {task.Id} has no validator of its own; nothing says that its work is what was asked for.",
                    "Add 'verify:' with at least one validator, for example a test command.");
            }
        }
    }

    private static void CheckForEveryone(CheckedPlan subject, ValidatorSpec validator, PlanPlace place)
    {
        Report(subject, validator, place, "the plan", WhyCannotFail(validator, []));
        if (validator is ValidatorSpec.FailsBefore)
        {
            subject.Findings.Error(CheckCode.NeedsATask, subject.At(place), validator.Name,
                $"Validator '{FindingList.Shorten(validator.Name)}' of the plan compares with what was before, but every merged tree has another before.",
                "Give 'fails-before' to the task whose work makes the difference.");
        }

        if (validator is ValidatorSpec.Human { Approver: { } approver })
        {
            foreach (var task in subject.Plan.Tasks)
            {
                if (task.Agent?.Value == approver)
                {
                    ReportApprover(subject, task, approver, place);
                    return;
                }
            }
        }
    }

    private static void CheckOne(CheckedPlan subject, PlanTask task, ValidatorSpec validator, PlanPlace place)
    {
        Report(subject, validator, place, $"task {task.Id}", WhyCannotFail(validator, Allowed(task, validator)));
        if (validator is ValidatorSpec.Human { Approver: { } approver } && approver == task.Agent?.Value)
        {
            ReportApprover(subject, task, approver, place);
        }
    }

    private static void Report(CheckedPlan subject, ValidatorSpec validator, PlanPlace place, string owner, string? reason)
    {
        if (reason is not null)
        {
            subject.Findings.Error(CheckCode.CannotFail, subject.At(place), validator.Name,
                $"Validator '{FindingList.Shorten(validator.Name)}' of {owner} cannot fail: {reason}.", "Let it look at something that can be wrong, or remove it.");
        }
    }

    private static void ReportApprover(CheckedPlan subject, PlanTask task, string approver, PlanPlace place) =>
        subject.Findings.Error(CheckCode.OwnApprover, subject.At(place), approver,
            $"{FindingList.Shorten(approver)} does task {task.Id} and is also its approver.", "Name someone else as approver.");

    private static ImmutableArray<string> Allowed(PlanTask task, ValidatorSpec validator) =>
        validator is ValidatorSpec.Scope ? [.. task.Authority.Write, .. task.Outputs.Select(o => o.Path)] : [];

    private static string? WhyCannotFail(ValidatorSpec validator, ImmutableArray<string> allowed) => validator switch
    {
        ValidatorSpec.File { Paths.IsEmpty: true } => "it names no path",
        ValidatorSpec.File { MinCount: < 1, MaxBytes: null } => "it asks for 0 files",
        ValidatorSpec.Run { Matches: { } pattern } => WhyPatternAlwaysMatches(pattern),
        ValidatorSpec.Run run when TrivialCommand.ExitCode(run.Command) is { } code && run.Accepts(code) => $"its command always ends with exit code {code}",
        ValidatorSpec.Run run when run.OtherExitCodes.Length + 1 > MostExitCode => "it takes every exit code",
        ValidatorSpec.Tests { Coverage: { MinLines: null or <= 0, MinBranches: null or <= 0 } } => "its coverage asks for 0 %",
        ValidatorSpec.Tests { MinTests: < 1, MinPassRate: <= 0, MaxSkipped: null, Coverage: null, KeepsTests: false } => "it asks for 0 tests and a pass rate of 0 %",
        ValidatorSpec.JsonSchema { Paths.IsEmpty: true } or ValidatorSpec.Pattern { Paths.IsEmpty: true } => "it names no path",
        ValidatorSpec.Pattern { Min: < 1, Max: null } => "it asks for 0 matches and allows any number",
        ValidatorSpec.Pattern { Max: null } pattern => WhyPatternAlwaysMatches(pattern.Regex),
        ValidatorSpec.Scope scope when scope.Allow.Contains(Everything) || allowed.Contains(Everything) => "'**' allows every path",
        _ => null,
    };

    private static string? WhyPatternAlwaysMatches(string pattern)
    {
        try
        {
            return Regex.IsMatch("", pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline, RegexTimeout)
                ? "its regular expression matches even an empty output"
                : null;
        }
        catch (Exception e) when (e is RegexParseException or RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
