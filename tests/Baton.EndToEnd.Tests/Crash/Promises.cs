using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>What holds after a run of the fleet scenario, however often it was killed on the way.</summary>
/// <param name="tree">The tree of the integration branch after a run that nobody disturbed.</param>
/// <param name="agentsDied">Agents were killed too, so attempts may be lost and be made again.</param>
internal sealed class Promises(Sandbox sandbox, string tree, bool agentsDied)
{
    private readonly List<string> _broken = [];
    private readonly SideLog _log = SideLog.Read(sandbox.SideLogFile);

    public async Task<IReadOnlyList<string>> FindBrokenAsync()
    {
        var stories = await RunStory.ReadAllAsync(sandbox.Repository);
        if (stories is not [var story])
        {
            return [$"There are {stories.Count} runs, not one."];
        }

        if (story.State.Status != RunStatus.Succeeded)
        {
            return [$"The run is {story.State.Status}: {story.State.Reason}"];
        }

        CheckJournal(story);
        CheckAttempts(story);
        await CheckObjectsAsync(story);
        await CheckIntegrationAsync(story);
        await CheckUserAsync();
        await CheckProcessesAsync();
        return _broken;
    }

    private void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            _broken.Add(otherwise);
        }
    }

    private void CheckJournal(RunStory story)
    {
        OncePer(story.Of<RunEvent.AttemptPlanned>().Select(e => $"planned {e.Task}#{e.Attempt}"));
        OncePer(story.Of<RunEvent.AttemptStarted>().Select(e => $"started {e.Task}#{e.Attempt}"));
        OncePer(story.Of<RunEvent.AttemptExited>().Select(e => $"exited {e.Task}#{e.Attempt}"));
        OncePer(story.Of<RunEvent.WorkCaptured>().Select(e => $"captured {e.Task}#{e.Attempt}"));
        OncePer(story.Of<RunEvent.Merged>().Select(e => $"merged {e.Task}"));
        OncePer(story.Of<RunEvent.TaskCompleted>().Select(e => $"completed {e.Task}"));
        OncePer(story.Of<RunEvent.Finished>().Select(_ => "finished"));
        var complete = new HashSet<string>();
        foreach (var e in story.Events.OfType<RunEvent.IOfTask>())
        {
            Demand(!complete.Contains(e.Task.Value), $"{e.GetType().Name} of {e.Task} after it was complete");
            if (e is RunEvent.TaskCompleted)
            {
                complete.Add(e.Task.Value);
            }
        }
    }

    private void OncePer(IEnumerable<string> facts) =>
        _broken.AddRange(facts.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => $"{g.Key} {g.Count()} times"));

    private void CheckAttempts(RunStory story)
    {
        _broken.AddRange(_log.StartedTwice());
        var planned = story.Of<RunEvent.AttemptPlanned>().Select(e => (e.Task.Value, e.Attempt)).ToHashSet();
        _broken.AddRange(_log.Starts.Where(s => !planned.Contains((s.Task, s.Attempt))).Select(s => $"{s.Task}#{s.Attempt} started unplanned"));
        if (agentsDied)
        {
            return;
        }

        _broken.AddRange(_log.Overlaps());
        _broken.AddRange(_log.NeverEnded());
        foreach (var task in new[] { "left", "right", "last" })
        {
            Demand(_log.StartsOf(task) == 1, $"{task} was started {_log.StartsOf(task)} times, needed once");
        }

        Demand(_log.StartsOf("flaky") == 2, $"flaky was started {_log.StartsOf("flaky")} times, needed twice");
        var rivals = (_log.StartsOf("one"), _log.StartsOf("two"));
        Demand(rivals is (1, 1) or (1, 2) or (2, 1), $"one and two were started {rivals} times, needed once and one of them once more");
    }

    private async Task CheckObjectsAsync(RunStory story)
    {
        var kept = (await GitAsync("rev-list", "--objects", "--glob=refs/baton/*", "main")).Split('\n').Select(line => line.Split(' ')[0]).ToHashSet();
        _broken.AddRange(_log.Objects.Where(id => !kept.Contains(id)).Select(id => $"object {id} of an agent is under no ref of Baton"));
        foreach (var captured in story.Of<RunEvent.WorkCaptured>().Where(e => !e.Work.IsEmpty))
        {
            var held = await GitAsync("for-each-ref", "--format=%(objectname)", captured.Work.Ref);
            Demand(held == captured.Work.Commit, $"{captured.Work.Ref} is '{held}', not {captured.Work.Commit}");
        }
    }

    private async Task CheckIntegrationAsync(RunStory story)
    {
        var branch = story.State.Origin.IntegrationBranch;
        var final = await GitAsync("rev-parse", branch + "^{tree}");
        Demand(final == tree, $"The final tree is {final}, without a kill it is {tree}");
        var merged = story.Of<RunEvent.Merged>().Select(e => e.Commit).ToList();
        var accepted = story.Of<RunEvent.WorkCaptured>().Select(e => e.Work.Commit).ToHashSet();
        var line = (await GitAsync("rev-list", "--first-parent", "--reverse", "--parents", $"main..{branch}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var before = story.State.Origin.BaseCommit;
        foreach (var words in line.Select(l => l.Split(' ')))
        {
            Demand(words is [_, var first, var second] && first == before && accepted.Contains(second), $"{string.Join(' ', words)} is no merge of captured work");
            before = words[0];
        }

        Demand(line.Select(l => l.Split(' ')[0]).SequenceEqual(merged), "The branch's merges are not those of the journal");
        await CheckTreesAsync(merged);
    }

    /// <summary>Every state that the integration branch ever had passes the plan's own check.</summary>
    private async Task CheckTreesAsync(IReadOnlyList<string> commits)
    {
        const string check = "for c; do mkdir ../tree; git archive $c | tar -x -C ../tree; (cd ../tree && sh check.sh) || echo bad $c; rm -r ../tree; done";
        var result = await Execution.RunAsync(sandbox.Repository, null, ["sh", "-c", check, "sh", .. commits]);
        Demand(result is { ExitCode: 0, Output: "" }, $"Trees of the integration branch do not pass: {result.Output}{result.Error}");
    }

    private async Task CheckUserAsync()
    {
        var now = await UserState.ReadAsync(sandbox.Repository);
        Demand(now == UserState.Expected, $"The user's work tree changed: {now}");
    }

    private async Task CheckProcessesAsync()
    {
        await Poll.UntilAsync(() => sandbox.LivingProcesses().Count == 0);
        _broken.AddRange(sandbox.LivingProcesses().Select(pid => $"Process {pid} is left: {File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ')}"));
    }

    private Task<string> GitAsync(params string[] words) => TemporaryRepository.GitInAsync(sandbox.Repository, words);
}
