namespace Baton.Scheduling.Tests;

/// <summary>
/// Reads instances of PSPLIB (Kolisch and Sprecher, European Journal of Operational Research 96, 1996; unchanged in the folder Instances):
/// one mode, renewable resources, finish to start.
/// </summary>
internal static class PublishedInstance
{
    public static SchedulingProblem Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Instances", name + ".sm"));
        int[][] After(string heading, int skip) =>
        [
            .. lines.SkipWhile(l => !l.StartsWith(heading, StringComparison.Ordinal)).Skip(skip)
                .TakeWhile(l => !l.StartsWith('*'))
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()),
        ];
        var requests = After("REQUESTS", 3);
        return new(
            [.. requests.Select(r => new Activity(r[2]) { Demands = [.. r.Skip(3).Select((amount, k) => new Demand(k, amount))] })],
            [.. After("PRECEDENCE", 2).SelectMany(r => r.Skip(3).Select(after => new Precedence(r[0] - 1, after - 1, requests[r[0] - 1][2])))],
            [.. After("RESOURCEAVAIL", 2)[0]]);
    }
}
