using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Worlds;

internal enum UsageReport
{
    Whole,
    More,
    None,
    Flood,
    Zero,
    Impossible,
    Less,
}

/// <summary>What an agent uses and what it says of that: the truth, nothing, what cannot be, or far too often.</summary>
internal sealed class SimulatedUsage
{
    private readonly UsageReport _kind;
    private readonly long _tokens;
    private readonly string? _model;
    private long _shown;
    private bool _isOver;

    private SimulatedUsage(UsageReport kind, long tokens, int shows, string? model) => (_kind, _tokens, Shows, _model) = (kind, tokens, shows, model);

    /// <summary>How often its stream tells what it has used so far.</summary>
    public int Shows { get; }

    /// <summary>Its stream so far.</summary>
    public Usage Progress => _shown > 0 ? Amount(_shown) with { Partial = true } : Usage.NotMeasured;

    /// <summary>What a reader finds in the stream and at its end.</summary>
    public Usage Reported => !_isOver ? Progress : _kind switch
    {
        UsageReport.None => Usage.NotMeasured,
        UsageReport.Zero => new Usage { Input = new Tokens(0), Output = new Tokens(0) },
        UsageReport.Impossible => new Usage { Output = new Tokens(-_tokens - 1), Cost = new Money(-1) },
        UsageReport.Less => Amount(_tokens / 4),
        _ => Amount(_tokens),
    };

    /// <summary>The report is the truth and can be believed.</summary>
    public bool IsWhole => _isOver && _kind is UsageReport.Whole or UsageReport.More or UsageReport.Flood;

    public static SimulatedUsage Draw(Luck luck, PlanTask task, string? model)
    {
        var kind = luck.OneIn(2) ? UsageReport.Whole : (UsageReport)luck.Next(7);
        var basis = task.Allowance.Tokens?.Count ?? (long)((task.Allowance.Money?.Usd ?? 1) * 1_000);
        var tokens = 1 + (basis * (kind is UsageReport.More or UsageReport.Flood ? luck.Next(100, 900) : luck.Next(20, 110)) / 100);
        return new SimulatedUsage(kind, tokens, kind == UsageReport.Flood ? luck.Next(20, 100) : luck.Next(4), model);
    }

    public void Show(int index) => _shown = Math.Max(_shown, _kind == UsageReport.Zero ? 0 : _tokens * (index + 1) / (Shows + 1));

    public void End() => _isOver = true;

    private Usage Amount(long tokens) => new() { Input = new Tokens(tokens / 3), Output = new Tokens(tokens - (tokens / 3)), Cost = new Money(tokens / 1_000m), Model = _model };
}
