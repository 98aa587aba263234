using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Agents.Drivers;

/// <summary>Any command. It may tell its usage with lines <c>baton: tokens in=120 out=30 cached=10 cost=0.02</c>, which add up.</summary>
internal sealed class ShellDriver : IAgentDriver
{
    public string Name => "shell";

    public AgentLaunch Prepare(AttemptBrief brief) => LaunchPreparation.Prepare(
        brief, (brief.Task.Run ?? brief.Agent.Command)?.ToWords() ?? [], null, "Install it, or correct the command or PATH.");

    public IOutputReader CreateReader() => new ShellOutputReader();
}

internal sealed partial class ShellOutputReader : IOutputReader
{
    private const int LastLines = 20;
    private const int MaxLineCharacters = 500;
    private readonly Queue<string> _last = new();
    private bool _isCut;

    public AgentProgress Progress { get; private set; } = AgentProgress.None;

    public void Read(string line)
    {
        if (UsageLine().IsMatch(line))
        {
            Progress = Progress with { Usage = Add(Progress.Usage, line) };
            return;
        }

        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        var shown = line.Length > MaxLineCharacters ? line[..MaxLineCharacters] : line;
        Progress = Progress with { LastLine = shown };
        _last.Enqueue(shown);
        if (_last.Count > LastLines)
        {
            _last.Dequeue();
        }
    }

    /// <summary>Some of the lines that add up may be gone, so that their sum is only the least that it can be.</summary>
    public void Skip() => _isCut = true;

    public AgentResult Finish(int? exitCode) => new(_isCut ? Progress.Usage with { Partial = true } : Progress.Usage, _last.Count == 0 ? null : string.Join('\n', _last), null, null);

    private static Usage Add(Usage usage, string line)
    {
        foreach (Match figure in Figure().Matches(line))
        {
            var number = decimal.Parse(figure.Groups[2].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            usage = figure.Groups[1].Value switch
            {
                "in" => usage with { Input = Sum(usage.Input, number) },
                "out" => usage with { Output = Sum(usage.Output, number) },
                "cached" => usage with { Cached = Sum(usage.Cached, number) },
                _ => usage with { Cost = new Money((usage.Cost?.Usd ?? 0) + number) },
            };
        }

        return usage;
    }

    private static Tokens Sum(Tokens? before, decimal more) => new((long)Math.Min((before?.Count ?? 0) + more, long.MaxValue / 4));

    [GeneratedRegex(@"^baton: tokens( (in|out|cached)=[0-9]{1,15}| cost=[0-9]{1,9}(\.[0-9]{1,9})?)+\s*$")]
    private static partial Regex UsageLine();

    [GeneratedRegex(@"(in|out|cached|cost)=([0-9.]+)")]
    private static partial Regex Figure();
}
