using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Baton.Engine.Agents;

/// <summary>Recognises a text for the shell that means the same without one, as make does, which saves a process start.</summary>
internal static class PlainCommand
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,:@%+=- ");

    // Commands and keywords of the shell itself, which may differ from programs of the same name.
    private static readonly FrozenSet<string> OfTheShell = FrozenSet.Create(
        ".", ":", "alias", "bg", "break", "case", "cd", "chdir", "command", "continue", "do", "done", "echo", "elif", "else", "esac", "eval", "exec",
        "exit", "export", "false", "fg", "fi", "for", "getopts", "hash", "if", "in", "jobs", "kill", "local", "printf", "pwd", "read", "readonly",
        "return", "set", "shift", "test", "then", "time", "times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "until", "wait", "while");

    /// <summary>The words to start instead; <paramref name="words"/> themselves when they need the shell.</summary>
    public static ImmutableArray<string> Unwrap(ImmutableArray<string> words)
    {
        if (words is not ["/bin/sh", "-c", var text] || text.AsSpan().ContainsAnyExcept(Plain))
        {
            return words;
        }

        var plain = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return plain.Length == 0 || plain[0].Contains('=') || OfTheShell.Contains(plain[0]) ? words : [.. plain];
    }
}
