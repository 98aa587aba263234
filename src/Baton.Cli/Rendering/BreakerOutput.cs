using System.Text.Json.Serialization;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;

namespace Baton.Cli.Rendering;

/// <param name="Failures">Counted within the window while it is closed.</param>
/// <param name="Limit">So many open it; null: it does not open by itself.</param>
/// <param name="Held">Tasks that lack nothing but this breaker.</param>
internal sealed record BreakerJson(
    string Breaker, BreakerStatus Status, int Failures, int? Limit, DateTimeOffset? OpenedAt, DateTimeOffset? OpenUntil, string? Reason, int Probes, int Successes, IReadOnlyList<string> Held);

internal sealed record BreakerListJson(int Code, string Run, IReadOnlyList<BreakerJson> Breakers)
{
    public static BreakerListJson Of(RunState state, BreakerId? only) =>
        new(ExitCode.Done, state.Run.Value, [.. Breaker.AllOf(state.Plan).Where(id => only is null || only == id).Select(id => Line(state, state.Breakers.GetValueOrDefault(id) ?? new Breaker(id)))]);

    private static BreakerJson Line(RunState state, Breaker b) => new(
        b.Id.ToString(), b.Status, b.Failures.Count, state.Plan.Breakers.Of(b.Id.Scope)?.Failures, b.OpenedAt, b.OpenUntil, b.Reason, b.Probes.Count, b.Successes,
        b.Status == BreakerStatus.Closed ? [] : [.. BreakerTimers.HeldBy(state, b.Id).Select(t => t.Id.Value)]);
}

/// <summary>Breakers as lines for people.</summary>
internal static class BreakerText
{
    private const int MostNames = 5;

    public static void Write(BreakerListJson list)
    {
        var width = list.Breakers.Max(b => b.Breaker.Length);
        foreach (var b in list.Breakers)
        {
            Console.WriteLine($"{b.Breaker.PadRight(width)}  {Standing(b)}");
        }
    }

    /// <summary>One line for each that is not closed; empty when all are.</summary>
    public static IEnumerable<string> Remarks(RunState state) => BreakerListJson.Of(state, null).Breakers
        .Where(b => b.Status != BreakerStatus.Closed).Select(b => $"Breaker {b.Breaker}: {Standing(b)}");

    private static string Standing(BreakerJson b) => b.Status switch
    {
        BreakerStatus.Closed => $"{Paint.Good("closed")}{(b.Limit is { } limit ? $", {b.Failures} of {limit} failures" : ", does not open by itself")}",
        BreakerStatus.HalfOpen => $"{Paint.Warn("half open")}, {b.Probes} at work to try it, {b.Successes} passed{Held(b)}: {CellText.Clean(b.Reason ?? "")}",
        _ => $"{Paint.Bad("open")} {(b.OpenUntil is { } at ? $"until {at.ToLocalTime():HH:mm:ss}" : "until it is closed by hand")}{Held(b)}: {CellText.Clean(b.Reason ?? "")}",
    };

    private static string Names(IReadOnlyList<string> held) => held.Count > MostNames ? "" : $" ({string.Join(", ", held)})";

    private static string Held(BreakerJson b) => b.Held.Count == 0 ? "" : $", {CellText.Count(b.Held.Count, "task")} {(b.Held.Count == 1 ? "waits" : "wait")}{Names(b.Held)}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BreakerListJson))]
[JsonSerializable(typeof(DeadLetterListJson))]
[JsonSerializable(typeof(ForkJson))]
[JsonSerializable(typeof(ConflictsJson))]
internal sealed partial class FailureJsonContext : JsonSerializerContext;
