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
    private readonly int[] _ready;
    private readonly int[] _position;
    private readonly int[] _waiting;
    private readonly ulong[] _eligible;
    private readonly ulong[] _moments;
    private int _used;

    public Decoder(PackedProblem<T> problem)
    {
        _problem = problem;
        _stride = problem.Horizon + Window;
        _free = new T[(_stride * problem.Empty.Length) + Window];
        (_ready, _position, _waiting) = (new int[problem.Count], new int[problem.Count], new int[problem.Count]);
        _eligible = new ulong[(problem.Count + 63) / 64];
        _moments = new ulong[(problem.Horizon / 64) + 2];
        _used = _stride;
        Clear();
    }

    public Direction[] Directions => [_problem.Forward, _problem.Backward];

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int DecodeParallel(Direction direction, ReadOnlySpan<int> order, Span<int> start)
    {
        Clear();
        _moments.AsSpan().Clear();
        _eligible.AsSpan().Clear();
        direction.Head.CopyTo(_ready, 0);
        for (var p = 0; p < order.Length; p++)
        {
            var i = order[p];
            _position[i] = p;
            _waiting[i] = direction.First[i + 1] - direction.First[i];
            if (_waiting[i] == 0)
            {
                Admit(i);
            }
        }

        var (length, end) = (0, 0);
        for (int left = order.Length, now = 0; left > 0; now++)
        {
            now = NextMoment(now);
            for (var w = 0; w < _eligible.Length; w++)
            {
                for (var bits = _eligible[w]; bits != 0; bits &= bits - 1)
                {
                    var p = BitOperations.TrailingZeroCount(bits);
                    var i = order[(w * 64) + p];
                    if (_ready[i] > now || !Fits(i, now))
                    {
                        continue;
                    }

                    _eligible[w] &= ~(1UL << p);
                    start[i] = now;
                    left--;
                    TakeAll(i, now);
                    Release(direction, i, now);
                    bits = _eligible[w] & ~((1UL << p) - 1) | (1UL << p);
                    end = Math.Max(end, now + _problem.Duration[i]);
                    length = Math.Max(length, now + _problem.Duration[i] + direction.Tail[i]);
                }
            }
        }

        _used = end;
        return length;
    }

    private void Release(Direction direction, int activity, int at)
    {
        Mark(at + _problem.Duration[activity]);
        for (var e = direction.NextFirst[activity]; e < direction.NextFirst[activity + 1]; e++)
        {
            var next = direction.NextTo[e];
            _ready[next] = Math.Max(_ready[next], at + direction.NextLag[e]);
            if (--_waiting[next] == 0)
            {
                Admit(next);
            }
        }
    }

    private void Admit(int activity)
    {
        _eligible[_position[activity] >> 6] |= 1UL << _position[activity];
        Mark(_ready[activity]);
    }

    private void Mark(int moment) => _moments[moment >> 6] |= 1UL << moment;

    private int NextMoment(int from)
    {
        var w = from >> 6;
        var bits = _moments[w] & (ulong.MaxValue << from);
        while (bits == 0)
        {
            bits = _moments[++w];
        }

        return (w * 64) + BitOperations.TrailingZeroCount(bits);
    }

    private bool Fits(int activity, int at)
    {
        var fits = true;
        for (var k = _problem.DemandFirst[activity]; k < _problem.DemandFirst[activity + 1]; k++)
        {
            var word = _problem.DemandWord[k];
            fits &= ((_free[(word * _stride) + at] - _problem.Demand[k]) & _problem.Guard[word]) == _problem.Guard[word];
        }

        return fits;
    }

    private void TakeAll(int activity, int at)
    {
        for (var k = _problem.DemandFirst[activity]; k < _problem.DemandFirst[activity + 1]; k++)
        {
            Take(at, _problem.Duration[activity], _problem.Demand[k], _problem.DemandWord[k]);
        }
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
