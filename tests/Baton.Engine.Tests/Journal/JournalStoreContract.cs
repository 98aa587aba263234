using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.TestKit.Journal;
using Xunit;
using static Baton.Engine.Tests.Journal.JournalFolder;

namespace Baton.Engine.Tests.Journal;

/// <summary>What every store promises. A store's tests derive from it and open the same journal anew at each call of <see cref="OpenAsync"/>.</summary>
public abstract class JournalStoreContract : IAsyncLifetime
{
    protected static readonly LeaseOwner Ann = new("host-a", "boot", 10, 100, Now);
    protected static readonly LeaseOwner Bob = new("host-b", "boot", 20, 200, Now);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected IJournalStore Store { get; private set; } = null!;

    protected abstract Task<IJournalStore> OpenAsync();

    protected abstract ValueTask CleanAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await CleanAsync();
    }

    [Fact]
    public async Task A_created_run_is_found_with_its_plan_and_its_first_event()
    {
        var run = await CreateRunAsync(Store);

        var head = await Store.FindRunAsync(run, Ct);
        var planned = JournalChild.Planned(run, PlanBytes);
        Assert.Equal(new RunHead(run, planned.Plan, "sample", "plans/sample.yaml", Now, 1, null, 0), head);
        Assert.Equal(PlanBytes, (await Store.ReadPlanAsync(planned.Plan, Ct)).ToArray());
        var first = Assert.Single(await ReadAllAsync(Store, run));
        Assert.Equal((1, Now), (first.Seq, first.At));
        Assert.Equivalent(planned, first.Event, strict: true);
    }

    [Fact]
    public async Task A_run_is_created_once()
    {
        var run = await CreateRunAsync(Store);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await CreateRunAsync(Store));
        Assert.Single(await ReadAllAsync(Store, run));
    }

    [Fact]
    public async Task Of_two_who_make_the_first_run_of_a_plan_file_at_once_one_succeeds()
    {
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () => await CreateAfterAsync($"run-{n}", new NewestRun(null)))));

        Assert.Single(both, created => created);
        var first = Assert.Single(await Store.ListRunsAsync(Ct)).Run;
        Assert.False(await CreateAfterAsync("late", new NewestRun(null)));
        Assert.False(await CreateAfterAsync("late", new NewestRun(new RunId("other"))));
        Assert.True(await CreateAfterAsync("later", new NewestRun(first)));
        Assert.True(await CreateAfterAsync("other-file", new NewestRun(null), "plans/other.yaml"));
        Assert.True(await CreateAfterAsync("whatever", null));
    }

    private async Task<bool> CreateAfterAsync(string name, NewestRun? after, string file = "plans/sample.yaml")
    {
        var run = new RunId(name);
        return await Store.CreateRunAsync(run, file, PlanBytes, JournalChild.Planned(run, PlanBytes), Now.AddSeconds(name.Length), Ct, after);
    }

    [Fact]
    public async Task Plan_bytes_that_are_not_the_named_plan_are_refused_and_nothing_is_kept()
    {
        var run = new RunId("run-1");
        var create = async () => await Store.CreateRunAsync(run, "p", "other"u8.ToArray(), JournalChild.Planned(run, PlanBytes), Now, Ct);
        await Assert.ThrowsAsync<ArgumentException>(create);
        Assert.Null(await Store.FindRunAsync(run, Ct));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        await CreateRunAsync(Store, "old", Now);
        await CreateRunAsync(Store, "new", Now.AddHours(2));
        await CreateRunAsync(Store, "middle", Now.AddHours(1));
        Assert.Equal(["new", "middle", "old"], (await Store.ListRunsAsync(Ct)).Select(h => h.Run.Value));
    }

    [Fact]
    public async Task An_unknown_run_has_no_head_and_no_events_and_takes_neither_owner_nor_command()
    {
        var run = new RunId("nothing");
        Assert.Null(await Store.FindRunAsync(run, Ct));
        Assert.Empty(await ReadAllAsync(Store, run));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Store.AcquireAsync(run, Ann, _ => true, Ct));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Store.SendAsync(run, new RunCommand.Resume("ann"), Now, Ct));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Store.ReadPlanAsync(new PlanHash("0"), Ct));
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, 0, 0, [Note("a")], Now, Ct));
    }

    [Fact]
    public async Task Appended_events_are_read_in_order_by_another_handle()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        Assert.Equal(new AppendOutcome.Appended(3), await Store.AppendAsync(run, fence, 1, [Note("a"), Note("b")], Now, Ct));
        Assert.Equal(new AppendOutcome.Appended(4), await Store.AppendAsync(run, fence, 3, [Note("c")], Now.AddSeconds(1), Ct));

        await using var other = await OpenAsync();
        var read = await ReadAllAsync(other, run, afterSeq: 1);
        Assert.Equal([2, 3, 4], read.Select(e => e.Seq));
        Assert.Equal([Note("a"), Note("b"), Note("c")], read.Select(e => e.Event));
        Assert.Equal([Now, Now, Now.AddSeconds(1)], read.Select(e => e.At));
        Assert.Equal(4, (await other.FindRunAsync(run, Ct))!.LastSeq);
    }

    [Fact]
    public async Task Many_events_are_read_without_a_gap_from_any_point()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        await Store.AppendAsync(run, fence, 1, [.. Enumerable.Range(2, 2500).Select(i => Note($"{i}"))], Now, Ct);
        Assert.Equal(Enumerable.Range(1, 2501).Select(i => (long)i), (await ReadAllAsync(Store, run)).Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(1001, 1501).Select(i => $"{i}"), (await ReadAllAsync(Store, run, 1000)).Select(e => ((RunEvent.Noted)e.Event).Text));
    }

    [Fact]
    public async Task An_empty_append_changes_nothing_but_is_checked()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        Assert.Equal(new AppendOutcome.Appended(1), await Store.AppendAsync(run, fence, 1, [], Now, Ct));
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, fence + 1, 1, [], Now, Ct));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Another_fence_than_the_runs_is_refused(int offset)
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, fence + offset, 1, [Note("a")], Now, Ct));
        Assert.Single(await ReadAllAsync(Store, run));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Another_version_than_the_runs_is_refused_with_the_actual_one(long expected)
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        Assert.Equal(new AppendOutcome.VersionConflict(1), await Store.AppendAsync(run, fence, expected, [Note("a")], Now, Ct));
        Assert.Single(await ReadAllAsync(Store, run));
    }

    [Fact]
    public async Task A_batch_with_an_event_that_cannot_be_written_leaves_nothing_and_the_next_append_works()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        var broken = new RunEvent.RollbackRequested(default(ImmutableArray<TaskId>), "ann", "why", false);
        await Assert.ThrowsAnyAsync<Exception>(async () => await Store.AppendAsync(run, fence, 1, [Note("a"), broken], Now, Ct));
        Assert.Single(await ReadAllAsync(Store, run));
        Assert.Equal(new AppendOutcome.Appended(2), await Store.AppendAsync(run, fence, 1, [Note("b")], Now, Ct));
    }

    [Fact]
    public async Task A_cancelled_append_writes_nothing()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AppendAsync(run, fence, 1, [Note("a")], Now, cancelled));
        Assert.Single(await ReadAllAsync(Store, run));
    }

    [Fact]
    public async Task Of_many_appends_at_the_same_place_exactly_one_succeeds()
    {
        var run = await CreateRunAsync(Store);
        var fence = await OwnAsync(Store, run);
        await using var other = await OpenAsync();
        var appends = Enumerable.Range(0, 16).Select(i => Task.Run(async () => await (i % 2 == 0 ? Store : other).AppendAsync(run, fence, 1, [Note($"{i}"), Note("x")], Now, Ct)));
        var outcomes = await Task.WhenAll(appends);
        Assert.Single(outcomes.OfType<AppendOutcome.Appended>());
        Assert.All(outcomes.OfType<AppendOutcome.VersionConflict>(), c => Assert.Equal(3, c.Actual));
        Assert.Equal(3, (await ReadAllAsync(Store, run)).Count);
    }

    [Fact]
    public async Task A_run_of_a_living_owner_is_not_granted_to_another()
    {
        var run = await CreateRunAsync(Store);
        await Store.AcquireAsync(run, Ann, _ => true, Ct);
        Assert.Equal(new LeaseOutcome.HeldBy(Ann), await Store.AcquireAsync(run, Bob, _ => true, Ct));
        Assert.Equal((Ann, 1L), ((await Store.FindRunAsync(run, Ct))!.Owner!, (await Store.FindRunAsync(run, Ct))!.Fence));
    }

    [Fact]
    public async Task A_dead_owner_loses_the_run_and_cannot_write_any_more()
    {
        var run = await CreateRunAsync(Store);
        var before = Assert.IsType<LeaseOutcome.Granted>(await Store.AcquireAsync(run, Ann, _ => true, Ct)).Fence;
        LeaseOwner? asked = null;
        var after = await Store.AcquireAsync(run, Bob, o => (asked = o) != Ann, Ct);
        Assert.Equal(new LeaseOutcome.Granted(before + 1), after);
        Assert.Equal(Ann, asked);
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, before, 1, [Note("late")], Now, Ct));
        Assert.IsType<AppendOutcome.Appended>(await Store.AppendAsync(run, before + 1, 1, [Note("new")], Now, Ct));
    }

    [Fact]
    public async Task The_same_process_gets_its_run_again_with_a_higher_fence()
    {
        var run = await CreateRunAsync(Store);
        await Store.AcquireAsync(run, Ann, _ => true, Ct);
        Assert.Equal(new LeaseOutcome.Granted(2), await Store.AcquireAsync(run, Ann with { Since = Now.AddDays(1) }, _ => true, Ct));
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, 1, 1, [Note("a")], Now, Ct));
    }

    [Fact]
    public async Task A_run_that_was_given_back_is_free_but_its_fences_go_on()
    {
        var run = await CreateRunAsync(Store);
        await Store.AcquireAsync(run, Ann, _ => true, Ct);
        await Store.ReleaseAsync(run, 1, Ct);
        Assert.Null((await Store.FindRunAsync(run, Ct))!.Owner);
        Assert.IsType<AppendOutcome.OwnershipLost>(await Store.AppendAsync(run, 1, 1, [Note("a")], Now, Ct));
        Assert.Equal(new LeaseOutcome.Granted(2), await Store.AcquireAsync(run, Bob, _ => true, Ct));
        await Store.ReleaseAsync(run, 1, Ct);
        Assert.Equal(Bob, (await Store.FindRunAsync(run, Ct))!.Owner);
    }

    [Fact]
    public async Task Of_many_who_want_a_run_at_once_exactly_one_gets_it()
    {
        var run = await CreateRunAsync(Store);
        await using var other = await OpenAsync();
        var wishes = Enumerable.Range(0, 16).Select(i => Task.Run(async () => await (i % 2 == 0 ? Store : other).AcquireAsync(run, Ann with { Pid = i }, _ => true, Ct)));
        var outcomes = await Task.WhenAll(wishes);
        Assert.Equal(new LeaseOutcome.Granted(1), Assert.Single(outcomes.OfType<LeaseOutcome.Granted>()));
        Assert.Equal(15, outcomes.OfType<LeaseOutcome.HeldBy>().Count());
    }

    [Fact]
    public async Task Commands_wait_in_order_until_they_are_answered()
    {
        var run = await CreateRunAsync(Store);
        var another = await CreateRunAsync(Store, "run-2");
        await using var person = await OpenAsync();
        var first = await person.SendAsync(run, new RunCommand.Pause("ann", "lunch"), Now, Ct);
        await person.SendAsync(another, new RunCommand.Resume("bob"), Now, Ct);
        var second = await person.SendAsync(run, new RunCommand.Skip(new TaskId("T1"), "ann", "later"), Now, Ct);

        Assert.Equal(
            [new InboxEntry(first, new RunCommand.Pause("ann", "lunch")), new InboxEntry(second, new RunCommand.Skip(new TaskId("T1"), "ann", "later"))],
            await Store.TakeInboxAsync(run, Ct));
        Assert.Null(await person.FindAnswerAsync(run, first, Ct));
        await Store.AnswerAsync(run, first, false, "nothing runs", Ct);
        Assert.Equal([second], (await Store.TakeInboxAsync(run, Ct)).Select(e => e.Id));
        Assert.Equal(new InboxAnswer(false, "nothing runs"), await person.FindAnswerAsync(run, first, Ct));
    }

    [Fact]
    public async Task The_first_answer_stays()
    {
        var run = await CreateRunAsync(Store);
        var id = await Store.SendAsync(run, new RunCommand.Resume("ann"), Now, Ct);
        await Store.AnswerAsync(run, id, true, "first", Ct);
        await Store.AnswerAsync(run, id, false, "second", Ct);
        Assert.Equal(new InboxAnswer(true, "first"), await Store.FindAnswerAsync(run, id, Ct));
    }

    [Fact]
    public async Task Only_commands_of_people_go_into_the_inbox()
    {
        var run = await CreateRunAsync(Store);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.SendAsync(run, new RunCommand.Advance(), Now, Ct));
        Assert.Empty(await Store.TakeInboxAsync(run, Ct));
    }

    [Fact]
    public async Task Every_write_of_another_handle_and_of_this_one_wakes()
    {
        var run = await CreateRunAsync(Store);
        await using var other = await OpenAsync();
        long id = 0;
        await ExpectWakeAsync(async () => id = await other.SendAsync(run, new RunCommand.Pause("ann", null), Now, Ct));
        await ExpectWakeAsync(async () => await other.AnswerAsync(run, id, true, "ok", Ct));
        var fence = await OwnAsync(other, run);
        await ExpectWakeAsync(async () => await other.AppendAsync(run, fence, 1, [Note("a")], Now, Ct));
        await ExpectWakeAsync(async () => await Store.AppendAsync(run, fence, 2, [Note("b")], Now, Ct));
    }

    private async Task ExpectWakeAsync(Func<Task> write)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Store.OnChange(() => woken.TrySetResult());
        await write();
        await woken.Task.WaitAsync(Patience, Ct);
    }
}
