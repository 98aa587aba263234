using System.Text;

namespace Baton.Engine.Journal.Bodies;

/// <summary>Gives the same string again for the same short text: a history names each of its tasks many times. Not thread-safe.</summary>
internal sealed class KnownTexts
{
    /// <summary>Longer ones are made anew each time, in bytes.</summary>
    private const int Longest = 64;

    /// <summary>No more are remembered; a plan has fewer tasks.</summary>
    private const int Most = 1 << 18;

    private string?[] _slots = new string?[256];
    private int _count;

    /// <returns>Null: it is long or not in ASCII, and the caller has to decode it.</returns>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest)
        {
            return null;
        }

        uint hash = 2166136261;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619;
            if (b >= 0x80)
            {
                return null;
            }
        }

        return Find(utf8, hash ^ (hash >> 15));
    }

    private string Find(ReadOnlySpan<byte> ascii, uint hash)
    {
        var slots = _slots;
        var at = (int)(hash & (uint)(slots.Length - 1));
        while (slots[at] is { } known)
        {
            if (Is(known, ascii))
            {
                return known;
            }

            at = (at + 1) & (slots.Length - 1);
        }

        var text = Encoding.ASCII.GetString(ascii);
        if (_count < Most)
        {
            slots[at] = text;
            if (++_count * 2 > slots.Length)
            {
                Grow();
            }
        }

        return text;
    }

    private static bool Is(string known, ReadOnlySpan<byte> ascii)
    {
        if (known.Length != ascii.Length)
        {
            return false;
        }

        for (var i = 0; i < ascii.Length; i++)
        {
            if (known[i] != ascii[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new string?[old.Length * 2];
        foreach (var text in old)
        {
            if (text is not null)
            {
                Place(text);
            }
        }
    }

    private void Place(string text)
    {
        uint hash = 2166136261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        var at = (int)((hash ^ (hash >> 15)) & (uint)(_slots.Length - 1));
        while (_slots[at] is not null)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = text;
    }
}
