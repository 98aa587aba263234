using Baton.Domain.Plans;
using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>Plans transcribed from documents: every contradiction of the documents is found, by code and figure, and what adds up is left alone.</summary>
public sealed class DocumentTests
{
    private static readonly string Folder = Path.Combine(Sample.Root(), "examples", "documents");

    [Theory]
    [InlineData("BTN081", "5 h are stated", "6 estimates add up to 6.5 h")]
    [InlineData("BTN084", "3.5 h are stated", "no schedule is shorter than 4 h (TestEngineer 1 at once); its dependencies alone take 3.5 h")]
    [InlineData("BTN082", "2 h + 1 h + 0.5 h + 0.5 h = 4 h, not 3.5 h")]
    [InlineData("BTN083", "P3 -> P4 -> P6 -> Integration is no chain", "P6 does not need P4")]
    [InlineData("BTN083", "4 h is stated", "P3 -> P4 -> Integration with 3.5 h")]
    [InlineData("BTN085", "A saving of 30 % is stated", "4 h instead of 6.5 h save 38.5 %")]
    [InlineData("BTN085", "A saving of 20 % is stated", "save 38.5 %")]
    [InlineData("BTN085", "1 h are stated to be saved", "6.5 h one after another less 4 h in parallel are 2.5 h")]
    [InlineData("BTN087", "'makespan' of the plan is stated as 4h here and as 3.5h")]
    [InlineData("BTN087", "'saving' of the plan is stated as 20% here and as 30%")]
    [InlineData("BTN086", "83,000 tokens are stated", "add up to 90,000")]
    [InlineData("BTN086", "41 % of the token limit", "90,000 of 200,000 are 45 %")]
    [InlineData("BTN086", "88,000 tokens are stated to remain", "are 81,000")]
    [InlineData("BTN086", "93,000 tokens are stated to remain", "are 81,000")]
    [InlineData("BTN087", "'escalation of tokens' of the plan is stated as 110k here and as 90k")]
    [InlineData("BTN088", "P4 and P6 are stated to run in parallel", "both are done by TestEngineer, who does one task at a time")]
    [InlineData("BTN089", "P5-review is said to start at 0 h", "cannot start before 0.75 h")]
    [InlineData("BTN089", "P5-review is said to finish at 1 h", "cannot finish before 1.75 h")]
    [InlineData("BTN079", "Hand-off approval is due at 1 h", "1.75 h at the earliest")]
    [InlineData("BTN090", "Checkpoint one at 1 h expects 100 % of task P5-review", "1.75 h")]
    [InlineData("BTN073", "P5-review reads 'docs/logging-design.md'", "does not need P5-design")]
    [InlineData("BTN091", "4 h (TestEngineer 1 at once)", "deadline of 3.5 h")]
    public void Phase_1_contradicts_itself(string code, params string[] figures) => AssertFound("phase-1", code, figures);

    /// <summary>45 % and 90,000 are right, the path of 3.5 h is right, P5 can run beside P3, and the other hand-offs are possible.</summary>
    [Fact]
    public void Phase_1_is_not_blamed_for_what_adds_up()
    {
        var reading = Read("phase-1");

        Assert.False(reading.HasErrors, Sample.Show(reading));
        Assert.Equal(
            ["BTN073 1", "BTN075 1", "BTN079 1", "BTN081 1", "BTN082 1", "BTN083 3", "BTN084 1", "BTN085 3", "BTN086 4", "BTN087 7", "BTN088 1", "BTN089 2", "BTN090 1", "BTN091 1"],
            Counts(reading, Severity.Warning));
    }

    [Theory]
    [InlineData("BTN040", "'conductor-api/src/routes/v2/error-recovery.ts' is an output of task T9 and of task T3")]
    [InlineData("BTN040", "'conductor-api/src/routes/v2/scheduling.ts' is an output of task T10 and of task T3")]
    [InlineData("BTN078", "take 41 h instead of the 38 h", "(T1 -> T4 -> T9 -> T13 -> T15 -> T17 -> T19 -> T21 -> T22)", "3 h more")]
    [InlineData("BTN078", "after group A delays T8 (needs only T3 of it) by 1 h", "T7 (needs only T1 of it) would wait")]
    [InlineData("BTN078", "after group C delays T13", "by 3 h", "costs the plan 3 h")]
    [InlineData("BTN084", "40 h are stated", "no schedule is shorter than 41 h (dependencies and barriers)", "dependencies alone take 38 h")]
    [InlineData("BTN084", "8 h are stated for group D", "takes 16 h")]
    [InlineData("BTN084", "8 h are stated for group E", "takes 10 h")]
    [InlineData("BTN088", "6 at once are stated for group D", "at most 2 of its 6")]
    [InlineData("BTN088", "4 at once are stated for group C", "at most 3 of its 4")]
    public void Phase_5_3_contradicts_itself(string code, params string[] figures) => AssertFound("phase-5.3", code, figures);

    [Fact]
    public void Phase_5_3_has_ten_needs_inside_groups_that_claim_to_run_in_parallel_and_no_wrong_sum()
    {
        var reading = Read("phase-5.3");
        var inside = reading.Findings.Where(f => f.Code == "BTN070").Select(f => f.Message.Split(',')[0]).ToList();

        Assert.Equal(
            ["T12 needs T9", "T12 needs T10", "T15 needs T13", "T15 needs T14", "T17 needs T15", "T18 needs T15", "T19 needs T13", "T19 needs T17", "T19 needs T18", "T22 needs T21"],
            inside.Select(m => m["Task ".Length..]));
        Assert.DoesNotContain(reading.Findings, f => f.Code is "BTN080" or "BTN081");
    }

    [Theory]
    [InlineData("sequential: 81h", "sequential: 80h", "BTN081", "80 h are stated", "22 estimates add up to 81 h")]
    [InlineData("tasks: 22", "tasks: 21", "BTN080", "21 tasks are stated", "it has 22")]
    [InlineData("sequential: 24h", "sequential: 23h", "BTN081", "23 h are stated for all tasks of group D", "24 h")]
    [InlineData("tasks: 6,", "tasks: 7,", "BTN080", "7 tasks are stated for group D", "it has 6")]
    public void Phase_5_3_would_be_blamed_for_a_wrong_sum(string right, string wrong, string code, params string[] figures)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "phase-5.3-as-written.yaml"));
        Assert.Contains(right, text, StringComparison.Ordinal);

        var finding = Sample.Only(Sample.Parse(text.Replace(right, wrong, StringComparison.Ordinal)), code);

        Assert.All(figures, f => Assert.Contains(f, finding.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("T1, T4, T9, T13, T15, T17, T19, T21, T22", true)]
    [InlineData("T1, T4, T9, T14, T15, T18, T19, T21, T22", true)]
    [InlineData("T1, T7, T10, T13, T15, T17, T19, T21, T22", true)]
    [InlineData("T1, T4, T9, T12, T21, T22", false)]
    [InlineData("T1, T9, T13, T15, T17, T19, T21, T22", false)]
    public void Phase_5_3_has_several_longest_paths_of_38_hours(string path, bool right)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "phase-5.3-as-written.yaml"));

        var reading = Sample.Parse($"{text}  - {{path: {{tasks: [{path}], length: 38h}}}}\n");

        Assert.Equal(!right, reading.Findings.Any(f => f.Code is "BTN082" or "BTN083"));
    }

    [Theory]
    [InlineData("BTN093", "stated as GO, but it is NO-GO: 4 of 5 criteria are not met", "< 0.3 %, measured 0.3 %", "> 95 %, measured 60 %", "> 90 %, not measured", "> 92 %, measured 92 %")]
    [InlineData("BTN092", "'NASA compliance'", "stated as pass, but it is fail")]
    [InlineData("BTN083", "containers does not need validate")]
    public void Phase_6_is_no_go(string code, params string[] figures) => AssertFound("phase-6", code, figures);

    [Theory]
    [InlineData("\"<\", threshold: 0.3%", "\"<=\", threshold: 0.3%", 3)]
    [InlineData("measured: 60%", "measured: 95.1%", 3)]
    [InlineData("threshold: 90%", "threshold: 90%, measured: 91%", 3)]
    [InlineData("threshold: 100%, measured: 100%", "threshold: 100%, measured: 99.9%", 5)]
    public void Phase_6_counts_what_is_unmet(string was, string becomes, int unmet)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "phase-6-as-written.yaml"));
        Assert.Contains(was, text, StringComparison.Ordinal);

        var finding = Sample.Only(Sample.Parse(text.Replace(was, becomes, StringComparison.Ordinal)), "BTN093");

        Assert.Contains($"{unmet} of 5 criteria are not met", finding.Message, StringComparison.Ordinal);
        Assert.Equal(Severity.Error, finding.Severity);
    }

    private static void AssertFound(string document, string code, string[] figures)
    {
        var reading = Read(document);

        Assert.True(
            reading.Findings.Any(f => f.Code == code && figures.All(figure => f.Message.Contains(figure, StringComparison.Ordinal))),
            $"{code} with {string.Join(" / ", figures)} is missing:\n{Sample.Show(reading)}");
    }

    private static PlanReading Read(string document) => PlanFile.Read(Path.Combine(Folder, document + "-as-written.yaml"));

    private static IEnumerable<string> Counts(PlanReading reading, Severity severity) =>
        reading.Findings.Where(f => f.Severity == severity).GroupBy(f => f.Code).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}");
}
