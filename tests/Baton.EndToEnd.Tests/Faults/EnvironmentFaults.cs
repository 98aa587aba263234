using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Machines and terminals that are set up oddly, and secrets.</summary>
public sealed class EnvironmentFaults
{
    private const string One = "one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}";
    private const string Secret = "s3cr3t-Value/with+odd=chars";

    [Theory]
    [InlineData("HOME", null)]
    [InlineData("HOME", "/nowhere/at/all")]
    [InlineData("TERM", "dumb")]
    [InlineData("TERM", null)]
    [InlineData("TZ", "Nowhere/Atall")]
    [InlineData("TZ", "Pacific/Kiritimati")]
    [InlineData("LC_ALL", "tr_TR.UTF-8")]
    [InlineData("LC_ALL", "de_DE.UTF-8")]
    [InlineData("LANG", "not-a-locale")]
    [InlineData("GIT_DIR", "/nowhere")]
    [InlineData("GIT_INDEX_FILE", "/nowhere/index")]
    [InlineData("GIT_AUTHOR_DATE", "nonsense")]
    [InlineData("COLUMNS", "1")]
    [InlineData("BATON_USER", "")]
    [InlineData("TMPDIR", "/nowhere")]
    public async Task A_run_does_not_care_about(string name, string? value)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One);
        bench.Environment[name] = value;

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("status")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("report")).ExitCode);
        Assert.Equal("x\n", await bench.Repository.ReadAtAsync(await bench.IntegrationAsync(), "a.txt"));
    }

    [Fact]
    public async Task A_relative_state_folder_is_ignored_or_refused_but_never_lands_in_the_repository()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(One);
        bench.Environment["XDG_STATE_HOME"] = "state";

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.True(run.ExitCode is 0 or 5);
        Assert.False(Directory.Exists(Path.Combine(bench.Repository.Root, "state")));
    }

    [Fact]
    public async Task A_granted_secret_appears_in_the_raw_logs_alone()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.Environment["SERVICE_TOKEN"] = Secret;
        bench.WithTasks($$"""
            one:
              run: 'test -n "$SERVICE_TOKEN" && echo "token $SERVICE_TOKEN"; cp $BATON_INSTRUCTIONS {{bench.Mark("seen")}}-$BATON_ATTEMPT_NUMBER; echo "$SERVICE_TOKEN" >&2; exit $((3 - BATON_ATTEMPT_NUMBER))'
              outputs: [a.txt]
              env: [SERVICE_TOKEN]
              verify: [{run: 'echo "checked with $SERVICE_TOKEN"; exit 1'}]
              retry: {retries: 2, initial: 100ms}
            two:
              run: 'echo x > b.txt'
              outputs: [b.txt]
              env: [SERVICE_TOKEN]
              verify: [{run: {command: 'echo "checked with $SERVICE_TOKEN"', matches: never} }]
            """);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[redacted:SERVICE_TOKEN]", run.Output, StringComparison.Ordinal);
        foreach (var words in new string[][] { ["show", "one"], ["show", "two"], ["show", "two", "--json"], ["status", "--json"], ["report"], ["report", "--kind", "log"], ["report", "--kind", "memory"], ["watch", "--json"] })
        {
            var told = await bench.BatonAsync(words);
            Assert.DoesNotContain(Secret, told.Output + told.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("[redacted:SERVICE_TOKEN]", await File.ReadAllTextAsync(bench.Mark("seen-2"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["output.log", "run.log"], FilesWithSecret(bench));
    }

    /// <summary>The names of the files below <c>.baton</c>, the journal among them, that hold the secret.</summary>
    private static string[] FilesWithSecret(FaultBench bench) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(bench.Repository.Root, ".baton"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(bench.Folder, "seen-*"))
            .Where(f => File.ReadAllText(f).Contains(Secret, StringComparison.Ordinal)).Select(f => Path.GetFileName(f)!).Distinct().Order(StringComparer.Ordinal),
    ];
}
