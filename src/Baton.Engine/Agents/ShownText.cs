namespace Baton.Engine.Agents;

/// <summary>What an agent or a command printed, made harmless for terminals and documents.</summary>
internal static class ShownText
{
    /// <summary>Replaces control characters by U+FFFD, but line ends and tabs: an agent must not move a reader's cursor or ring a bell.</summary>
    public static string Of(string text) => text.Any(IsHarmful)
        ? string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = IsHarmful(from[i]) ? '\uFFFD' : from[i];
            }
        })
        : text;

    private static bool IsHarmful(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
