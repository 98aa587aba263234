using System.Globalization;
using Baton.Engine.Schedules.Instances;

namespace Baton.Cli.Rendering;

/// <summary>A table for people, a line per instance as it comes, with a summary below.</summary>
internal sealed class InstanceTable : IInstanceOutput
{
    private const int NameWidth = 16;

    private int _count;
    private int _optimal;
    private double _gap;

    public void Write(InstanceSchedule schedule)
    {
        if (_count == 0)
        {
            Console.WriteLine(Paint.Bold($"{"instance",-NameWidth} {"makespan",9} {"lower bound",11} {"gap",8} {"critical path",13} {"schedules",11} {"time",8}"));
        }

        var levelled = schedule.Levelled;
        var gap = levelled.IsOptimal ? "optimal" : levelled.GapPercent.ToString("0.00", CultureInfo.InvariantCulture) + " %";
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{CellText.Cell(schedule.Instance, NameWidth)} {levelled.Makespan,9} {levelled.Bound.Value,11} {gap,8} {schedule.CriticalPath,13} {levelled.Schedules,11} {DurationFormat.Of(schedule.Elapsed),8}");
        Console.WriteLine(levelled.IsOptimal ? Paint.Good(line) : line);
        _count++;
        _optimal += levelled.IsOptimal ? 1 : 0;
        _gap += levelled.GapPercent;
    }

    public void Fail(string message) => Console.Error.WriteLine($"baton: {CellText.Clean(message)}");

    public void End()
    {
        if (_count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Under all capacities: {_count} {(_count == 1 ? "instance" : "instances")}, {_optimal} proven optimal, mean gap to the lower bound {_gap / _count:0.00} %. The critical path is the longest chain by precedences alone."));
        }
    }
}
