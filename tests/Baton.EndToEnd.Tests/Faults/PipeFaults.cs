using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Agents that put named pipes where git or Baton opens files. A test that fails here waits for ever.</summary>
public sealed class PipeFaults
{
    private const string Common = "$BATON_REPOSITORY/.git";

    [Theory]
    [InlineData(Common + "/HEAD", "worktree")]
    [InlineData(Common + "/index", "worktree")]
    [InlineData(Common + "/packed-refs", "worktree")]
    [InlineData("$(git rev-parse --absolute-git-dir)/HEAD", "worktree")]
    [InlineData("$(git rev-parse --absolute-git-dir)/gitdir", "worktree")]
    [InlineData("$(git rev-parse --absolute-git-dir)/HEAD", "clone")]
    [InlineData("$(dirname $BATON_INSTRUCTIONS)/claim", "worktree")]
    [InlineData("$(dirname $BATON_INSTRUCTIONS)/output.log", "worktree")]
    public async Task A_pipe_is_a_violation_of_its_attempt_and_the_run_goes_on(string file, string workspace)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($$"""
            one: {workspace: {{workspace}}, exclusive: desk, priority: critical, outputs: [a.txt], verify: [{file: a.txt}], run: 'echo x > a.txt; f={{file}}; rm -f $f; mkfifo $f'}
            two: {exclusive: desk, outputs: [b.txt], verify: [{file: b.txt}], run: 'echo x > b.txt'}
            """);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Complete", bench.Status("two"));
        var shown = (await bench.BatonAsync("show", "one")).Output;
        Assert.Contains("named pipe", shown, StringComparison.Ordinal);
        Assert.Contains(file.Split('/')[^1], shown, StringComparison.Ordinal);
        Assert.Equal("main", await bench.Repository.GitAsync("rev-parse", "--abbrev-ref", "HEAD"));
    }

    [Fact]
    public async Task What_an_agent_without_its_claim_leaves_behind_is_ended_all_the_same()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {outputs: [a.txt], verify: [{file: a.txt}], run: 'echo x > a.txt; rm $(dirname $BATON_INSTRUCTIONS)/claim; setsid sleep 1000 & :'}");

        await bench.BatonAsync("run", "plan.yaml");

        Assert.Empty(bench.Processes());
    }
}
