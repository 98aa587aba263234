using System.Collections;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Xunit;

namespace Baton.Engine.Tests.Journal;

public sealed class JournalCatalogTests
{
    private static readonly RunId Run = new("r");
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Journal", "Fixtures", "entries.v1.jsonl");

    [Fact]
    public void Every_event_has_a_name_and_a_sample() => AssertComplete(JournalCatalog.Events, Cases<RunEvent>(), JournalSamples.Events);

    [Fact]
    public void Every_command_of_a_person_has_a_name_and_a_sample() =>
        AssertComplete(JournalCatalog.Commands, Cases<RunCommand>().Where(t => t.IsAssignableTo(typeof(RunCommand.IFromPerson))), JournalSamples.Commands);

    [Fact]
    public void Samples_leave_nothing_empty() => Assert.All([.. JournalSamples.Events, .. JournalSamples.Commands.AsEnumerable<object>()], AssertFilled);

    [Fact]
    public void Whatever_is_written_is_read_again()
    {
        Assert.All(JournalSamples.Events.Concat(JournalSamples.Sparse), e => AssertRoundTrip(JournalCatalog.Events, e));
        Assert.All(JournalSamples.Commands, c => AssertRoundTrip(JournalCatalog.Commands, c));
    }

    [Fact]
    public void Recorded_entries_of_version_1_are_read_for_ever()
    {
        var entries = File.ReadLines(Fixture).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        foreach (var entry in entries)
        {
            var (type, body) = ((string)entry["type"]!, entry["body"]!);
            var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
            var again = (string)entry["of"]! == "event"
                ? JournalCatalog.Events.Write(JournalCatalog.Events.Read(Run, 1, type, bytes))
                : JournalCatalog.Commands.Write(JournalCatalog.Commands.Read(Run, 1, type, bytes));
            AssertHolds(type, body, JsonNode.Parse(again.Body)!);
        }

        var recorded = entries.Select(e => (string)e["type"]!).ToHashSet();
        Assert.All(JournalCatalog.Events.Names.Concat(JournalCatalog.Commands.Names), n => Assert.Contains(n.Name, recorded));
    }

    [Fact]
    public void An_unknown_name_is_an_error_that_says_where_and_what_to_do()
    {
        var error = Assert.Throws<UnknownEventException>(() => JournalCatalog.Events.Read(Run, 7, "run.invented.v9", "{}"u8));
        Assert.Equal((Run, 7L, "run.invented.v9"), (error.Run, error.Seq, error.Type));
        Assert.Contains("newer Baton", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.owned.v1", """{"owner":"x"}""")]
    [InlineData("run.owned.v1", """{"owner":null,"fence":1}""")]
    [InlineData("run.paused.v1", """{"by":"ann"}""")]
    [InlineData("task.queued.v1", """{"task":null}""")]
    [InlineData("run.finished.v1", """{"status":"Invented","reason":"x"}""")]
    [InlineData("run.finished.v1", """{"status":3,"reason":"x"}""")]
    [InlineData("rollback.requested.v1", """{"tasks":null,"by":"ann","reason":"x","requeue":true}""")]
    [InlineData("attempt.exited.v1", """{"task":"T1","attempt":1,"exit":{"exitCode":null,"stopped":null,"usage":{"input":"12"},"said":null,"survivors":0,"outputBytes":0}}""")]
    [InlineData("task.queued.v1", "null")]
    [InlineData("task.queued.v1", """{"task":""")]
    public void A_body_that_lacks_something_or_has_it_wrong_is_an_error(string type, string body)
    {
        var error = Assert.Throws<UnreadableEventException>(() => JournalCatalog.Events.Read(Run, 7, type, Encoding.UTF8.GetBytes(body)));
        Assert.Contains($"Entry 7 of run r ('{type}')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_with_a_default_may_be_missing_and_members_of_a_newer_version_are_passed_over()
    {
        var body = """{"task":"T1","attempt":1,"exit":{"exitCode":0,"stopped":null,"usage":{},"said":null,"survivors":0,"outputBytes":0},"invented":[1]}"""u8;
        var exited = Assert.IsType<RunEvent.AttemptExited>(JournalCatalog.Events.Read(Run, 1, "attempt.exited.v1", body));
        Assert.Equal(new AttemptExit(0, null, Usage.NotMeasured, null, 0, 0), exited.Exit);
    }

    [Fact]
    public void Only_what_people_send_has_a_command_name() => Assert.Throws<ArgumentException>(() => JournalCatalog.Commands.Write(new RunCommand.Advance()));

    /// <summary>Writes the fixture of a new version; an existing one never changes.</summary>
    [Fact(Explicit = true)]
    public void Record_fixture()
    {
        var lines = JournalSamples.Events.Concat(JournalSamples.Sparse).Select(e => Line("event", JournalCatalog.Events.Write(e)))
            .Concat(JournalSamples.Commands.Select(c => Line("command", JournalCatalog.Commands.Write(c))));
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, lines);
        TestContext.Current.SendDiagnosticMessage($"Recorded to {file}");

        static string Line(string of, (string Name, string Body) entry) => $$"""{"of":"{{of}}","type":"{{entry.Name}}","body":{{entry.Body}}}""";
    }

    private static IEnumerable<Type> Cases<T>() => typeof(T).GetNestedTypes().Where(t => t.IsAssignableTo(typeof(T)));

    private static void AssertComplete<T>(JournalNames<T> names, IEnumerable<Type> cases, ImmutableArray<T> samples)
        where T : class
    {
        var expected = cases.Select(t => t.Name).Order().ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, names.Names.Select(n => n.Type.Name).Order());
        Assert.Equal(expected, samples.Select(s => s.GetType().Name).Order());
        Assert.All(names.Names, n => Assert.Matches("^[a-z.-]+\\.v[0-9]+$", n.Name));
    }

    private static void AssertRoundTrip<T>(JournalNames<T> names, T value)
        where T : class
    {
        var (name, body) = names.Write(value);
        Assert.Equivalent(value, names.Read(Run, 1, name, Encoding.UTF8.GetBytes(body)), strict: true);
    }

    private static void AssertFilled(object value)
    {
        foreach (var property in value.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var member = property.GetValue(value);
            Assert.True(member is not null && member is not IList { Count: 0 }, $"{value.GetType().Name}.{property.Name} is empty.");
            foreach (var inner in member is IList list ? list.Cast<object>() : [member])
            {
                if (inner.GetType() is { IsClass: true, Namespace: { } space } && space.StartsWith("Baton", StringComparison.Ordinal))
                {
                    AssertFilled(inner);
                }
            }
        }
    }

    /// <summary>Everything recorded is still there with its value; more may have been added since.</summary>
    private static void AssertHolds(string at, JsonNode recorded, JsonNode? now)
    {
        if (recorded is not JsonObject members)
        {
            Assert.True(JsonNode.DeepEquals(recorded, now) || recorded is JsonArray, $"{at}: recorded {recorded}, read as {now}.");
            AssertItemsHold(at, recorded as JsonArray ?? [], now);
            return;
        }

        foreach (var (name, value) in members)
        {
            var other = Assert.IsType<JsonObject>(now)[name];
            if (value is null)
            {
                Assert.True(other is null, $"{at}.{name} was null.");
            }
            else
            {
                AssertHolds($"{at}.{name}", value, other);
            }
        }
    }

    private static void AssertItemsHold(string at, JsonArray recorded, JsonNode? now)
    {
        Assert.Equal(recorded.Count, (now as JsonArray)?.Count ?? 0);
        for (var i = 0; i < recorded.Count; i++)
        {
            AssertHolds($"{at}[{i}]", recorded[i]!, now![i]);
        }
    }
}
