using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Baton.Scheduling.Solving.Packed;

/// <summary>
/// Serial schedule generation on a profile with one packed word per unit of time. Where an activity fits is read as bits, 64 moments at once;
/// the first run of as many bits as its duration has units is found by shifts. Not safe for several threads.
/// </summary>
internal sealed class Decoder<T> : IDecoder
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Window = 64;
    private const int LongestByShifts = 32;

    private readonly PackedProblem<T> _problem;
    private readonly int _stride;
    private readonly T[] _free;
    private int _used;

    public Decoder(PackedProblem<T> problem)
    {
        _problem = problem;
        _stride = problem.Horizon + Window;
        _free = new T[(_stride * problem.Empty.Length) + Window];
        _used = _stride;
        Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Decode(Direction direction, ReadOnlySpan<int> order, Span<int> start)
    {
        Clear();
        var problem = _problem;
        ref var startAt = ref MemoryMarshal.GetReference(start);
        ref var first = ref MemoryMarshal.GetArrayDataReference(direction.First);
        ref var from = ref MemoryMarshal.GetArrayDataReference(direction.From);
        ref var lag = ref MemoryMarshal.GetArrayDataReference(direction.Lag);
        var (length, end) = (0, 0);
        foreach (var i in order)
        {
            var at = direction.Head[i];
            var last = Unsafe.Add(ref first, i + 1);
            for (var e = Unsafe.Add(ref first, i); e < last; e++)
            {
                at = Math.Max(at, Unsafe.Add(ref startAt, Unsafe.Add(ref from, e)) + Unsafe.Add(ref lag, e));
            }

            var duration = problem.Duration[i];
            var k = problem.DemandFirst[i];
            var demands = problem.DemandFirst[i + 1] - k;
            if (demands == 1 && duration <= LongestByShifts)
            {
                at = FitOne(at, duration, problem.Demand[k], problem.DemandWord[k]);
            }
            else if (demands > 0)
            {
                at = FitAny(at, duration, k, k + demands);
            }

            for (; demands > 0; demands--, k++)
            {
                Take(at, duration, problem.Demand[k], problem.DemandWord[k]);
            }

            start[i] = at;
            end = Math.Max(end, at + duration);
            length = Math.Max(length, at + duration + direction.Tail[i]);
        }

        _used = end;
        return length;
    }

    private void Clear()
    {
        for (var w = 0; w < _problem.Empty.Length; w++)
        {
            _free.AsSpan(w * _stride, w + 1 == _problem.Empty.Length && _used == _stride ? _stride + Window : _used).Fill(_problem.Empty[w]);
        }
    }

    /// <summary>One bit per moment from the start on, set where the demand is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FreeBits(ref T free, T demand, T guard)
    {
        var (needed, guards) = (Vector512.Create(demand), Vector512.Create(guard));
        ulong bits = 0;
        for (var b = 0; b < Window; b += Vector512<T>.Count)
        {
            var left = (Vector512.LoadUnsafe(ref free, (nuint)b) - needed) & guards;
            bits |= Vector512.Equals(left, guards).ExtractMostSignificantBits() << b;
        }

        return bits;
    }

    /// <summary>Leaves those bits that begin a run of at least as many; at most 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Runs(ulong bits, int length)
    {
        var (have, step) = (1, 1);
        while (have < length)
        {
            step = Math.Min(have, length - have);
            bits &= bits >> step;
            have += step;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FitOne(int at, int duration, T demand, int word)
    {
        ref var free = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_free), word * _stride);
        while (true)
        {
            var runs = Runs(FreeBits(ref Unsafe.Add(ref free, at), demand, _problem.Guard[word]), duration);
            if (runs != 0)
            {
                return at + BitOperations.TrailingZeroCount(runs);
            }

            at += Window - duration + 1;
        }
    }

    private int FitAny(int at, int duration, int firstDemand, int endDemand)
    {
        ref var free = ref MemoryMarshal.GetArrayDataReference(_free);
        for (var t = at; ; t += Window)
        {
            var bits = ulong.MaxValue;
            for (var k = firstDemand; k < endDemand; k++)
            {
                var word = _problem.DemandWord[k];
                bits &= FreeBits(ref Unsafe.Add(ref free, (word * _stride) + t), _problem.Demand[k], _problem.Guard[word]);
            }

            for (var taken = ~bits; taken != 0; taken &= taken - 1)
            {
                var moment = t + BitOperations.TrailingZeroCount(taken);
                if (moment >= at + duration)
                {
                    return at;
                }

                at = moment + 1;
            }

            if (t + Window >= at + duration)
            {
                return at;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int at, int duration, T demand, int word)
    {
        foreach (ref var free in _free.AsSpan((word * _stride) + at, duration))
        {
            free -= demand;
        }
    }
}
