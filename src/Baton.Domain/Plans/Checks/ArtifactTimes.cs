namespace Baton.Domain.Plans.Checks;

/// <summary>When artifacts can exist: by needs and barriers, and because nobody reads what is not there yet, whether the reader says that it needs it or not.</summary>
internal sealed class ArtifactTimes
{
    private const int MostComparisons = 500_000;

    private readonly CheckedPlan _subject;
    private readonly EarliestTimes? _times;
    private readonly Dictionary<int, (int Maker, string Path)> _reads = [];

    public ArtifactTimes(CheckedPlan subject)
    {
        _subject = subject;
        if (subject.Graph.HasOrder)
        {
            var made = new MadePaths(subject.Plan, MostComparisons);
            _times = EarliestTimes.Of(subject, subject.Barriers, [.. Reads(made)], out _) ?? subject.EarliestWithBarriers;
        }
    }

    /// <summary>When the share of the task can be done at the earliest; null when the plan has no order.</summary>
    public long? At(int task, double share) => _times?.At(task, share);

    /// <summary>What keeps the task from starting sooner, as the middle of a sentence.</summary>
    public string Why(int task) => _reads.TryGetValue(task, out var read)
        ? $"it reads '{FindingList.Shorten(read.Path)}', which task {_subject.Plan.Tasks[read.Maker].Id} makes, and so cannot"
        : "by its dependencies it cannot";

    /// <summary>When what is handed over exists at the earliest, and what makes it; null when nobody knows.</summary>
    public (long At, string Why)? Exists(PlanHandOff handOff)
    {
        if (_times is null)
        {
            return null;
        }

        if (handOff.Trigger is { } trigger)
        {
            return _subject.Numbers.TryGetValue(trigger, out var task)
                ? (_times.At(task, handOff.Share), handOff.Share < 1 ? $"{PlannedTime.Percent(handOff.Share)} of task {trigger} is done" : $"task {trigger} is done")
                : null;
        }

        return Last(handOff) is { } last ? (_times.Finish(last), $"task {_subject.Plan.Tasks[last].Id}, which makes its artifact, is done") : null;
    }

    private int? Last(PlanHandOff handOff)
    {
        int? last = null;
        for (var i = 0; i < _subject.Plan.Tasks.Length; i++)
        {
            if (_subject.Plan.Tasks[i].Outputs.Any(o => handOff.Artifacts.Any(a => Glob.Covers(o.Path, a))) && (last is not { } other || _times!.Finish(i) > _times.Finish(other)))
            {
                last = i;
            }
        }

        return last;
    }

    /// <summary>Readers that do not say that they need the maker. A hand-off of the path to the reader's agent says which share of the maker is enough.</summary>
    private IEnumerable<TimedNeed> Reads(MadePaths made)
    {
        for (var reader = 0; reader < _subject.Plan.Tasks.Length; reader++)
        {
            foreach (var input in _subject.Plan.Tasks[reader].Inputs)
            {
                foreach (var maker in made.MakersOf(input.Path))
                {
                    if (maker != reader && !_subject.Graph.NeedsDirectlyOrNot(reader, maker) && !_subject.Graph.NeedsDirectlyOrNot(maker, reader))
                    {
                        _reads.TryAdd(reader, (maker, input.Path));
                        yield return new TimedNeed(maker, reader, EnoughOf(maker, reader, input.Path));
                    }
                }
            }
        }
    }

    private double EnoughOf(int maker, int reader, string path)
    {
        foreach (var handOff in _subject.Plan.HandOffs)
        {
            if (handOff.Trigger == _subject.Plan.Tasks[maker].Id && handOff.Artifacts.Contains(path)
                && (handOff.To is null or "ALL" || handOff.To == _subject.Plan.Tasks[reader].Agent?.Value))
            {
                return handOff.Share;
            }
        }

        return 1;
    }
}
