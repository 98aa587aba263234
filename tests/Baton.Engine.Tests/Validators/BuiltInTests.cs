using System.Security.Cryptography;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Validators;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class BuiltInTests : ValidatorRoom
{
    [Fact]
    public async Task Outputs_that_are_there_and_changed_pass()
    {
        Outputs("src/a.ts", "db/**");
        Write("src/a.ts", "x");
        Write("db/1.sql", "x");
        Changed("src/a.ts");
        Commit();

        Is(Verdict.Pass, (await JudgeAsync()).Results.Single(r => r.Kind == "outputs"), "1 file of them");
    }

    [Fact]
    public async Task A_missing_output_fails_and_is_named()
    {
        Outputs("readme.md", "db/**/*.sql");
        Changed("readme.md", FileChangeKind.Modified);
        Commit();

        Is(Verdict.Fail, (await JudgeAsync()).Results.Single(r => r.Kind == "outputs"), "db/**/*.sql");
    }

    [Fact]
    public async Task Outputs_that_were_there_before_are_not_work()
    {
        Outputs("readme.md");
        Changed("unrelated.txt");
        Commit();

        var evidence = await JudgeAsync();

        Assert.False(evidence.Passed);
        Is(Verdict.Fail, evidence.Results.Single(r => r.Kind == "outputs"), "nothing was done");
    }

    [Fact]
    public async Task A_merged_tree_only_has_to_hold_the_outputs()
    {
        Outputs("readme.md");
        Commit();

        Is(Verdict.Pass, (await JudgeAsync(EvidenceStage.Merge, [])).Results.Single(r => r.Kind == "outputs"));
    }

    [Fact]
    public async Task An_output_that_a_check_would_make_is_still_missing()
    {
        Outputs("made.txt");
        Changed("made.txt", FileChangeKind.Deleted);
        Commit();

        var evidence = await JudgeAsync(Run("echo x > made.txt"));

        Is(Verdict.Fail, evidence.Results.Single(r => r.Kind == "outputs"), "made.txt");
    }

    [Fact]
    public async Task An_output_that_is_a_link_elsewhere_fails()
    {
        Outputs("a.txt");
        Link("a.txt", "/etc/passwd");
        Changed("a.txt");
        Commit();

        Is(Verdict.Fail, (await JudgeAsync()).Results.Single(r => r.Kind == "outputs"), "leaves the checkout");
    }

    [Theory]
    [InlineData(FileChangeKind.Deleted)]
    [InlineData(FileChangeKind.Modified)]
    [InlineData(FileChangeKind.Added)]
    public async Task A_touched_protected_file_fails(FileChangeKind kind)
    {
        Changed("tests/conftest.py", kind);
        Commit();

        Is(Verdict.Fail, (await JudgeAsync()).Results.Single(r => r.Kind == "protected"), "tests/conftest.py");
    }

    [Fact]
    public async Task A_test_that_was_moved_away_fails()
    {
        Changed("src/old.py", FileChangeKind.Renamed, "tests/test_a.py");
        Commit();

        Is(Verdict.Fail, (await JudgeAsync()).Results.Single(r => r.Kind == "protected"), "tests/test_a.py");
    }

    [Fact]
    public async Task A_restored_protected_file_fails()
    {
        Restored.Add(".github/workflows/ci.yml");
        Commit();

        Is(Verdict.Fail, (await JudgeAsync()).Results.Single(r => r.Kind == "protected"), ".github/workflows/ci.yml");
    }

    [Fact]
    public async Task A_task_whose_output_is_a_test_may_write_it()
    {
        Outputs("tests/test_new.py");
        Write("tests/test_new.py", "x");
        Changed("tests/test_new.py");
        Commit();

        Assert.True((await JudgeAsync()).Passed);
    }

    [Theory]
    [InlineData(0, Verdict.Pass)]
    [InlineData(3, Verdict.Fail)]
    public async Task Without_a_commit_the_exit_code_of_the_attempt_is_evidence(int code, Verdict verdict)
    {
        AttemptExitCode = code;

        Is(verdict, (await JudgeAsync()).Results.Single(), $"exit code {code}");
    }

    [Fact]
    public async Task A_person_and_an_unknown_validator_never_pass()
    {
        Is(Verdict.NotMeasured, await CheckAsync(new ValidatorSpec.Human("Good?") { Name = "human" }), "person decides");
        Is(Verdict.Fail, await CheckAsync(new ValidatorSpec.Unknown("vibes") { Name = "vibes" }), "vibes");
    }

    [Fact]
    public async Task Every_result_has_a_log_whose_digest_it_keeps()
    {
        Commit();

        var evidence = await JudgeAsync(Run("echo one", name: "a/../b"), Run("echo two", name: "a/../b"), Files("readme.md"));

        Assert.Equal(4, evidence.Results.Length);
        Assert.Equal(4, evidence.Results.Select(r => r.LogFile).Distinct().Count());
        foreach (var result in evidence.Results)
        {
            var bytes = File.ReadAllBytes(Path.Combine(Logs, "..", result.LogFile!));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), result.LogDigest);
        }
    }

    [Fact]
    public void Every_kind_of_validator_has_a_line()
    {
        var (command, seconds) = (Run("sh check.sh").Command, TimeSpan.FromSeconds(20));
        ValidatorSpec[] all =
        [
            Files("a.ts"), Run("sh check.sh\nmore", matches: "ok"), Tests("go test -json", TestFormat.GoJson, null, 8, 0.5, 0),
            new ValidatorSpec.Scope(["x"]) { Name = "s" }, new ValidatorSpec.Sha256("a", "00") { Name = "d" },
            new ValidatorSpec.JsonSchema(["out/*.json"], "schema.json") { Name = "j" },
            new ValidatorSpec.FailsBefore(command, 0, seconds, ["tests/new.sh"], "expected 3") { Name = "f" },
            new ValidatorSpec.Vulnerabilities(command, VulnerabilityFormat.Npm, null, RiskLevel.High, 1, ["GHSA-1"], seconds) { Name = "v" },
            new ValidatorSpec.Pattern("TODO", ["src/**"], 0, 3) { Name = "p" },
            new ValidatorSpec.Benchmark(command, "out.json", "rate", Comparator.AtLeast, 5m, 90m, seconds) { Name = "b" },
            new ValidatorSpec.Human("Fine?", "ann") { Name = "h" }, new ValidatorSpec.Unknown("vibes") { Name = "u" },
        ];

        Assert.Equal(
            [
                "a.ts exists, not empty",
                "`sh check.sh more` ends with exit code 0 within 20 s and prints something that matches `ok`",
                "`go test -json` runs at least 8 tests, 50 % of them pass, at most 0 skipped (go test -json report on standard output)",
                "only the task's outputs and what its authority allows are touched, besides x",
                "a has the SHA-256 00",
                "out/*.json is valid by the JSON Schema schema.json",
                "`sh check.sh` ends with exit code 0 within 20 s, and does not on the commit that the work started from with tests/new.sh laid over it, where it prints something that matches `expected 3`",
                "`sh check.sh` reports at most 1 known vulnerability of level high or above, GHSA-1 aside",
                "`TODO` matches at most 3 times in src/**",
                "`sh check.sh` measures rate >= 5 and >= 90 % of what it was before",
                "ann decides: Fine?",
                "'vibes' is not a validator this version knows; it never passes",
            ],
            all.Select(ValidatorText.Describe));
        Assert.Equal(typeof(ValidatorSpec).GetNestedTypes().Length, all.Select(v => v.GetType()).Distinct().Count());
    }
}
