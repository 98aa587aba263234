using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>Random plans under random agents, people and clocks; the rules hold after every step. <c>BATON_TEST_SEEDS</c> turns the number of seeds up.</summary>
public sealed class RandomRunTests
{
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("BATON_TEST_SEEDS"), out var seeds) ? seeds : 3_000;

    [Fact]
    public void Every_random_run_keeps_the_rules_and_comes_to_an_end()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var world = new RandomWorld(seed);
            var steps = 0;
            while (!world.Run.State.IsTerminal)
            {
                Assert.True(++steps < 5_000, $"seed {seed}: no end after {steps} steps");
                world.Step();
                AssertRules(world.Run, seed);
            }

            AssertLedger(world.Run, seed);

            AssertEnd(world.Run, seed);
        }
    }

    private static void AssertRules(RunDriver run, int seed)
    {
        var state = run.State;
        var atWork = state.Tasks.Values.Where(t => t.Status is TaskStatus.Spawned or TaskStatus.InProgress).ToList();
        Assert.True(atWork.Count == state.AtWork, $"seed {seed}: {atWork.Count} tasks at work, counted {state.AtWork}");
        Assert.True(state.AtWork <= state.Plan.Limits.Concurrent, $"seed {seed}: more at work than allowed");
        Assert.True(state.Satisfied == state.Tasks.Values.Count(t => t.Status.Satisfies()), $"seed {seed}: satisfied tasks miscounted");
        foreach (var task in state.Plan.Tasks)
        {
            var unmet = task.Needs.Count(n => !state[n.Task].Status.Satisfies());
            Assert.True(state[task.Id].WaitingOn == unmet, $"seed {seed}: {task.Id} waits on {state[task.Id].WaitingOn}, not {unmet}");
        }

        Assert.Equal(state.MergeQueue.Distinct().Count(), state.MergeQueue.Count);
        Assert.True(state.MergeQueue.Take(state.MergeBatch.Count).SequenceEqual(state.MergeBatch), $"seed {seed}: the batch is not the front of the merge queue");
        Assert.True(state.MergeQueue.Take(state.MergeSuspects.Count).SequenceEqual(state.MergeSuspects), $"seed {seed}: the suspects are not the front of the merge queue");
        Assert.All(state.MergeQueue.Skip(Math.Max(1, state.MergeBatch.Count)), id => Assert.Null(state[id].Current!.Merge));
        FailureRules.AssertState(state, seed);
    }

    /// <summary>The books after every single event, as a replay sees them, and at the end as the run kept them.</summary>
    private static void AssertLedger(RunDriver run, int seed)
    {
        var rules = new LedgerRules(run.Plan);
        var state = RunState.Create(run.Plan, (RunEvent.Planned)run.Events[0], run.State.PlannedAt);
        foreach (var (at, e) in run.Recorded)
        {
            state = state.Apply(e, at);
            rules.Hold(state, e, $"seed {seed}");
        }

        Assert.All(Amount.Currencies, c => Assert.True(state.Ledger[c].Total == run.State.Ledger[c].Total && state.Ledger[c].Available == run.State.Ledger[c].Available, $"seed {seed}: replay gives other books"));
        Assert.Equal(run.State.Ledger.Alerts.Select(a => a.Key), state.Ledger.Alerts.Select(a => a.Key));
    }

    private static void AssertEnd(RunDriver run, int seed)
    {
        Assert.True(run.State.Status == RunStatus.Succeeded == run.State.AllSatisfied, $"seed {seed}: {run.State.Status} with {run.State.Satisfied} satisfied");
        Assert.True(run.State.Open.IsEmpty, $"seed {seed}: open work at the end");
        foreach (var completed in run.Events.OfType<RunEvent.TaskCompleted>())
        {
            var evidence = run.Events.OfType<RunEvent.EvidenceRecorded>().Last(e => e.Task == completed.Task && e.Attempt == completed.Attempt);
            Assert.True(evidence.Evidence.Passed, $"seed {seed}: {completed.Task} is complete without passing evidence");
        }

        var numbers = run.Events.OfType<RunEvent.IOfTask>().Where(e => e is RunEvent.AttemptPlanned or RunEvent.WorkReused).GroupBy(p => p.Task);
        Assert.All(numbers, g => Assert.Equal(Enumerable.Range(1, g.Count()), g.Select(p => p is RunEvent.AttemptPlanned a ? a.Attempt : ((RunEvent.WorkReused)p).Attempt)));
        FailureRules.AssertHistory(run, seed);
        AssertReplay(run, seed);
    }

    private static void AssertReplay(RunDriver run, int seed)
    {
        var planned = new RecordedEvent(1, run.State.PlannedAt, run.Events[0]);
        var replayed = RunState.Replay(run.Plan, [planned, .. run.Recorded.Select((r, i) => new RecordedEvent(i + 2, r.At, r.Event))]);
        Assert.True(replayed.Status == run.State.Status && replayed.Fence == run.State.Fence, $"seed {seed}: replay gives another run state");
        foreach (var task in run.Plan.Tasks)
        {
            Assert.Equal(Shape(run.State[task.Id]), Shape(replayed[task.Id]));
        }

        Assert.Equal(Queues(run.State), Queues(replayed));
    }

    private static string Shape(TaskState t) => string.Join(' ', t.Id, t.Rank, t.Status, t.Reason, t.WaitingOn, t.NotBefore, t.ReadyAt, t.Attempts, t.RetriesSpent, t.Conflicts, t.Disturbances,
        t.Current?.Number, t.Current?.Agent, t.Current?.Merge, t.Failures.Count, t.DeadLetter, t.Amended, t.MergeCommit, t.MergeOrder);

    private static string Queues(RunState s) => $"{string.Join(' ', s.Ready)} | {string.Join(' ', s.Waiting)} | {string.Join(' ', s.Open)} | {string.Join(' ', s.MergeQueue)} | {string.Join(' ', s.DeadLetters)} | {s.IntegrationHead} {s.Merges} {s.AtWork}";

    /// <summary>Answers effects at random: honest and failing agents, conflicts, quotas, disturbances, people who meddle.</summary>
    private sealed class RandomWorld
    {
        private readonly Random _random;
        private int _meddling = 15;

        public RandomWorld(int seed)
        {
            _random = new Random(seed);
            var count = _random.Next(1, 13);
            var tasks = Enumerable.Range(0, count).Select(i => RunDriver.Task("T" + i, [.. Enumerable.Range(0, i).Where(_ => _random.Next(4) == 0).Select(j => "T" + j)]) with
            {
                Retry = new RetryPolicy { Retries = _random.Next(3), Conflicts = _random.Next(3), Never = _random.Next(9) == 0 ? FailureSet.Of("exit-code") : FailureSet.None },
                Agent = new AgentId(_random.Next(3) == 0 ? "c" : "a"),
                StartWithin = _random.Next(9) == 0 ? TimeSpan.FromMinutes(_random.Next(1, 30)) : null,
                Verify = _random.Next(6) == 0 ? [new ValidatorSpec.Human("fine?") { Name = "human" }] : [],
            }).ToArray();
            var plan = RunDriver.PlanOf(tasks) with
            {
                Agents = [new Agent { Id = new AgentId("a"), Driver = "shell", Model = "m" }, new Agent { Id = new AgentId("c"), Driver = "shell", Model = "m" }, new Agent { Id = new AgentId("person"), Driver = "human" }],
                Limits = new Limits { Concurrent = _random.Next(1, 5), DeadLetters = _random.Next(5) == 0 ? TimeSpan.FromMinutes(_random.Next(1, 60)) : null },
                Recovery = new RecoveryPolicy { Strategy = _random.Next(4) == 0 ? null : (RecoveryStrategy)_random.Next(4), Attempts = _random.Next(1, 5) },
                Breakers = new BreakerPolicies { Agent = Policy(), Model = Policy(), Driver = Policy() },
            };
            Run = new RunDriver(
                _random.Next(3) == 0 ? plan : RandomBudget.In(plan, _random),
                fork: _random.Next(4) == 0 ? new ForkOrigin(new RunId("r0"), null, [.. tasks.Where(_ => _random.Next(2) == 0).Select(t => Offer(t.Id))]) : null);
        }

        public RunDriver Run { get; }

        private BreakerPolicy? Policy() => _random.Next(4) == 0 ? null : new BreakerPolicy
        {
            Failures = _random.Next(1, 5),
            Window = TimeSpan.FromMinutes(_random.Next(1, 20)),
            Probes = _random.Next(1, 3),
            Successes = _random.Next(1, 3),
        };

        private static ReuseOffer Offer(TaskId task) => new(task, 1, "key-" + task, Work(new AttemptId(task, 1), empty: false), RunDriver.Evidence(Verdict.Pass));

        public void Step()
        {
            var effects = RunEffect.Of(Run.State).ToList();
            if (_meddling > 0 && _random.Next(12) == 0)
            {
                _meddling--;
                Meddle();
            }
            else if (Run.State.AtWork > 0 && _random.Next(3) == 0)
            {
                var id = Run.Plan.Tasks[_random.Next(Run.Plan.Tasks.Length)].Id;
                Run.Do(new RunCommand.ObserveUsage(new AttemptId(id, Math.Max(1, Run.State[id].Attempts - _random.Next(2))), RandomBudget.Usage(_random)));
            }
            else if (effects.Count > 0)
            {
                Answer(effects[_random.Next(effects.Count)]);
            }
            else if (Run.State.AwaitingPeople.ToList() is { Count: > 0 } people)
            {
                Help(people[_random.Next(people.Count)]);
            }
            else if (Run.State.Breakers.Values.FirstOrDefault(b => b is { Status: BreakerStatus.Open, OpenUntil: null }) is { } stuck)
            {
                Run.Do(new RunCommand.CloseBreaker(stuck.Id, "ada", "enough"));
            }

            Run.Wait(TimeSpan.FromSeconds(_random.Next(120)));
        }

        private void Help(TaskState task)
        {
            if (task.Status == TaskStatus.AwaitingApproval)
            {
                Run.Do(_random.Next(3) > 0 ? new RunCommand.Approve(task.Id, "ada", null) : new RunCommand.Reject(task.Id, "ada", "no"));
            }
            else
            {
                Run.Do(_random.Next(2) == 0 ? new RunCommand.Skip(task.Id, "ada", "enough") : new RunCommand.Cancel(task.Id, "ada", null));
            }
        }

        private void Meddle()
        {
            var id = Run.Plan.Tasks[_random.Next(Run.Plan.Tasks.Length)].Id;
            Run.Do(_random.Next(14) switch
            {
                13 => new RunCommand.RaiseBudget(new Amount(_random.Next(2) == 0 ? new Tokens(_random.Next(-5, 500)) : null, _random.Next(2) == 0 ? new Money(_random.Next(100) / 7m) : null), "ada", "more"),
                0 => new RunCommand.Retry(id, "ada", null),
                1 => new RunCommand.Skip(id, "ada", "skip"),
                2 => new RunCommand.Cancel(id, "ada", null),
                3 => new RunCommand.Pause("ada", null),
                4 => new RunCommand.Rollback(id, "ada", "back", _random.Next(2) == 0) { Force = _random.Next(2) == 0 },
                5 => new RunCommand.Interrupt(),
                8 => new RunCommand.Resubmit(new([], _random.Next(2) == 0 ? "exit-code" : null, null), "ada", null),
                9 => new RunCommand.Resolve(new([id], null, null), "ada", "enough", _random.Next(2) == 0),
                10 => new RunCommand.ExpireDeadLetters(TimeSpan.FromMinutes(10), "ada"),
                11 => new RunCommand.OpenBreaker(new(BreakerScope.Agent, "a"), _random.Next(2) == 0 ? TimeSpan.FromMinutes(3) : null, "ada", "quiet"),
                12 => new RunCommand.CloseBreaker(new(BreakerScope.Agent, "a"), "ada", "go on"),
                6 when _random.Next(10) == 0 => new RunCommand.Cancel(null, "ada", null),
                _ => new RunCommand.Own("other", Run.State.Fence + 1, []),
            });
            Run.Do(new RunCommand.Resume("ada"));
        }

        private void Answer(RunEffect effect)
        {
            var luck = _random.Next(10);
            Run.Do(effect switch
            {
                RunEffect.Attend a when Run.State[a.Attempt.Task].Status == TaskStatus.Spawned => luck == 0
                    ? new RunCommand.ObserveEffectFailed(a.Attempt, new Failure(FailureClass.Ours, "disk-full", "no space", true))
                    : new RunCommand.ObserveStarted(a.Attempt, new WorkspaceInfo(WorkspaceKind.Worktree, "/w", "base0", "b"), new ProcessIdentity(1, 1, "b")),
                RunEffect.Attend a when _random.Next(30) == 0 => new RunCommand.ObserveEffectFailed(a.Attempt, new Failure(FailureClass.Ours, "lost", "not seen", true)),
                RunEffect.Attend a => new RunCommand.ObserveExited(a.Attempt, Exit(luck)),
                RunEffect.Stop s => new RunCommand.ObserveExited(s.Attempt, new AttemptExit(143, null, luck < 5 ? Usage.NotMeasured : RandomBudget.Usage(_random), null, 0, 0)),
                RunEffect.Capture c => new RunCommand.ObserveCaptured(c.Attempt, Work(c.Attempt, luck == 0)),
                RunEffect.Validate v => new RunCommand.ObserveEvidence(v.Attempt, RunDriver.Evidence(luck < 2 ? Verdict.Fail : luck == 2 ? Verdict.NotMeasured : Verdict.Pass)),
                RunEffect.PrepareMerge when luck > 4 && Batch() is { Length: > 1 } batch => luck > 6
                    ? new RunCommand.ObserveBatchPrepared("onto", [.. batch.Select(a => new CheckedMerge(a, "m" + a, RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge)))])
                    : new RunCommand.ObserveBatchRejected("onto", batch, "tree", batch[0], "together they fail"),
                RunEffect.PrepareMerge m when luck == 4 => new RunCommand.ObserveMergeJudged(m.Attempt, new TreeJudgement("onto", "tree", [m.Attempt.Task], RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge))),
                RunEffect.PrepareMerge m when luck < 2 => new RunCommand.ObserveMergeConflict(m.Attempt, Run.State.IntegrationHead, ["a"], "<<<"),
                RunEffect.PrepareMerge m => new RunCommand.ObserveMergePrepared(m.Attempt, Run.State.IntegrationHead, "m" + m.Attempt, luck == 2 ? RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge) : null),
                RunEffect.LandMerge l => new RunCommand.ObserveLanded(l.Attempt, "head", luck > 0),
                RunEffect.Probe p => new RunCommand.ObserveProbed(p.Task, luck < 4 ? "no space" : null, "git"),
                RunEffect.Reuse r when luck < 3 => new RunCommand.ObserveNotReusable(r.Task, "its ref is gone"),
                RunEffect.Reuse r => new RunCommand.ObserveReused(r.Task, Run.State.Offers[r.Task].Work! with { Tree = luck < 6 ? "tree" : "other" }),
                RunEffect.RollBack when luck > 3 && Run.State.Rollback is null => new RunCommand.ObserveRollbackPrepared(luck > 5 ? Run.State.IntegrationHead : "elsewhere", [.. Run.State.RollbackQueue.Select(id => new PreparedRevert(id, "r" + id))], luck == 6 ? "x does not pass" : null),
                RunEffect.RollBack when luck == 3 => new RunCommand.ObserveRollbackJudged(new AttemptId(Run.Plan.Tasks[0].Id, 1), new TreeJudgement(Run.State.IntegrationHead, "tree", [], RunDriver.Evidence(Verdict.Pass, EvidenceStage.Merge))),
                RunEffect.RollBack r => new RunCommand.ObserveRolledBack(r.Task, luck > 0 ? "r" : null, "conflict"),
                _ => new RunCommand.ObserveBaseUpdated("main", "c", null),
            });
        }

        private ImmutableArray<AttemptId> Batch() => [.. MergeBatching.Next(Run.State).Select(id => new AttemptId(id, Run.State[id].Current!.Number))];

        private AttemptExit Exit(int luck) => new(luck is 0 ? 1 : luck is 1 ? null : 0, null, _random.Next(4) == 0 ? Usage.NotMeasured : RandomBudget.Usage(_random), null, 0, 0)
        {
            Quota = luck == 2 ? new QuotaLimit(Run.Now + TimeSpan.FromMinutes(5), true, "limit") : null,
        };

        private static CapturedWork Work(AttemptId attempt, bool empty) =>
            new("base0", "c" + attempt, "tree", "ref", empty ? [] : [new FileChange("a", FileChangeKind.Added)], false, []);
    }
}
