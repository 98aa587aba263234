using System.Globalization;
using System.Text.Json;
using Baton.Engine.Schedules.Instances;

namespace Baton.Cli.Rendering;

/// <summary>Shows schedules of instances one by one, each as soon as it is there.</summary>
internal interface IInstanceOutput
{
    void Write(InstanceSchedule schedule);

    /// <param name="message">Names the file and says what to do.</param>
    void Fail(string message);

    /// <summary>After the last instance.</summary>
    void End();
}

internal sealed record InstanceJson(string Instance, long Makespan, long LowerBound, bool Optimal, long CriticalPath, long Schedules, double Seconds, IReadOnlyList<long> Starts)
{
    private const int Microseconds = 6;

    public static InstanceJson Of(InstanceSchedule s) => new(
        s.Instance, s.Levelled.Makespan, s.Levelled.Bound.Value, s.Levelled.IsOptimal, s.CriticalPath,
        s.Levelled.Schedules, Math.Round(s.Elapsed.TotalSeconds, Microseconds), s.Levelled.Start);
}

/// <summary>One JSON object per line.</summary>
internal sealed class InstanceLines(TextWriter output) : IInstanceOutput
{
    public void Write(InstanceSchedule schedule) => output.WriteLine(JsonSerializer.Serialize(InstanceJson.Of(schedule), JsonLineContext.Default.InstanceJson));

    public void Fail(string message) => output.WriteLine(JsonSerializer.Serialize(new ErrorJson(ExitCode.Failed, new("instance", message)), JsonLineContext.Default.ErrorJson));

    public void End()
    {
    }
}

/// <summary>Comma-separated values as in RFC 4180, lines ended by LF; the starts are one field, separated by blanks.</summary>
internal sealed class InstanceCsv(TextWriter output) : IInstanceOutput
{
    private bool _begun;

    public void Write(InstanceSchedule schedule)
    {
        Begin();
        var s = InstanceJson.Of(schedule);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Field(s.Instance)},{s.Makespan},{s.LowerBound},{(s.Optimal ? "true" : "false")},{s.CriticalPath},{s.Schedules},{s.Seconds:0.000000},\"{string.Join(' ', s.Starts)}\""));
    }

    public void Fail(string message) => Console.Error.WriteLine($"baton: {CellText.Clean(message)}");

    public void End() => Begin();

    private void Begin()
    {
        if (!_begun)
        {
            output.WriteLine("instance,makespan,lowerBound,optimal,criticalPath,schedules,seconds,starts");
        }

        _begun = true;
    }

    private static string Field(string text) => text.IndexOfAny(['"', ',', '\n', '\r']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
