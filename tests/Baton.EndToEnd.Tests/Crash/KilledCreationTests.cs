using Baton.Domain.Runs;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledCreationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_repository_from_a_template_is_there_as_a_whole_or_not_at_all()
    {
        await using var seed = await Sandbox.CreateAsync("template");
        await using var whole = await seed.CopyAsync();
        Assert.Equal(0, (await whole.BatonAsync(null, "run", whole.Plan)).ExitCode);
        var cases = whole.Points.TakeWhile(name => name != "journal.lease-acquire.before").Distinct().ToList();
        Assert.Contains("template.place.before", cases);
        output.WriteLine($"{cases.Count} cases");

        var troubles = await Sweep.TryAllAsync(cases, async point =>
        {
            await using var sandbox = await seed.CopyAsync();
            Assert.Equal(Sandbox.KilledExitCode, (await sandbox.BatonAsync(point, "run", sandbox.Plan)).ExitCode);
            var end = await sandbox.BatonAsync(null, "run", sandbox.Plan);
            var story = await RunStory.ReadOnlyOneAsync(Path.Combine(sandbox.Repository, "made"));
            var drafts = Directory.GetDirectories(sandbox.Repository, "made.*.draft");
            return end.ExitCode == 0 && story.State.Status == RunStatus.Succeeded && drafts.Length == 0
                ? null
                : $"{point}: exit code {end.ExitCode}, run {story.State.Status}, drafts left {drafts.Length}: {end.Error}";
        });

        Assert.True(troubles.Length == 0, troubles);
    }
}
