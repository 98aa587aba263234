using System.Diagnostics.CodeAnalysis;

namespace Baton.Domain.Plans;

/// <summary>Tokens, money, sizes and shares as people write them.</summary>
public static class QuantityText
{
    public const string TokenForms = "20k, 1.2M, 90,000 or 90000";
    public const string MoneyForms = "$2.50 or 2.50 USD";
    public const string SizeForms = "512B, 10KB, 1MB, 1.5GB (powers of 1000), 64KiB, 1MiB (powers of 1024) or a bare number of bytes";
    public const string ShareForms = "50% or 0.5";

    /// <summary>Most tokens that a plan may name.</summary>
    public const long MostTokens = 1_000_000_000_000;

    /// <summary>Most dollars that a plan may name.</summary>
    public const decimal MostUsd = 1_000_000_000;

    private const decimal MostBytes = 1_000_000_000_000_000;

    public static bool TryParseTokens(ReadOnlySpan<char> text, out Tokens tokens, [NotNullWhen(false)] out string? problem)
    {
        tokens = default;
        problem = Take(ref text, out var number) ?? ScaleTokens(text, ref number);
        if (problem is null)
        {
            tokens = new Tokens((long)number);
        }

        return problem is null;
    }

    public static bool TryParseMoney(ReadOnlySpan<char> text, out Money money, [NotNullWhen(false)] out string? problem)
    {
        money = default;
        text = text.Trim();
        var sign = text.StartsWith("$", StringComparison.Ordinal) ? 1 : text.StartsWith("USD", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
        text = text[sign..];
        problem = Take(ref text, out var number) ?? CheckMoney(text, sign > 0, number);
        if (problem is null)
        {
            money = new Money(number);
        }

        return problem is null;
    }

    /// <param name="bytes">The size in bytes.</param>
    public static bool TryParseSize(ReadOnlySpan<char> text, out long bytes, [NotNullWhen(false)] out string? problem)
    {
        bytes = 0;
        problem = Take(ref text, out var number);
        if (problem is null)
        {
            problem = UnitBytes(text) is not { } unit ? "has an unknown unit"
                : number > MostBytes / unit ? "is larger than a petabyte"
                : null;
            bytes = problem is null ? (long)(number * UnitBytes(text)!.Value) : 0;
        }

        return problem is null;
    }

    /// <param name="share">Between 0 and 1.</param>
    public static bool TryParseShare(ReadOnlySpan<char> text, out double share, [NotNullWhen(false)] out string? problem)
    {
        share = 0;
        problem = Take(ref text, out var number);
        if (problem is null)
        {
            var part = text is "%" ? number / 100 : number;
            problem = text is not ("%" or "") ? "is not a share" : part > 1 ? "is more than the whole" : null;
            share = problem is null ? (double)part : 0;
        }

        return problem is null;
    }

    private static string? Take(ref ReadOnlySpan<char> text, out decimal number)
    {
        text = text.Trim();
        number = 0;
        return text.IsEmpty ? "is empty"
            : text[0] == '-' ? "is negative"
            : NumberText.TryTake(ref text, out number) ? null
            : "is not a number, or has too many digits";
    }

    private static string? ScaleTokens(ReadOnlySpan<char> unit, ref decimal number)
    {
        unit = WithoutWord(WithoutWord(unit, "tokens"), "token");
        decimal? scale = unit switch
        {
            "" => 1,
            "k" or "K" => 1_000,
            "M" or "m" => 1_000_000,
            "B" or "G" => 1_000_000_000,
            _ => null,
        };
        if (scale is null)
        {
            return "has an unknown unit";
        }

        if (number > MostTokens / scale)
        {
            return $"is more than {MostTokens:N0}";
        }

        number *= scale.Value;
        return number == decimal.Truncate(number) ? null : "is not a whole number of tokens";
    }

    private static ReadOnlySpan<char> WithoutWord(ReadOnlySpan<char> text, string word) =>
        text.EndsWith(word, StringComparison.OrdinalIgnoreCase) ? text[..^word.Length].TrimEnd() : text;

    private static string? CheckMoney(ReadOnlySpan<char> unit, bool hasSign, decimal number) =>
        !unit.IsEmpty && (hasSign || !unit.Equals("USD", StringComparison.OrdinalIgnoreCase)) ? "has an unknown currency; Baton counts in US dollars"
        : unit.IsEmpty && !hasSign ? "has no currency"
        : number > MostUsd ? $"is more than ${MostUsd:N0}"
        : null;

    private static long? UnitBytes(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "B" => 1,
        "KB" or "kB" or "K" or "k" => 1_000,
        "MB" or "M" => 1_000_000,
        "GB" or "G" => 1_000_000_000,
        "KiB" => 1L << 10,
        "MiB" => 1L << 20,
        "GiB" => 1L << 30,
        _ => null,
    };
}
