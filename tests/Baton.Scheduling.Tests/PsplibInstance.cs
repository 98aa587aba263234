using System.Collections.Immutable;
using System.Globalization;

namespace Baton.Scheduling.Tests;

/// <summary>
/// Reads instances of PSPLIB (Kolisch and Sprecher, European Journal of Operational Research 96, 1996; unchanged in the folder Instances) and what is
/// known of them: one mode, renewable resources, finish to start.
/// </summary>
internal static class PsplibInstance
{
    public static SchedulingProblem Read(string name) => ReadFile(Path.Combine(AppContext.BaseDirectory, "Instances", name + ".sm"));

    public static SchedulingProblem ReadFile(string path)
    {
        var lines = File.ReadAllLines(path);
        var successors = Table(lines, "PRECEDENCE RELATIONS", 2);
        var requests = Table(lines, "REQUESTS/DURATIONS", 3);
        var capacities = Table(lines, "RESOURCEAVAILABILITIES", 2)[0];
        return new(
            [.. requests.Select(r => new Activity(r[2]) { Demands = [.. r.Skip(3).Select((amount, k) => new Demand(k, amount))] })],
            [.. successors.SelectMany((row, k) => row.Skip(3).Select(after => new Precedence(k, after - 1, requests[k][2])))],
            [.. capacities]);
    }

    /// <summary>From bounds.csv beside the instances, whose README names the sources.</summary>
    public static (int Lower, int Upper) Known(string name)
    {
        var row = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Instances", "bounds.csv")).Select(l => l.Split(',')).Single(f => f[1] == name);
        return (int.Parse(row[3], CultureInfo.InvariantCulture), int.Parse(row[4], CultureInfo.InvariantCulture));
    }

    /// <summary>The same network with every task that takes time on one of m equal agents.</summary>
    public static SchedulingProblem OnAgents(this SchedulingProblem problem, int agents) => problem with
    {
        Activities = [.. problem.Activities.Select(a => a with { Demands = a.Duration > 0 ? [new(0, 1)] : [] })],
        Capacities = [agents],
    };

    private static ImmutableArray<ImmutableArray<int>> Table(string[] lines, string title, int skip) =>
    [
        .. lines.SkipWhile(l => !l.StartsWith(title, StringComparison.Ordinal)).Skip(skip).TakeWhile(l => !l.StartsWith('*'))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => int.Parse(f, CultureInfo.InvariantCulture)).ToImmutableArray()),
    ];
}
