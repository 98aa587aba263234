using System.Collections.Immutable;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>Turns an effect that could not be carried out into an observation.</summary>
internal static class EffectFailures
{
    public static ImmutableArray<RunCommand> Of(RunEffect effect, Exception e) => effect switch
    {
        RunEffect.Probe p => [new RunCommand.ObserveProbed(p.Task, e.Message, "")],
        RunEffect.Reuse r => [new RunCommand.ObserveNotReusable(r.Task, e.Message)],
        RunEffect.UpdateBase => [new RunCommand.ObserveBaseUpdated("", null, e.Message)],
        _ when AttemptOf(effect) is { } attempt => [new RunCommand.ObserveEffectFailed(attempt, Describe(effect, attempt, e))],
        _ => [],
    };

    /// <summary>
    /// Why an effect is to wait for a better world instead of failing its attempt: the work is paid for and accepted, under way or not yet kept, and
    /// a new attempt would pay for it again; and a branch may have moved although the answer was lost. Null: the failure is one.
    /// </summary>
    public static string? WhyHeld(RunEffect effect, Exception e) => effect switch
    {
        RunEffect.Capture c => $"{c.Attempt}: its work could not be kept yet, and is where its agent left it. {e.Message}",
        RunEffect.Attend a when e is AttemptBegunException => $"{a.Attempt} is at work or has ended, and cannot be watched now. It is left as it is. {e.Message}",
        RunEffect.LandMerge m => $"{m.Attempt}: its accepted work is not merged yet, or that is not known. {e.Message}",
        RunEffect.RollBack r => $"{r.Task}: its work is not taken out yet, or that is not known. {e.Message}",
        _ => null,
    };

    private static Failure Describe(RunEffect effect, AttemptId attempt, Exception e) => e switch
    {
        OperatorException o => new Failure(FailureClass.Operator, o.Code, o.Message, Retryable: false),
        _ => new Failure(FailureClass.Ours, $"{effect.GetType().Name.ToLowerInvariant()}-failed", $"{effect.GetType().Name} of {attempt} failed: {e.Message}", Retryable: true),
    };

    private static AttemptId? AttemptOf(RunEffect effect) => effect switch
    {
        RunEffect.Attend a => a.Attempt,
        RunEffect.Capture c => c.Attempt,
        RunEffect.Validate v => v.Attempt,
        RunEffect.PrepareMerge m => m.Attempt,
        RunEffect.LandMerge m => m.Attempt,
        _ => null,
    };
}

/// <summary>An attempt that cannot be watched now has begun all the same.</summary>
internal sealed class AttemptBegunException(string message) : Exception(message);

/// <summary>Something that only the person who wrote the plan or runs the machine can mend, such as a missing program.</summary>
public sealed class OperatorException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
