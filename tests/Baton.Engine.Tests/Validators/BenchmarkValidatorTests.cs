using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class BenchmarkValidatorTests : ValidatorRoom
{
    [Theory]
    [InlineData(Comparator.Below, "0.3", "0.3", Verdict.Fail)]
    [InlineData(Comparator.Below, "0.2999999999", "0.3", Verdict.Pass)]
    [InlineData(Comparator.AtMost, "0.3", "0.3", Verdict.Pass)]
    [InlineData(Comparator.AtMost, "0.30000001", "0.3", Verdict.Fail)]
    [InlineData(Comparator.Above, "500", "500", Verdict.Fail)]
    [InlineData(Comparator.AtLeast, "500.0", "500", Verdict.Pass)]
    [InlineData(Comparator.Equal, "3e2", "300", Verdict.Pass)]
    [InlineData(Comparator.Below, "-1", "0", Verdict.Pass)]
    public async Task A_comparator_is_strict(Comparator comparator, string value, string threshold, Verdict verdict) =>
        Is(verdict, await CheckAsync(Bench($"echo '{{\"ms\": {value}}}'", comparator, threshold)));

    [Theory]
    [InlineData("""{"other": 1}""", "has no ms")]
    [InlineData("""{"ms": "12"}""", "no number")]
    [InlineData("""{"ms": null}""", "no number")]
    [InlineData("""{"ms": 1e999}""", "no number")]
    [InlineData("""{"ms": NaN}""", "not JSON")]
    [InlineData("""{"ms": 1, "ms": 2}""", "key twice")]
    [InlineData("", "is not JSON")]
    public async Task What_is_no_number_is_not_measured(string report, string reason) =>
        Is(Verdict.NotMeasured, await CheckAsync(Bench($"cat <<'END'\n{report}\nEND", Comparator.Below, "100")), reason);

    [Theory]
    [InlineData("/results/1/p 95", "7")]
    [InlineData("results.1.p 95", "7")]
    [InlineData("/a~1b/~0", "9")]
    public async Task A_metric_is_found_by_its_path(string metric, string value)
    {
        var spec = Bench("""echo '{"results": [{"p 95": 3}, {"p 95": 7}], "a/b": {"~": 9}}'""", Comparator.Equal, value) with { Metric = metric };

        var result = await CheckAsync(spec);

        Is(Verdict.Pass, result);
        Assert.Equal(double.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(result.Figures).Value);
    }

    [Fact]
    public async Task A_command_that_fails_shows_nothing() =>
        Is(Verdict.Fail, await CheckAsync(Bench("echo '{\"ms\": 1}'; exit 3", Comparator.Below, "100")), "exit code 3");

    [Fact]
    public async Task A_report_is_written_by_the_command()
    {
        Write("out/bench.json", """{"ms": 1}""");
        Changed("out/bench.json");
        Is(Verdict.Fail, await CheckAsync(Bench("true", Comparator.Below, "100") with { Report = "out/bench.json" }), "brings its own");
    }

    [Fact]
    public async Task An_older_report_does_not_count()
    {
        Commit();

        var evidence = await JudgeAsync(Run("echo '{\"ms\": 1}' > bench.json"), Bench("true", Comparator.Below, "100") with { Report = "bench.json" });

        Is(Verdict.NotMeasured, evidence.Results[^1], "wrote no report");
    }

    [Fact]
    public async Task A_report_in_a_file_is_read_and_a_link_is_not()
    {
        Is(Verdict.Pass, await CheckAsync(Bench("echo '{\"ms\": 1}' > bench.json", Comparator.Below, "100") with { Report = "*.json" }));
        Is(Verdict.Fail, await CheckAsync(Bench("ln -s /etc/hostname bench.json", Comparator.Below, "100") with { Report = "*.json" }), "is a link");
        Is(Verdict.NotMeasured, await CheckAsync(Bench("echo 1 > a.json; echo 1 > b.json", Comparator.Below, "100") with { Report = "?.json" }), "2 files match");
        Is(Verdict.Fail, await CheckAsync(Bench("rm *.json; truncate -s 1G bench.json", Comparator.Below, "100") with { Report = "*.json" }), "larger than 64 MB");
    }

    [Theory]
    [InlineData(100, 105, Verdict.Pass, "105 % of the 100 on the base")]
    [InlineData(100, 106, Verdict.Fail, "106 % of the 100 on the base; <= 105 % is asked for")]
    [InlineData(0, 106, Verdict.NotMeasured, "no percentage can be taken")]
    [InlineData(-5, 1, Verdict.NotMeasured, "no percentage can be taken")]
    public async Task The_base_is_measured_beside(int before, int after, Verdict verdict, string reason)
    {
        Write("ms", $"{before}");
        CommitBase();
        Write("ms", $"{after}");

        var result = await CheckAsync(OfBase());

        Is(verdict, result, reason);
        Assert.Equal(["ms", "ms on the base"], result.Figures.Select(f => f.Name));
        Assert.Equal([after, before], result.Figures.Select(f => (int)f.Value));
    }

    [Fact]
    public async Task A_base_that_cannot_be_measured_is_not_measured()
    {
        CommitBase();
        Write("ms", "3");
        Is(Verdict.NotMeasured, await CheckAsync(OfBase()), "could not be measured on the base");
        Commit();
        Is(Verdict.Fail, await CheckAsync(OfBase() with { Threshold = 2 }), "<= 2 is asked for");
    }

    private static ValidatorSpec.Benchmark OfBase() => Bench("echo \"{\\\"ms\\\": $(cat ms)}\"", Comparator.AtMost, null) with { OfBasePercent = 105 };

    private static ValidatorSpec.Benchmark Bench(string command, Comparator comparator, string? threshold) =>
        new(Command.FromShell(command), null, "ms", comparator, threshold is null ? null : decimal.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture), null, TimeSpan.FromSeconds(20)) { Name = "benchmark" };
}
