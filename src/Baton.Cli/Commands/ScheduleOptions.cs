using System.CommandLine;
using Baton.Engine.Schedules.Instances;

namespace Baton.Cli.Commands;

/// <summary>How much work <c>baton schedule</c> does: a count of schedules or a time by the clock or of CPU, threads and a seed.</summary>
internal sealed class ScheduleOptions
{
    private const long MostSchedules = 1_000_000_000_000;
    private const double MostSeconds = 86_400;
    private const int MostThreads = 256;

    private readonly Option<long?> _schedules = new("--schedules")
    {
        Description = "Generate so many schedules per instance; the same count and seed give the same result. Default without a time: 1000, above 200 jobs fewer.",
        HelpName = "N",
        CustomParser = result => CommonOptions.Number(result, 1L, MostSchedules),
    };

    private readonly Option<double?> _seconds = new("--seconds")
    {
        Description = "Search for so long per instance (wall time), or until the optimum is proven.",
        HelpName = "S",
        CustomParser = result => CommonOptions.Number(result, 0.001, MostSeconds, "a number"),
    };

    private readonly Option<double?> _cpuSeconds = new("--cpu-seconds")
    {
        Description = "The same with CPU time of all threads together: comparable on a machine that has other work too. 2 threads spend 20 in 10 seconds.",
        HelpName = "S",
        CustomParser = result => CommonOptions.Number(result, 0.001, MostSeconds, "a number"),
    };

    private readonly Option<bool> _noProof = new("--no-proof")
    {
        Description = "With a count of schedules: stop after them. Else a search for a proof follows that takes about as long.",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads to work with. Default: 1.",
        HelpName = "N",
        CustomParser = result => CommonOptions.Number(result, 1, MostThreads),
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "Seed of the random choices. Default: 1.",
        HelpName = "N",
        CustomParser = result => CommonOptions.Number(result, 0UL, ulong.MaxValue),
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _schedules, _noProof, _seconds, _cpuSeconds, _threads, _seed })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var given = new Option[] { _schedules, _seconds, _cpuSeconds }.Where(o => result.GetResult(o) is not null).Select(o => o.Name).ToArray();
            if (given.Length > 1)
            {
                result.AddError($"{string.Join(" and ", given)} exclude each other; give one of them.");
            }

            if (result.GetValue(_noProof) && (result.GetResult(_seconds) ?? result.GetResult(_cpuSeconds)) is not null)
            {
                result.AddError("--no-proof goes with a count of schedules; with a time, search and proof work side by side.");
            }
        });
    }

    public InstanceEffort Effort(ParseResult parse) => new()
    {
        Schedules = parse.GetValue(_schedules),
        Time = parse.GetValue(_seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        CpuTime = parse.GetValue(_cpuSeconds) is { } cpu ? TimeSpan.FromSeconds(cpu) : null,
        Proves = !parse.GetValue(_noProof),
        Threads = parse.GetValue(_threads) ?? 1,
        Seed = parse.GetValue(_seed) ?? 1,
    };
}
