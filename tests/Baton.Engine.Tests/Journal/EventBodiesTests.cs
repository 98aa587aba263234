using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Xunit;

namespace Baton.Engine.Tests.Journal;

/// <summary>
/// The frequent events are read and written without the serializer; it is asked for the same here. A member that nobody knows makes a body one for the serializer, which
/// passes it over.
/// </summary>
public sealed class EventBodiesTests
{
    private const int Seeds = 2_000;
    private static readonly RunId Run = new("r");

    [Fact]
    public void What_is_written_is_what_the_serializer_writes() =>
        Assert.All(Everything(), e => Assert.Equal(JournalCatalog.Events.Serialize(e), JournalCatalog.Events.Write(e).Body));

    [Fact]
    public void What_is_read_is_what_the_serializer_reads()
    {
        foreach (var e in Everything())
        {
            var (name, body) = JournalCatalog.Events.Write(e);
            Assert.Equivalent(e, Read(name, body), strict: true);
            AssertAgree(name, body);
        }
    }

    [Fact]
    public void Bodies_that_somebody_else_wrote_are_read_as_the_serializer_reads_them_or_refused_as_it_refuses_them()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var (name, body) = JournalCatalog.Events.Write(RandomEvents.Next(random));
            AssertAgree(name, Damage(body, random));
        }
    }

    [Theory]
    [InlineData("task.queued.v1", """{"task":"T1"} {}""")]
    [InlineData("task.queued.v1", """{"task":"T1",}""")]
    [InlineData("task.queued.v1", """["T1"]""")]
    [InlineData("task.queued.v1", """{"task":"T1" """)]
    [InlineData("task.queued.v1", "")]
    [InlineData("merge.queued.v1", """{"task":"T1","attempt":1.5}""")]
    [InlineData("merge.queued.v1", """{"task":"T1","attempt":99999999999}""")]
    [InlineData("run.planned.v1", """{"run":"r","plan":"00","planName":"p","baseBranch":"m","baseCommit":"c","integrationBranch":"b","order":["T1",null]}""")]
    [InlineData("attempt.evidence-recorded.v1", """{"task":"T1","attempt":1,"evidence":{"stage":"Attempt","commit":null,"results":[{"name":"n","kind":"k","verdict":"Pass","reason":"r","duration":"x"}]}}""")]
    public void What_is_no_body_is_refused(string name, string body) => Assert.Throws<UnreadableEventException>(() => Read(name, body));

    [Theory]
    [InlineData("task.queued.v1", """ { "task" : "T1" } """)]
    [InlineData("task.queued.v1", """{"t\u0061sk":"T\u0031"}""")]
    [InlineData("task.queued.v1", """{"task":"T0","task":"T1"}""")]
    [InlineData("attempt.started.v1", """{"process":null,"workspace":{"branch":null,"baseCommit":null,"path":"/x","kind":"none"},"attempt":1,"task":"T1"}""")]
    [InlineData("attempt.planned.v1", """{"task":"T1","attempt":1,"agent":"a"}""")]
    public void Another_writers_manner_is_understood(string name, string body)
    {
        Assert.Equal(new TaskId("T1"), ((RunEvent.IOfTask)Read(name, body)).Task);
        AssertAgree(name, body);
    }

    private static IEnumerable<RunEvent> Everything() =>
        [.. JournalSamples.Events, .. JournalSamples.Sparse, .. Enumerable.Range(1, Seeds).Select(seed => RandomEvents.Next(new Random(seed)))];

    private static RunEvent Read(string name, string body) => JournalCatalog.Events.Read(Run, 1, name, Encoding.UTF8.GetBytes(body));

    private static void AssertAgree(string name, string body)
    {
        var end = body.LastIndexOf('}');
        var odd = end < 0 ? body : $"{body[..end]}{(body.AsSpan(0, end).TrimEnd().EndsWith("{", StringComparison.Ordinal) ? "" : ",")}\"invented\":[1]{body[end..]}";
        var (quick, slow) = (TryRead(name, body), TryRead(name, odd));
        Assert.True(quick is null == slow is null, $"{name}: {(quick is null ? "refused" : "read")} what the serializer {(slow is null ? "refuses" : "reads")}: {body}");
        if (quick is not null)
        {
            Assert.Equivalent(slow, quick, strict: true);
            Assert.Equal(JournalCatalog.Events.Serialize(slow!), JournalCatalog.Events.Serialize(quick));
        }
    }

    private static RunEvent? TryRead(string name, string body)
    {
        try
        {
            return Read(name, body);
        }
        catch (UnreadableEventException)
        {
            return null;
        }
    }

    /// <summary>Takes a member away, puts another value in its place, or moves it to the end.</summary>
    private static string Damage(string body, Random random)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        var objects = new List<JsonObject>();
        Collect(root, objects);
        var target = objects[random.Next(objects.Count)];
        if (target.Count == 0)
        {
            return body;
        }

        var (key, value) = target.ElementAt(random.Next(target.Count));
        target.Remove(key);
        if (random.Next(4) > 0)
        {
            target[key] = random.Next(7) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next(-5, 5)),
                2 => JsonValue.Create("Worktree"),
                3 => JsonValue.Create(true),
                4 => new JsonArray(),
                5 => new JsonObject(),
                _ => value?.DeepClone(),
            };
        }

        return root.ToJsonString();
    }

    private static void Collect(JsonNode? node, List<JsonObject> found)
    {
        if (node is JsonObject members)
        {
            found.Add(members);
        }

        foreach (var child in node is JsonObject o ? o.Select(m => m.Value) : node is JsonArray a ? a : [])
        {
            Collect(child, found);
        }
    }

    /// <summary>Events with whatever their members may hold.</summary>
    private static class RandomEvents
    {
        private static readonly string[] Texts = ["", "T1", "a b", "ä „ö“ ✓ 😀", "quote \" back \\ slash / <tag> & 'x'", "line\nbreak\ttab\u0001\u007f\u2028", new string('x', 200), "refs/baton/r/T1/1", "null"];

        public static RunEvent Next(Random r) => r.Next(13) switch
        {
            0 => new RunEvent.TaskQueued(Task(r)),
            1 => new RunEvent.AttemptPlanned(Task(r), r.Next(), new AgentId(Text(r))) { Reserved = r.Next(2) == 0 ? null : Amount(r), Model = TextOrNull(r) },
            2 => new RunEvent.AttemptStarted(Task(r), r.Next(), new WorkspaceInfo(Any<WorkspaceKind>(r), Text(r), TextOrNull(r), TextOrNull(r)), r.Next(2) == 0 ? null : new ProcessIdentity(r.Next(), r.NextInt64(), Text(r))),
            3 => new RunEvent.AttemptExited(Task(r), r.Next(), Exit(r)) { Settled = r.Next(3) > 0 ? null : new Settlement(Amount(r)) { TokensEstimated = Flag(r), MoneyEstimated = Flag(r), Remark = TextOrNull(r) } },
            4 => new RunEvent.WorkCaptured(Task(r), r.Next(), new CapturedWork(Text(r), Text(r), Text(r), Text(r), Many(r, Change), Flag(r), Many(r, Text)) { Violations = Many(r, Text) }),
            5 => new RunEvent.EvidenceRecorded(Task(r), r.Next(), new EvidenceRecord(Any<EvidenceStage>(r), TextOrNull(r), Many(r, Result)) { Environment = Flag(r) ? null : new EvidenceEnvironment(Text(r), Many(r, Text), Text(r)) }),
            6 => new RunEvent.MergeQueued(Task(r), r.Next()),
            7 => new RunEvent.MergePrepared(Task(r), r.Next(), Text(r), Text(r)),
            8 => new RunEvent.MergeBatchPrepared(Text(r), Many(r, x => new BatchedMerge(Task(x), x.Next(), Text(x)))),
            9 => new RunEvent.Merged(Task(r), r.Next(), Text(r)),
            10 => new RunEvent.TaskCompleted(Task(r), r.Next()),
            11 => new RunEvent.Owned(Text(r), r.NextInt64(), Many(r, Task)),
            _ => new RunEvent.Finished(Any<RunStatus>(r), Text(r)),
        };

        private static AttemptExit Exit(Random r) => new(Flag(r) ? null : r.Next(-1, 256), Flag(r) ? null : Any<StopReason>(r), Usage(r), TextOrNull(r), r.Next(), r.NextInt64())
        {
            Quota = r.Next(3) > 0 ? null : new QuotaLimit(new DateTimeOffset(r.NextInt64(DateTime.MaxValue.Ticks / 2), TimeSpan.Zero), Flag(r), Text(r)),
            Error = TextOrNull(r),
        };

        private static Usage Usage(Random r) => new()
        {
            Input = Flag(r) ? null : new Tokens(r.NextInt64()),
            Output = Flag(r) ? null : new Tokens(r.Next()),
            Cached = Flag(r) ? null : new Tokens(0),
            Cost = Flag(r) ? null : new Money((decimal)r.NextDouble() * 1000),
            Model = TextOrNull(r),
            SessionId = TextOrNull(r),
            Turns = Flag(r) ? null : r.Next(),
            Partial = Flag(r),
        };

        private static ValidatorResult Result(Random r) => new()
        {
            Name = Text(r),
            Kind = Text(r),
            Verdict = Any<Verdict>(r),
            Reason = Text(r),
            Command = TextOrNull(r),
            ExitCode = Flag(r) ? null : r.Next(256),
            Duration = Flag(r) ? TimeSpan.Zero : new TimeSpan(r.NextInt64(TimeSpan.TicksPerDay * 40)),
            Tests = Flag(r) ? null : new TestCounts(r.Next(), r.Next(100), r.Next(100)),
            Figures = Many(r, x => new Figure(Text(x), (x.NextDouble() - 0.5) * Math.Pow(10, x.Next(-20, 20)), TextOrNull(x))),
            LogDigest = TextOrNull(r),
            LogFile = TextOrNull(r),
        };

        private static FileChange Change(Random r) => new(Text(r), Any<FileChangeKind>(r), TextOrNull(r));

        private static Amount Amount(Random r) => new(Flag(r) ? null : new Tokens(r.Next()), Flag(r) ? null : new Money(r.Next(100_000) / 1000m));

        private static TaskId Task(Random r) => new(Text(r));

        private static string Text(Random r) => r.Next(3) == 0 ? Texts[r.Next(Texts.Length)] : $"T{r.Next(1000)}";

        private static string? TextOrNull(Random r) => Flag(r) ? null : Text(r);

        private static bool Flag(Random r) => r.Next(2) == 0;

        private static T Any<T>(Random r)
            where T : struct, Enum => Enum.GetValues<T>()[r.Next(Enum.GetValues<T>().Length)];

        private static ImmutableArray<T> Many<T>(Random r, Func<Random, T> one) => [.. Enumerable.Range(0, r.Next(4)).Select(_ => one(r))];
    }
}
