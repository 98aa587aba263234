using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

/// <summary>
/// Ties every event of a run to all before it: SHA-256 over the link before, sequence number, time, name and body. A byte that a disk or a hand changed is met when the
/// journal is read. It is a checksum without a key: whoever may write the file can also compute it anew.
/// </summary>
internal static class EventLink
{
    public const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>Bodies up to this length are hashed without a buffer of their own.</summary>
    private const int OnStack = 2048;

    /// <summary>What the first event of a run is tied to.</summary>
    public static byte[] Start(RunId run) => SHA256.HashData(Encoding.UTF8.GetBytes(run.Value));

    /// <param name="before">The link of the event before, or <see cref="Start"/>.</param>
    /// <param name="at">The time as the journal keeps it, in ticks.</param>
    /// <param name="body">The body in UTF-8, as the journal keeps it.</param>
    /// <param name="link">Takes the event's link, <see cref="Bytes"/> long; may be where <paramref name="before"/> is.</param>
    public static void Next(ReadOnlySpan<byte> before, long seq, long at, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, Span<byte> link)
    {
        var length = Bytes + 8 + 8 + 4 + type.Length + body.Length;
        var text = length <= OnStack ? stackalloc byte[length] : new byte[length];
        before.CopyTo(text);
        BinaryPrimitives.WriteInt64BigEndian(text[Bytes..], seq);
        BinaryPrimitives.WriteInt64BigEndian(text[(Bytes + 8)..], at);
        BinaryPrimitives.WriteInt32BigEndian(text[(Bytes + 16)..], type.Length);
        type.CopyTo(text[(Bytes + 20)..]);
        body.CopyTo(text[(Bytes + 20 + type.Length)..]);
        SHA256.HashData(text, link);
    }

    public static byte[] Next(ReadOnlySpan<byte> before, long seq, long at, string type, string body)
    {
        var link = new byte[Bytes];
        Next(before, seq, at, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(body), link);
        return link;
    }
}

/// <summary>Follows the links of a run's events while they are read.</summary>
internal sealed class EventChain(RunId run, string journal)
{
    private readonly byte[] _last = new byte[EventLink.Bytes];

    /// <summary>False before the first event that has a link: journals of version 1 have none.</summary>
    private bool _isLinked;
    private long _seq;

    /// <summary>Starts after an event that was checked before, or is not to be.</summary>
    /// <param name="link">Its link; null when it has none.</param>
    public void StartAfter(long seq, byte[]? link)
    {
        _seq = seq;
        _isLinked = link is not null;
        link?.AsSpan(0, Math.Min(link.Length, _last.Length)).CopyTo(_last);
    }

    /// <param name="isLinked">The journal has a link for the event, which is <paramref name="link"/>.</param>
    /// <exception cref="JournalUnavailableException">The event is missing, or is not what was written.</exception>
    public void Check(long seq, long at, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, bool isLinked, ReadOnlySpan<byte> link)
    {
        if (seq != _seq + 1)
        {
            throw Damaged($"The journal {journal} lacks event {_seq + 1} of run {run}; the next one it has is {seq}.");
        }

        if ((isLinked || _isLinked) && !(isLinked && Follows(seq, at, type, body, link)))
        {
            throw Damaged($"Event {seq} of run {run} in the journal {journal} is not what Baton wrote, or one before it is not: a disk or somebody changed it.");
        }

        (_seq, _isLinked) = (seq, isLinked);
    }

    /// <summary>Keeps the link. The first one after events of version 1, which have none, cannot be compared.</summary>
    private bool Follows(long seq, long at, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> link)
    {
        var isFirst = seq == 1;
        if (isFirst || _isLinked)
        {
            EventLink.Next(isFirst ? EventLink.Start(run) : _last, seq, at, type, body, _last);
            return link.SequenceEqual(_last);
        }

        if (link.Length != _last.Length)
        {
            return false;
        }

        link.CopyTo(_last);
        return true;
    }

    private JournalUnavailableException Damaged(string what) => new(JournalProblem.Corrupt, journal, $"{what} It was left as it is. Restore it from a copy.");
}
