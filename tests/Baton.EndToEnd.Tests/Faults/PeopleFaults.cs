using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>What people decide, while nobody drives the run.</summary>
public sealed class PeopleFaults
{
    private const string Asked = "one: {run: 'cp $BATON_INSTRUCTIONS ../../seen-$BATON_ATTEMPT_NUMBER 2>/dev/null; cp $BATON_INSTRUCTIONS $BATON_REPOSITORY/../seen-$BATON_ATTEMPT_NUMBER; echo $BATON_ATTEMPT_NUMBER > a.txt', outputs: [a.txt], verify: [{file: a.txt}, {human: 'Is it fine?'}], retry: {retries: 1, initial: 100ms}}";

    [Fact]
    public async Task A_task_for_a_person_waits_says_what_to_do_and_goes_on_when_it_is_done()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {agent: boss, outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'cp a.txt b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}");

        var waiting = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(3, waiting.ExitCode);
        Assert.Contains("baton done one --plan plan.yaml", waiting.Output, StringComparison.Ordinal);
        var folder = waiting.Output.Split("to be done by a person in ")[1].Split("  ->")[0];
        await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "by hand\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await bench.BatonAsync("done", "one", "--plan", "plan.yaml")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("by hand\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "b.txt"));
    }

    [Fact]
    public async Task Work_that_waits_for_approval_is_merged_once_approved()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Asked);

        var waiting = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(3, waiting.ExitCode);
        Assert.All(["Is it fine?", "baton approve one", "baton reject one"], word => Assert.Contains(word, waiting.Output, StringComparison.Ordinal));
        Assert.Contains("Is it fine?", (await bench.BatonAsync("status")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await bench.BatonAsync("approve", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("1\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
    }

    [Fact]
    public async Task The_reason_of_a_rejection_reaches_the_next_attempt()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Asked);
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(2, (await bench.BatonAsync("reject", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("reject", "one", "--reason", "the colour is wrong")).ExitCode);
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.DoesNotContain("the colour is wrong", await File.ReadAllTextAsync(bench.Mark("seen-1"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("the colour is wrong", await File.ReadAllTextAsync(bench.Mark("seen-2"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await bench.BatonAsync("approve", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Fact]
    public async Task Only_the_named_approver_may_approve()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{human: {question: 'Fine?', approver: boss}}]}");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var refused = await bench.BatonAsync("approve", "one");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("--by boss", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await bench.BatonAsync("approve", "one", "--by", "boss")).ExitCode);
    }

    [Theory]
    [InlineData("approve", "one")]
    [InlineData("reject", "one", "--reason", "x")]
    [InlineData("done", "one")]
    [InlineData("retry", "one")]
    [InlineData("skip", "one", "--reason", "x")]
    [InlineData("pause")]
    [InlineData("cancel")]
    public async Task What_cannot_be_done_to_a_finished_run_is_refused_by_name(params string[] words)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'true', workspace: none}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var refused = await bench.BatonAsync(words);

        Assert.Equal(4, refused.ExitCode);
        Assert.Matches(words is [_, var task, ..] ? task : "run", refused.Error);
    }

    [Fact]
    public async Task A_task_that_the_plan_does_not_have_is_wrong_usage()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'true', workspace: none}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var refused = await bench.BatonAsync("retry", "nobody");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("no task nobody", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_task_is_retried_with_instructions_and_the_run_reopens()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'grep -q \"try harder\" $BATON_INSTRUCTIONS && echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'echo y > b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}");
        var failed = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("baton retry one", failed.Output, StringComparison.Ordinal);

        var retry = await bench.BatonAsync("retry", "one", "--instructions", "try harder");
        Assert.Equal(0, retry.ExitCode);
        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2/2 tasks", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skipped_task_lets_its_successors_start()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'false', workspace: none}\ntwo: {run: 'true', workspace: none, needs: [one]}");
        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(2, (await bench.BatonAsync("skip", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("skip", "one", "--reason", "not needed")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("Skipped", bench.Status("one"));
        Assert.Equal("Complete", bench.Status("two"));
    }

    [Fact]
    public async Task A_waiting_run_can_be_cancelled()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {agent: boss, workspace: none}\ntwo: {run: 'true', workspace: none, needs: [one]}");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var cancel = await bench.BatonAsync("cancel", "--reason", "changed our minds");

        Assert.Equal(0, cancel.ExitCode);
        Assert.Contains("The run is over: changed our minds", (await bench.BatonAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal("Cancelled", bench.Status("one"));
        Assert.Equal("Cancelled", bench.Status("two"));
    }

    [Fact]
    public async Task A_rollback_takes_out_the_dependents_too_and_requeues_them()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}
            two: {run: 'cp a.txt b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}
            other: {run: 'echo o > o.txt', outputs: [o.txt], verify: [{file: o.txt}]}
            """);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var branch = await bench.IntegrationAsync();

        var byHand = await bench.Repository.GitAsync("commit-tree", branch + "^{tree}", "-p", branch, "-m", "by hand");
        await bench.Repository.GitAsync("update-ref", "refs/heads/" + branch, byHand);

        var rollback = await bench.BatonAsync("rollback", "one", "--reason", "wrong", "--requeue");
        Assert.Equal(0, rollback.ExitCode);
        Assert.Contains($"was moved to {byHand[..12]} by somebody else", rollback.Error, StringComparison.Ordinal);
        Assert.Equal(["README.md", "o.txt"], await bench.Repository.PathsAtAsync(branch));

        var again = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(["README.md", "a.txt", "b.txt", "o.txt"], await bench.Repository.PathsAtAsync(branch));
    }

    [Fact]
    public async Task A_rollback_without_requeue_leaves_the_tasks_rolled_back_and_says_how_to_go_on()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'cp a.txt b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(0, (await bench.BatonAsync("rollback", "one", "--reason", "wrong")).ExitCode);

        Assert.Equal("RolledBack", bench.Status("one"));
        Assert.Equal("RolledBack", bench.Status("two"));
        var run = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("one RolledBack", run.Output, StringComparison.Ordinal);
        Assert.Contains("baton retry one", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A session that began on a finished run believed whatever the branch held.</summary>
    [Fact]
    public async Task A_rollback_of_a_finished_run_starts_where_the_journal_has_the_branch()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'echo y > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var branch = await bench.IntegrationAsync();
        await bench.Repository.GitAsync("update-ref", "refs/heads/" + branch, await bench.Repository.GitAsync("commit-tree", "-p", branch, "-m", "unchecked", "HEAD^{tree}"));

        Assert.Equal(0, (await bench.BatonAsync("rollback", "one", "--reason", "wrong")).ExitCode);

        Assert.Equal("RolledBack", bench.Status("one"));
        Assert.Equal("b.txt", await bench.Repository.GitAsync("ls-tree", "--name-only", branch, "a.txt", "b.txt"));
        Assert.DoesNotContain("unchecked", await bench.Repository.GitAsync("log", "--format=%s", branch), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_that_git_cannot_do_now_says_so_and_is_done_once_the_store_is_mended()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'echo y > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var tree = await bench.Repository.GitAsync("rev-parse", await bench.IntegrationAsync() + "^{tree}");
        var file = Path.Combine(bench.Repository.Root, ".git", "objects", tree[..2], tree[2..]);
        var sound = await File.ReadAllBytesAsync(file);
        File.Delete(file);

        var held = await bench.BatonAsync("rollback", "one", "--reason", "wrong");
        Assert.Equal(5, held.ExitCode);
        Assert.Contains("one: its work is not taken out yet", held.Error, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, sound);
        await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal("RolledBack", bench.Status("one"));
    }

    [Fact]
    public async Task A_rollback_that_breaks_what_remains_is_refused_until_the_person_insists()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}
            two: {run: 'echo y > b.txt', outputs: [b.txt], verify: [{name: links, run: 'test ! -e a.txt || test -e b.txt'}, {name: both, run: 'test -e a.txt || test ! -e merged.txt'}]}
            glue: {run: 'echo z > merged.txt', outputs: [merged.txt], verify: [{file: merged.txt}], needs: [two]}
            """);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var branch = await bench.IntegrationAsync();
        var tip = await bench.Repository.GitAsync("rev-parse", branch);

        var refused = await bench.BatonAsync("rollback", "one", "--reason", "wrong");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("Without one, two does not pass: both: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("baton rollback one --force --reason WHY", refused.Error, StringComparison.Ordinal);
        Assert.Equal(tip, await bench.Repository.GitAsync("rev-parse", branch));
        Assert.Equal("Complete", bench.Status("one"));
        var shown = (await bench.BatonAsync("show", "two")).Output;
        Assert.Contains("without one: both: ", shown, StringComparison.Ordinal);

        var forced = await bench.BatonAsync("rollback", "one", "--reason", "wrong all the same", "--force");
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal(["README.md", "b.txt", "merged.txt"], await bench.Repository.PathsAtAsync(branch));
    }
}
