using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Scheduling;
using Activity = Baton.Scheduling.Activity;

namespace Baton.Engine.Schedules.Instances;

/// <summary>What a reader has found so far; in the end a checked network, or the error at the line of the job it is about.</summary>
internal sealed class InstanceDraft(int jobs, int resources)
{
    private readonly Activity?[] _activities = new Activity?[jobs];
    private readonly int[] _lines = new int[jobs];
    private readonly List<(int Before, int After)> _precedences = [];

    public int Jobs => jobs;

    public int[] Capacities { get; } = new int[resources];

    public void Precede(int before, int after) => _precedences.Add((before, after));

    /// <returns>False when the job has been described before.</returns>
    public bool Describe(int job, int line, long duration, ReadOnlySpan<int> demands)
    {
        if (_activities[job] is not null)
        {
            return false;
        }

        var taken = ImmutableArray.CreateBuilder<Demand>();
        for (var r = 0; r < demands.Length; r++)
        {
            if (demands[r] > 0)
            {
                taken.Add(new(r, demands[r]));
            }
        }

        _activities[job] = new(duration) { Demands = taken.ToImmutable() };
        _lines[job] = line;
        return true;
    }

    /// <summary>The instance, if <paramref name="text"/> was read without failure and the whole makes sense. All jobs are described by then.</summary>
    public InstanceReading Finish(InstanceText text, string name)
    {
        if (text.Error is { } error)
        {
            return new(null, error);
        }

        ImmutableArray<Activity> activities = [.. _activities.Select(a => a ?? throw new UnreachableException("A job was not described."))];
        var problem = new SchedulingProblem(activities, [.. _precedences.Select(p => new Precedence(p.Before, p.After, activities[p.Before].Duration))], [.. Capacities]);
        var reading = Network.From(problem);
        return reading.Network is { } network ? new(new(name, network), null) : new(null, Describe(reading.Errors[0]));
    }

    private InstanceError Describe(ProblemError error) => error switch
    {
        ProblemError.DemandAboveCapacity d => new(
            _lines[d.Activity],
            $"Job {d.Activity + 1} takes {d.Amount} of resource {d.Resource + 1}, of which there are {d.Capacity}: it can never start.",
            "Correct the request or the availability."),
        ProblemError.Cycle c => new(
            _lines[c.Activities[0]],
            $"Jobs wait for each other: {Chain(c.Activities)}.",
            "Take one of these successors away."),
        ProblemError.HorizonTooLong => new(null, "The durations and requests add up to more than can be computed with.", "Use a coarser unit of time."),
        _ => throw new UnreachableException($"The readers let no such figure through: {error}."),
    };

    private static string Chain(ImmutableArray<int> jobs)
    {
        const int mostShown = 12;
        var shown = jobs.Take(mostShown).Select(j => $"{j + 1}");
        return string.Join(" -> ", jobs.Length > mostShown ? [.. shown, $"... ({jobs.Length} jobs)"] : shown.Append($"{jobs[0] + 1}"));
    }
}
