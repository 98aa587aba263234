using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads single values. Null means wrong, and a finding says so; <c>what</c> is the value's name for it.</summary>
internal sealed class ValueReader(FindingList findings)
{
    private const int LongestId = 64;

    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalar scalar)
        {
            return scalar.Value;
        }

        ReportShape(node, what, "text");
        return null;
    }

    /// <summary>One text or a list of texts.</summary>
    public ImmutableArray<string> Texts(YamlNode node, string what)
    {
        if (node is not YamlList list)
        {
            return Text(node, what) is { } single ? [single] : [];
        }

        var texts = ImmutableArray.CreateBuilder<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (Text(item, "an item of " + what) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts.DrainToImmutable();
    }

    public YamlMap? Map(YamlNode node, string what)
    {
        if (node is YamlMap map)
        {
            return map;
        }

        ReportShape(node, what, "a mapping");
        return null;
    }

    /// <summary>The items of a list; a single value counts as a list of one.</summary>
    public static IReadOnlyList<YamlNode> Items(YamlNode? node) => node switch
    {
        null => [],
        YamlList list => list.Items,
        _ => [node],
    };

    public TimeSpan? Duration(YamlNode node, string what, bool positive)
    {
        if (Text(node, what) is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration, out var problem) && (!positive || duration > TimeSpan.Zero))
        {
            return duration;
        }

        findings.Error(CheckCode.BadDuration, node.Position, text, $"{Sentence(what)} {problem ?? "must be longer than zero"}: '{FindingList.Shorten(text)}'.",
            $"Write a duration as {DurationText.Forms}.");
        return null;
    }

    public Tokens? Tokens(YamlNode node, string what) =>
        Text(node, what) is not { } text ? null
        : QuantityText.TryParseTokens(text, out var tokens, out var problem) ? tokens
        : Refuse<Tokens>(node, text, what, problem, $"Write tokens as {QuantityText.TokenForms}.");

    public Money? Money(YamlNode node, string what) =>
        Text(node, what) is not { } text ? null
        : QuantityText.TryParseMoney(text, out var money, out var problem) ? money
        : Refuse<Money>(node, text, what, problem, $"Write money as {QuantityText.MoneyForms}.");

    public long? Size(YamlNode node, string what) =>
        Text(node, what) is not { } text ? null
        : QuantityText.TryParseSize(text, out var bytes, out var problem) ? bytes
        : Refuse<long>(node, text, what, problem, $"Write a size as {QuantityText.SizeForms}.");

    public double? Share(YamlNode node, string what) =>
        Text(node, what) is not { } text ? null
        : QuantityText.TryParseShare(text, out var share, out var problem) ? share
        : Refuse<double>(node, text, what, problem, $"Write a share as {QuantityText.ShareForms}.");

    public int? Count(YamlNode node, string what, int least, int most) =>
        Text(node, what) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most ? count
        : Refuse<int>(node, text, what, "is not a whole number in the accepted range", $"Write a whole number from {least:N0} to {most:N0}.");

    public double? Number(YamlNode node, string what, double least, double most) =>
        Text(node, what) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Refuse<double>(node, text, what, "is not a number in the accepted range", string.Create(CultureInfo.InvariantCulture, $"Write a number from {least} to {most}."));

    public bool? Flag(YamlNode node, string what) => Choice(node, what, [("true", true), ("false", false)]);

    /// <param name="choices">An array, because the compiler's spans over these pairs are made at run time.</param>
    public T? Choice<T>(YamlNode node, string what, (string Word, T Value)[] choices)
        where T : struct
    {
        if (Text(node, what) is not { } text)
        {
            return null;
        }

        var words = new string[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            words[i] = choices[i].Word;
            if (string.Equals(text, choices[i].Word, StringComparison.OrdinalIgnoreCase))
            {
                return choices[i].Value;
            }
        }

        findings.Error(CheckCode.BadChoice, node.Position, text, $"{Sentence(what)} is '{FindingList.Shorten(text)}'.",
            Nearest.Advice(text, words, $"Write one of: {string.Join(", ", words)}."));
        return null;
    }

    /// <summary>A text for the shell or a list of words.</summary>
    public Command? Command(YamlNode node, string what)
    {
        var isEmpty = node is YamlScalar scalar ? string.IsNullOrWhiteSpace(scalar.Value) : node is YamlList { Items.Count: 0 };
        if (node is YamlMap || isEmpty)
        {
            ReportShape(node, what, "a command: text for the shell or a list of words");
            return null;
        }

        return node is YamlScalar text ? Domain.Plans.Command.FromShell(text.Value) : new Command(Texts(node, what));
    }

    /// <summary>Whether the text can name a task, an agent or a group; says so when it cannot.</summary>
    public bool IsId(YamlScalar key, string kind)
    {
        var id = key.Value;
        var fits = id.Length is > 0 and <= LongestId && char.IsAsciiLetterOrDigit(id[0]) && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;
        if (!fits)
        {
            findings.Error(CheckCode.BadId, key.Position, id, $"'{FindingList.Shorten(id)}' cannot be the id of {kind}.",
                $"Use 1 to {LongestId} letters, digits, '.', '_' and '-', starting with a letter or digit.");
        }

        return fits;
    }

    public void ReportShape(YamlNode node, string what, string expected) =>
        findings.Error(CheckCode.WrongShape, node.Position, node is YamlScalar scalar ? scalar.Value : "",
            $"{Sentence(what)} is {node.Shape}, not {expected}.", $"Write {expected} here.");

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private T? Refuse<T>(YamlNode node, string text, string what, string problem, string remedy)
        where T : struct
    {
        findings.Error(CheckCode.BadQuantity, node.Position, text, $"{Sentence(what)} {problem}: '{FindingList.Shorten(text)}'.", remedy);
        return null;
    }

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
