using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Budgets;

/// <summary>What an attempt did cost, as it is written into the books.</summary>
/// <param name="Cost">Null in a currency: nobody knows, and nothing was allowed that could stand for it.</param>
public sealed record Settlement(Amount Cost)
{
    public bool TokensEstimated { get; init; }
    public bool MoneyEstimated { get; init; }

    /// <summary>Why a report was not taken as it is; null: nothing to remark.</summary>
    public string? Remark { get; init; }

    public bool IsEstimated(Currency currency) => currency == Currency.Tokens ? TokensEstimated : MoneyEstimated;

    /// <summary>A report that nobody doubts; figures that cannot be are left out.</summary>
    public static Settlement Reported(Usage usage) => new(Believable(usage));

    /// <summary>The figures of a report that can be: not negative, and no more than a plan may name.</summary>
    public static Amount Believable(Usage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        return new(usage.Total, usage.Cost is { IsPossible: true } cost ? cost.ToExact() : null);
    }

    /// <summary>
    /// What an ended attempt is charged. A figure that is missing, impossible, smaller than what its own stream had shown, or 0 although a model worked, is
    /// replaced by what was reserved or seen, whichever is more, and marked as estimated.
    /// </summary>
    /// <param name="reserved">What was taken at dispatch.</param>
    /// <param name="seen">What its stream had shown; 0: nothing.</param>
    /// <param name="agent">Who did it; null: unknown.</param>
    public static Settlement Of(AttemptExit exit, Amount reserved, Amount seen, Agent? agent)
    {
        ArgumentNullException.ThrowIfNull(exit);
        var told = Believable(exit.Usage);
        var remark = exit.Usage is { IsImpossible: true } or { Cost.IsPossible: false } ? $"What it reported cannot be ({Shown(exit.Usage)}); this is not taken as measured." : null;
        if (told.Tokens?.Count == 0 && WhyNotNothing(exit, agent) is { } why)
        {
            remark = $"It reported 0 tokens although {why}; this is not taken as measured.";
            told = told.Money?.Usd > 0 ? told with { Tokens = null } : default;
        }

        var (tokens, guessedTokens) = Charge(told.Tokens?.Count, exit.Usage.Partial, reserved.Tokens?.Count, seen.Tokens?.Count);
        var (money, guessedMoney) = Charge(told.Money?.Usd, exit.Usage.Partial, reserved.Money?.Usd, seen.Money?.Usd);
        return new(new Amount(tokens is { } t ? new Tokens((long)t) : null, money is { } m ? new Money(m) : null))
        {
            TokensEstimated = guessedTokens,
            MoneyEstimated = guessedMoney,
            Remark = remark,
        };
    }

    /// <summary>An attempt whose end nobody saw, after it had been started.</summary>
    public static Settlement OfUnknown(Amount reserved, Amount seen) => Of(new AttemptExit(null, null, Usage.NotMeasured, null, 0, 0), reserved, seen, null);

    private static (decimal? Cost, bool Estimated) Charge(decimal? told, bool partial, decimal? reserved, decimal? seen) => told switch
    {
        null when reserved is null && seen is null or 0 => (null, false),
        null => (Math.Max(reserved ?? 0, seen ?? 0), true),
        { } figure when partial || figure < seen => (Math.Max(figure, seen ?? 0), true),
        _ => (told, false),
    };

    /// <summary>Who refused or failed before a model answered may well have used nothing; who worked has not.</summary>
    private static string? WhyNotNothing(AttemptExit exit, Agent? agent) => exit switch
    {
        { Quota: not null } or { Error: not null } => null,
        { Usage.Turns: > 0 and var turns } => string.Create(CultureInfo.InvariantCulture, $"it tells of {turns} turn{(turns == 1 ? "" : "s")}"),
        { Usage.Cost.Usd: > 0 } => "it reported a cost",
        { Usage.Model: { } model } => $"it worked with {model}",
        _ => agent?.Model is { } own ? $"agent {agent.Id} works with {own}" : null,
    };

    private static string Shown(Usage usage) => string.Create(CultureInfo.InvariantCulture, $"in {usage.Input?.Count}, out {usage.Output?.Count}, cost {usage.Cost?.Usd}");
}
