using System.Globalization;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>How long it takes, <c>bench/hostile</c> measures.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("BTN002", "ten megabytes")]
    [InlineData("BTN006", "nested flow lists")]
    [InlineData("BTN006", "nested flow mappings")]
    [InlineData("BTN006", "nested block lists")]
    [InlineData("BTN006", "nested block mappings")]
    [InlineData("BTN008", "billion laughs")]
    [InlineData("BTN008", "anchor on a key")]
    [InlineData("BTN008", "tag")]
    [InlineData("BTN003", "NULs")]
    [InlineData("BTN003", "NUL in the middle")]
    [InlineData("BTN003", "UTF-16 with mark")]
    [InlineData("BTN003", "UTF-16 big endian with mark")]
    [InlineData("BTN003", "UTF-16 without mark")]
    [InlineData("BTN003", "Latin-1")]
    [InlineData("BTN003", "escape sequence")]
    [InlineData("BTN004", "mojibake")]
    [InlineData("BTN004", "replacement character")]
    [InlineData("BTN005", "open brackets to the end")]
    [InlineData("BTN005", "binary after the head")]
    [InlineData("BTN007", "too many values")]
    [InlineData("BTN007", "too many lists")]
    [InlineData("BTN007", "too many tasks")]
    [InlineData("BTN007", "tasks without end")]
    [InlineData("BTN002", "a million tasks")]
    [InlineData("BTN034", "a cycle of 10,000")]
    [InlineData("BTN035", "no tasks")]
    [InlineData("BTN018", "absurd durations")]
    [InlineData("BTN018", "negative durations")]
    [InlineData("BTN019", "absurd quantities")]
    [InlineData("BTN051", "demand above capacity")]
    [InlineData("BTN050", "allowance above the limit")]
    [InlineData("BTN009", "two documents")]
    [InlineData("BTN010", "empty")]
    [InlineData("BTN010", "comment only")]
    [InlineData("BTN010", "text only")]
    [InlineData("BTN013", "many unknown keys")]
    [InlineData("BTN030", "many unknown needs")]
    public void A_hostile_file_gets_its_error_in_bounded_memory(string code, string name)
    {
        var bytes = Bytes(name);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = PlanFile.Parse(bytes, "plan.yaml");

        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(memory < 800_000_000, $"{name} allocated {memory:N0} bytes.");
        Assert.True(reading.Findings.Any(f => f.Code == code && f.Severity == Severity.Error), Sample.Show(reading));
        Assert.InRange(reading.Findings.Length, 1, 201);
        Assert.All(reading.Findings, f => Assert.InRange(f.Message.Length + f.Remedy.Length + f.Text.Length, 1, 2_000));
    }

    [Theory]
    [InlineData("title: [{0}]", "1,")]
    [InlineData("tasks: {{{0}}}", "t#: 1,")]
    public void A_list_or_mapping_ends_at_its_fifty_thousandth_entry(string around, string entry)
    {
        PlanReading Read(int entries) => Sample.Parse(Sample.Head + string.Format(CultureInfo.InvariantCulture, around, string.Concat(Enumerable.Range(0, entries).Select(i => entry.Replace("#", $"{i}", StringComparison.Ordinal)))) + "\n");

        Assert.Equal("A mapping or list has more than 50,000 entries.", Sample.Only(Read(50_001), "BTN007").Message);
        Assert.DoesNotContain(Read(50_000).Findings, f => f.Message.Contains("entries", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public void Line_ends_and_a_byte_order_mark_do_not_change_the_plan(string lineEnd, bool mark)
    {
        var text = Sample.Task("title: Grüße, estimate: 4h, verify: [file: a.txt], need: []");
        var expected = Sample.Parse(text);

        var reading = Sample.Parse((mark ? "\uFEFF" : "") + text.Replace("\n", lineEnd, StringComparison.Ordinal));

        Assert.Equal(expected.Findings.AsEnumerable(), reading.Findings);
        Assert.Equal("Grüße", Assert.Single(reading.Plan!.Tasks).Title);
    }

    [Fact]
    public void Several_documents_point_to_import()
    {
        var finding = Sample.Only(Sample.Parse(Sample.Task("title: x") + "---\na: 1\n"), "BTN009");

        Assert.Contains("baton import", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(new SourcePosition(7, 1), finding.Position);
    }

    [Fact]
    public void A_bad_byte_is_found_at_its_place()
    {
        byte[] bytes = [.. "baton: 1\nname: "u8, 0xE9, (byte)'\n'];

        var finding = Assert.Single(PlanFile.Parse(bytes, "plan.yaml").Findings);

        Assert.Equal(new SourcePosition(2, 7), finding.Position);
        Assert.Contains("0xE9", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_of_ten_thousand_tasks_is_one_short_finding()
    {
        var text = new StringBuilder(Sample.Head).Append("tasks:\n");
        for (var i = 0; i < 10_000; i++)
        {
            text.Append($"  T{i}: {{agent: a, estimate: 1h, verify: [file: a.txt], needs: [T{(i + 1) % 10_000}]}}\n");
        }

        var finding = Assert.Single(Sample.Parse(text.ToString()).Findings);

        Assert.Equal("BTN034", finding.Code);
        Assert.StartsWith("10,000 tasks wait for each other: T0 -> T1 -> T2 ", finding.Message, StringComparison.Ordinal);
        Assert.InRange(finding.Message.Length, 1, 300);
    }

    [Fact]
    public void A_plan_of_ten_thousand_tasks_takes_about_ten_times_the_memory_of_a_thousand()
    {
        var (thousand, _) = Allocated(LargePlan(1_000));

        var (tenThousand, reading) = Allocated(LargePlan(10_000));

        Assert.InRange(tenThousand / (double)thousand, 8, 13);
        Assert.True(reading.Findings.IsEmpty, Sample.Show(reading));
        Assert.Equal(10_000, reading.Plan!.Tasks.Length);
    }

    private static (long Bytes, PlanReading Reading) Allocated(string plan)
    {
        var utf8 = Encoding.UTF8.GetBytes(plan);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = PlanFile.Parse(utf8, "plan.yaml");
        return (GC.GetAllocatedBytesForCurrentThread() - before, reading);
    }

    [Fact]
    public void A_limit_that_cannot_be_met_names_the_task_and_the_limit()
    {
        Assert.Contains("Agent a may do 0 tasks at once, so task T1 could never start", Only("demand above capacity", "BTN051"), StringComparison.Ordinal);
        Assert.Contains(Messages("allowance above the limit"), m => m.Contains("allowance of task T1 is 2,000 tokens, more than the limit of 1,000", StringComparison.Ordinal));
        Assert.Contains("'estimate' of task T1", Only("absurd durations", "BTN018"), StringComparison.Ordinal);
        Assert.Contains("'estimate' of task T1 is negative", Only("negative durations", "BTN018"), StringComparison.Ordinal);
        Assert.Contains("tasks; at most 20,000 are read", Only("too many tasks", "BTN007"), StringComparison.Ordinal);
    }

    /// <summary>More planned time than a <see cref="TimeSpan"/> holds.</summary>
    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public void The_longest_durations_of_many_tasks_add_up(int tasks)
    {
        var text = new StringBuilder(Sample.Head).Append("limits: {deadline: 1h}\ngroups: {G: {gateBeforeNext: true}, H: {}}\nstated: [sequential: 5h, makespan: 5h, saving: 10%, saved: 1h, path: [T0], atOnce: 9]\ntasks:\n");
        for (var i = 0; i < tasks; i++)
        {
            text.Append($"  T{i}: {{agent: a, group: {(i < 100 ? 'G' : 'H')}, estimate: 100000h, verify: [file: a.txt]{(i == 0 ? "" : $", needs: [{{task: T{i - 1}, lag: 100000h}}]")}}}\n");
        }

        var reading = Sample.Parse(text.ToString());

        Assert.Contains(reading.Findings, f => f.Code == "BTN081" && f.Message.Contains($"estimates add up to {tasks * 100_000L:N0} h", StringComparison.Ordinal));
        Assert.Contains(reading.Findings, f => f.Code == "BTN091");
        Assert.Contains(reading.Findings, f => f.Code is "BTN084" or "BTN094");
    }

    private static IEnumerable<string> Messages(string name) => PlanFile.Parse(Bytes(name), "plan.yaml").Findings.Select(f => f.Message);

    private static string Only(string name, string code) => Sample.Only(PlanFile.Parse(Bytes(name), "plan.yaml"), code).Message;

    private static string LargePlan(int tasks)
    {
        var text = new StringBuilder(Sample.Head).Append("tasks:\n");
        for (var i = 0; i < tasks; i++)
        {
            text.Append($"  T{i}:\n    title: Task number {i}\n    agent: a\n    estimate: {1 + (i % 7)}h\n");
            text.Append(i < 100 ? "" : $"    needs: [T{i - 100}, T{i - 99}]\n    inputs: [src/part{i - 100}/out.txt, src/part{i - 99}/gen/x.txt]\n");
            text.Append($"    outputs: [src/part{i}/out.txt, \"src/part{i}/gen/**\"]\n");
            text.Append($"    verify:\n      - file: src/part{i}/out.txt\n      - run: make check-{i}\n    allowance: {{tokens: 1k}}\n");
        }

        return text.ToString();
    }

    private static byte[] Bytes(string name) => name switch
    {
        "ten megabytes" => Encoding.ASCII.GetBytes(Sample.Head + "title: " + new string('x', 10_000_000)),
        "nested flow lists" => Encoding.ASCII.GetBytes("a: " + new string('[', 10_000)),
        "nested flow mappings" => Encoding.ASCII.GetBytes("a: " + string.Concat(Enumerable.Repeat("{a: ", 10_000))),
        "nested block lists" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("- ", 10_000)) + "a"),
        "nested block mappings" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => new string(' ', i) + "a:\n"))),
        "billion laughs" => Encoding.ASCII.GetBytes(
            "a: &a [x, x]\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"{(char)('a' + i)}: &{(char)('a' + i)} [*{(char)('a' + i - 1)}, *{(char)('a' + i - 1)}]\n"))),
        "anchor on a key" => Encoding.ASCII.GetBytes("&a baton: 1\n"),
        "tag" => Encoding.ASCII.GetBytes("baton: !!int 1\n"),
        "NULs" => new byte[100_000],
        "NUL in the middle" => Encoding.ASCII.GetBytes(Sample.Head + "title: a\0b\n"),
        "UTF-16 with mark" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Sample.Head)],
        "UTF-16 big endian with mark" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Sample.Head)],
        "UTF-16 without mark" => Encoding.Unicode.GetBytes(Sample.Head),
        "Latin-1" => Encoding.Latin1.GetBytes(Sample.Head + "title: Grüße\n"),
        "escape sequence" => Encoding.ASCII.GetBytes(Sample.Head + "title: \u001b[31mred\n"),
        "mojibake" => Encoding.UTF8.GetBytes(Sample.Head + "title: " + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Grüße")) + "\n"),
        "replacement character" => Encoding.UTF8.GetBytes(Sample.Head + "title: Gr\uFFFDsse\n"),
        "open brackets to the end" => Encoding.ASCII.GetBytes(Sample.Head + "title: [" + string.Concat(Enumerable.Repeat("[],", 40_000))),
        "binary after the head" => Encoding.ASCII.GetBytes(Sample.Head + "title: @`%\t\n\t- : ? |\n"),
        "too many values" => Encoding.ASCII.GetBytes("a: [" + string.Concat(Enumerable.Repeat("1,", 1_500_000)) + "]"),
        "too many lists" => Encoding.ASCII.GetBytes("a: [" + string.Concat(Enumerable.Repeat("[" + string.Concat(Enumerable.Repeat("1,", 1_000)) + "],", 1_500)) + "]"),
        "too many tasks" => Encoding.ASCII.GetBytes(Sample.Head + "tasks:\n" + string.Concat(Enumerable.Range(0, 20_001).Select(i => $"  T{i}: {{agent: a}}\n"))),
        "tasks without end" => Encoding.ASCII.GetBytes(Sample.Head + "tasks: {" + string.Concat(Enumerable.Range(0, 600_000).Select(i => $"a{i}: 1,")) + "}"),
        "a million tasks" => Encoding.ASCII.GetBytes(Sample.Head + "tasks:\n" + string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"  T{i}: {{agent: a}}\n"))),
        "a cycle of 10,000" => Encoding.ASCII.GetBytes(Sample.Head + "tasks:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"  T{i}: {{agent: a, needs: [T{(i + 1) % 10_000}]}}\n"))),
        "no tasks" => Encoding.ASCII.GetBytes(Sample.Head + "tasks: {}\n"),
        "absurd durations" => Encoding.ASCII.GetBytes(Sample.Task($"estimate: {new string('9', 1_000)}h")),
        "negative durations" => Encoding.ASCII.GetBytes(Sample.Task("estimate: -9223372036854775808h")),
        "absurd quantities" => Encoding.ASCII.GetBytes(Sample.Task($"allowance: {{tokens: {new string('9', 1_000)}}}")),
        "demand above capacity" => Encoding.ASCII.GetBytes("baton: 1\nname: x\nagents: {a: {driver: noop, concurrent: 0}}\ntasks: {T1: {agent: a}}\n"),
        "allowance above the limit" => Encoding.ASCII.GetBytes(Sample.Task("allowance: {tokens: 2k}") + "limits: {tokens: 1k}\n"),
        "two documents" => Encoding.ASCII.GetBytes(Sample.Head + "---\n" + Sample.Head),
        "empty" => [],
        "comment only" => Encoding.ASCII.GetBytes("# nothing\n"),
        "text only" => Encoding.ASCII.GetBytes("just words\n"),
        "many unknown keys" => Encoding.ASCII.GetBytes(Sample.Head + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"unknown{i}: 1\n"))),
        "many unknown needs" => Encoding.ASCII.GetBytes(
            Sample.Head + "tasks:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"  task-with-number-{i}: {{agent: a, needs: [task-with-numbers-{i}]}}\n"))),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such file."),
    };
}
