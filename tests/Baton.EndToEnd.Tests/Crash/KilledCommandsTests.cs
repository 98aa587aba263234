using Baton.Domain.Runs;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>A person's command is killed on its way: it is carried out once or not at all, and the run goes on.</summary>
[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledCommandsTests(ITestOutputHelper output)
{
    private const int StandardCases = 3;
    private const int WaitsForPerson = 3;

    [Fact]
    public Task An_approval_counts_once() => SweepAsync<RunEvent.Approved>("approve", "sign", "--by", "ann");

    [Fact]
    public Task A_rollback_happens_once() => SweepAsync<RunEvent.RollbackRequested>("rollback", "base", "--reason", "wrong", "--requeue");

    [Fact]
    public Task A_retry_is_given_once() => SweepAsync<RunEvent.TaskResubmitted>("retry", "stubborn");

    private async Task SweepAsync<T>(params string[] command)
        where T : RunEvent
    {
        await using var sandbox = await Sandbox.CreateAsync("people");
        command = [.. command, "--plan", sandbox.Plan];
        Assert.Equal(WaitsForPerson, (await sandbox.BatonAsync(null, "run", sandbox.Plan)).ExitCode);
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder, "fixed"), "");
        await sandbox.SnapshotAsync();
        Assert.Equal("", (await sandbox.BatonAsync(null, command)).Error);
        var cases = Sweep.Choose(sandbox.Points, Sweep.CasesOr(StandardCases));
        output.WriteLine($"{command[0]}: {sandbox.Points.Length} points, {cases.Count} cases");
        foreach (var point in cases)
        {
            await sandbox.RestoreAsync();
            var trouble = await TryAsync<T>(sandbox, point, command);
            Assert.True(trouble is null, $"{command[0]} killed at {point}: {trouble}");
        }
    }

    private static async Task<string?> TryAsync<T>(Sandbox sandbox, string point, string[] command)
        where T : RunEvent
    {
        var killed = await sandbox.BatonAsync(point, command);
        var sent = sandbox.Points.Contains("journal.inbox-send.after");
        var end = await sandbox.BatonAsync(null, "run", sandbox.Plan);
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var decided = story.Of<T>().Count();
        return killed.ExitCode is not (0 or Sandbox.KilledExitCode) ? $"exit code {killed.ExitCode}: {killed.Error}"
            : end.ExitCode != WaitsForPerson ? $"the run ended with {end.ExitCode}: {end.Output}{end.Error}"
            : decided != (sent ? 1 : 0) ? $"{typeof(T).Name} happened {decided} times; the command was {(sent ? "" : "not ")}recorded"
            : await FindWrongAsync(sandbox, story, sent ? command[0] : "");
    }

    private static async Task<string?> FindWrongAsync(Sandbox sandbox, RunStory story, string command)
    {
        var log = SideLog.Read(sandbox.SideLogFile);
        var expected = (Base: command == "rollback" ? 2 : 1, Stubborn: command == "retry" ? 2 : 1);
        var starts = (log.StartsOf("base"), log.StartsOf("stubborn"));
        var undone = story.Of<RunEvent.TaskRolledBack>().Count();
        var text = await TemporaryRepository.GitInAsync(sandbox.Repository, "show", story.State.Origin.IntegrationBranch + ":base.txt");
        return starts != expected ? $"base and stubborn were started {starts} times, not {expected}"
            : undone != expected.Base - 1 ? $"base was rolled back {undone} times"
            : text != $"{expected.Base}" ? $"base.txt holds '{text}'"
            : story.State[new("sign")].Current?.Approvals != (command == "approve" ? 1 : 0) ? $"sign has {story.State[new("sign")].Current?.Approvals} approvals"
            : null;
    }
}
