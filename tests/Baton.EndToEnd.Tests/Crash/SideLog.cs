using System.Globalization;

namespace Baton.EndToEnd.Tests.Crash;

/// <param name="Value">The process of a start or an end, the id of an object.</param>
internal sealed record SideLogLine(string What, string Task, int Attempt, string Value);

/// <summary>What the agents themselves wrote down beside the repository, in the order in which it happened.</summary>
internal sealed class SideLog(IReadOnlyList<SideLogLine> lines)
{
    public static SideLog Read(string file) => new(File.Exists(file) ? [.. File.ReadAllLines(file).Select(Parse)] : []);

    public IEnumerable<SideLogLine> Starts => lines.Where(l => l.What == "start");

    public IEnumerable<string> Objects => lines.Where(l => l.What == "object").Select(l => l.Value).Distinct();

    public int StartsOf(string task) => Starts.Count(l => l.Task == task);

    /// <summary>Attempts that were started more than once.</summary>
    public IEnumerable<string> StartedTwice() =>
        Starts.GroupBy(l => (l.Task, l.Attempt)).Where(g => g.Count() > 1).Select(g => $"{g.Key.Task}#{g.Key.Attempt} started {g.Count()} times");

    /// <summary>Attempts that started while another one of their task was at work.</summary>
    public IEnumerable<string> Overlaps()
    {
        var atWork = new Dictionary<string, SideLogLine>();
        foreach (var line in lines)
        {
            if (line.What == "start" && !atWork.TryAdd(line.Task, line))
            {
                yield return $"{line.Task}#{line.Attempt} started while #{atWork[line.Task].Attempt} was at work";
            }
            else if (line.What == "end")
            {
                atWork.Remove(line.Task);
            }
        }
    }

    public IEnumerable<string> NeverEnded() => Starts
        .Where(s => !lines.Any(l => l.What == "end" && l.Task == s.Task && l.Value == s.Value))
        .Select(s => $"{s.Task}#{s.Attempt} never wrote its end");

    private static SideLogLine Parse(string line)
    {
        var words = line.Split(' ');
        return new SideLogLine(words[0], words[1], int.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
    }
}
