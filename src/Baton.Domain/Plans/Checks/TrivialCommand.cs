using System.Buffers;

namespace Baton.Domain.Plans.Checks;

/// <summary>Recognises commands whose exit code is known without running them.</summary>
internal static class TrivialCommand
{
    private static readonly SearchValues<char> Operators = SearchValues.Create("&|;<>$`()");

    /// <summary>The exit code that the command always has; null when it has to be run to know.</summary>
    public static int? ExitCode(Command command)
    {
        if (command.Shell is not null)
        {
            return OfShell(command.Shell);
        }

        var words = command.Words;
        if (words.Length == 3 && words[1] is "-c" or "-ec" or "-lc" && words[0] is "sh" or "bash" or "/bin/sh" or "/bin/bash")
        {
            return OfShell(words[2]);
        }

        return words.IsEmpty ? 0 : OfWords([.. words]);
    }

    private static int? OfShell(string text)
    {
        var line = OnOneLine(text);
        var end = line.LastIndexOf(';');
        if (end < 0)
        {
            return OfAlternatives(line);
        }

        return MayEndEarly(line[..end]) ? null : OfAlternatives(line[(end + 1)..]);
    }

    private static int? OfAlternatives(string text)
    {
        var or = text.LastIndexOf("||", StringComparison.Ordinal);
        return or < 0 ? OfSimple(text)
            : OfSimple(text[(or + 2)..]) == 0 ? 0
            : null;
    }

    private static bool MayEndEarly(string commands)
    {
        foreach (var word in commands.Split([' ', '\t', ';', '&', '|', '{', '}', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "exit" or "set" or "exec" or "return" or "kill" or "trap")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One command without anything that could make it depend on the world.</summary>
    private static int? OfSimple(string text) =>
        text.AsSpan().IndexOfAny(Operators) >= 0 ? null : OfWords(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int? OfWords(string[] words) => words switch
    {
        [] or [":", ..] or ["true" or "/bin/true" or "/usr/bin/true", ..] or ["echo" or "printf", ..] or ["exit"] => 0,
        ["false" or "/bin/false" or "/usr/bin/false", ..] => 1,
        ["exit", var code] when int.TryParse(code, out var number) => number & 0xff,
        _ => null,
    };

    private static string OnOneLine(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            var comment = trimmed.StartsWith('#') ? 0 : trimmed.IndexOf(" #", StringComparison.Ordinal);
            var content = (comment < 0 ? trimmed : trimmed[..comment]).TrimEnd(' ', '\t', ';');
            if (content.Length > 0)
            {
                lines.Add(content);
            }
        }

        return string.Join(';', lines);
    }
}
