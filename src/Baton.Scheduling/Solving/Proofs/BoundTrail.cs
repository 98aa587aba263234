namespace Baton.Scheduling.Solving.Proofs;

/// <summary>Why a bound moved.</summary>
internal enum ReasonKind : byte
{
    /// <summary>It holds at the root without further reason.</summary>
    Given,
    Decision,

    /// <summary>Data is the side that moved first, Extra the lag.</summary>
    Precedence,

    /// <summary>Data is the clause; its first literal is the one that follows.</summary>
    Clause,

    /// <summary>Data is the resource, Extra a moment at which it is taken by others.</summary>
    Timetable,

    /// <summary>Data is the place of the stored literals in the store of explanations.</summary>
    Energy,
}

/// <summary>
/// A statement about a start: side <c>2v</c> is "v starts at <c>AtLeast</c> or later", side <c>2v + 1</c> is "minus the start of v is at least that".
/// </summary>
internal readonly record struct Literal(int Side, int AtLeast)
{
    public Literal Negation => new(Side ^ 1, 1 - AtLeast);
}

internal struct TrailEntry
{
    public int Side;
    public int Value;
    public int Old;

    /// <summary>The entry that moved this side before, or -1.</summary>
    public int Previous;
    public int Level;
    public ReasonKind Kind;
    public int Data;
    public int Extra;
}

/// <summary>Bounds of all variables and the order in which they moved, level by level.</summary>
internal sealed class BoundTrail(int[] initial)
{
    private readonly int[] _last = Filled(initial.Length);
    private readonly List<int> _levelStart = [];
    private TrailEntry[] _entries = new TrailEntry[1024];

    /// <summary>Per side the largest value that holds.</summary>
    public int[] Bound { get; } = (int[])initial.Clone();
    public int Count { get; private set; }
    public int Level => _levelStart.Count;

    public ref TrailEntry this[int index] => ref _entries[index];

    public bool IsTrue(int side, int atLeast) => Bound[side] >= atLeast;

    public bool IsFalse(int side, int atLeast) => Bound[side ^ 1] >= 1 - atLeast;

    public void OpenLevel() => _levelStart.Add(Count);

    public void Push(int side, int value, ReasonKind kind, int data, int extra)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        ref var entry = ref _entries[Count];
        entry.Side = side;
        entry.Value = value;
        entry.Old = Bound[side];
        entry.Previous = _last[side];
        entry.Level = _levelStart.Count;
        entry.Kind = kind;
        entry.Data = data;
        entry.Extra = extra;
        _last[side] = Count++;
        Bound[side] = value;
    }

    /// <summary>The first entry of a level that is open.</summary>
    public int StartOf(int level) => _levelStart[level - 1];

    public void BackTo(int level)
    {
        if (level >= _levelStart.Count)
        {
            return;
        }

        var start = _levelStart[level];
        while (Count > start)
        {
            ref var entry = ref _entries[--Count];
            Bound[entry.Side] = entry.Old;
            _last[entry.Side] = entry.Previous;
        }

        _levelStart.RemoveRange(level, _levelStart.Count - level);
    }

    /// <returns>The entry before <paramref name="before"/> with which the literal became true; -1 when it always held, -2 when it did not hold yet.</returns>
    public int EntryOf(int side, int atLeast, int before)
    {
        if (initial[side] >= atLeast)
        {
            return -1;
        }

        var e = _last[side];
        while (e >= before)
        {
            e = _entries[e].Previous;
        }

        if (e < 0 || _entries[e].Value < atLeast)
        {
            return -2;
        }

        while (_entries[e].Old >= atLeast)
        {
            e = _entries[e].Previous;
        }

        return e;
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
