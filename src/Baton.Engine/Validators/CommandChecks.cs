using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Engine.Faults;
using Baton.Engine.Processes;

namespace Baton.Engine.Validators;

/// <summary>Runs the command of a validator in the checkout and judges how it ended.</summary>
internal sealed class CommandChecks(ValidationRequest request)
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command with the request's environment; everything it leaves running is ended.</summary>
    /// <param name="log">Where both streams go; null: they are kept apart and the caller writes the log.</param>
    public async Task<ProcessResult> StartAsync(Command command, TimeSpan timeout, string? log, long maxBytes, CancellationToken ct)
    {
        FaultPoint.Reach("validator.start.before");
        var spec = new ProcessSpec(command.ToWords())
        {
            WorkingDirectory = request.Directory,
            Environment = request.Environment,
            OutputFile = log,
            Timeout = timeout,
            MaxOutputBytes = maxBytes,
            EndSurvivors = true,
        };
        var result = await ProcessRunner.RunAsync(spec, ct);
        FaultPoint.Reach("validator.start.after");
        return result;
    }

    public async Task<Judgement> RunAsync(ValidatorSpec.Run spec, string log, CancellationToken ct)
    {
        if (spec.Command.ToWords().IsEmpty)
        {
            return Judgement.Fail("The validator has an empty command.");
        }

        var result = await StartAsync(spec.Command, spec.Timeout, log, ValidatorLog.MaxBytes, ct);
        return Judge(spec, result) with { Command = spec.Command.ToString(), Process = result };
    }

    /// <summary>Why a command cannot be judged by its result at all; null when it can.</summary>
    public static Judgement? NotRun(ProcessResult result, TimeSpan timeout) =>
        result.TimedOut ? Judgement.Fail($"The command did not end within {Words.Time(timeout)} and was stopped with everything it had started.")
        : result is { ExitCode: 126 or 127, Output: "", Error: { Length: > 0 } error } ? Judgement.Fail($"The command could not be run: {FirstLine(error)}")
        : null;

    private static Judgement Judge(ValidatorSpec.Run spec, ProcessResult result)
    {
        if (NotRun(result, spec.Timeout) is { } problem)
        {
            return problem;
        }

        if (!spec.Accepts(result.ExitCode))
        {
            return result.ExitCode == 127
                ? Judgement.NotMeasured($"The command ended with exit code 127: the shell did not find a program. Nothing was measured; look at the validator's command and the granted PATH.")
                : Judgement.Fail($"The command ended with exit code {result.ExitCode}; {Codes(spec)} was expected.");
        }

        return spec.Matches is null
            ? Judgement.Pass($"The command ended with exit code {result.ExitCode}.")
            : JudgeOutput(spec.Matches, result);
    }

    private static string Codes(ValidatorSpec.Run spec) => string.Join(" or ", spec.OtherExitCodes.Prepend(spec.ExitCode));

    private static Judgement JudgeOutput(string pattern, ProcessResult result)
    {
        try
        {
            var found = BoundedRegex.Make(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, PatternTime).IsMatch(result.Output);
            var cut = result.Truncated ? " in the part of the output that is kept" : "";
            return found
                ? Judgement.Pass($"The command ended with exit code {result.ExitCode} and its output matches {pattern}.")
                : Judgement.Fail($"The command ended with exit code {result.ExitCode}, but nothing{cut} matches {pattern}.");
        }
        catch (RegexMatchTimeoutException)
        {
            return Judgement.NotMeasured($"Looking for {pattern} in the output took longer than {Words.Time(PatternTime)}. Write a pattern that does not backtrack.");
        }
        catch (ArgumentException e)
        {
            return Judgement.Fail($"{pattern} is not a regular expression: {e.Message}");
        }
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0];
}
