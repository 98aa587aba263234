using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class RunValidatorTests : ValidatorRoom
{
    [Fact]
    public async Task A_command_that_ends_with_0_passes_and_its_output_is_kept()
    {
        var result = await CheckAsync(Run("echo to-out; echo to-err >&2"));

        Is(Verdict.Pass, result);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("echo to-out; echo to-err >&2", result.Command);
        var log = File.ReadAllText(Path.Combine(Logs, "run.log"));
        Assert.Contains("to-out\n", log, StringComparison.Ordinal);
        Assert.Contains("to-err\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_says_all_passed_and_ends_with_1_fails() =>
        Is(Verdict.Fail, await CheckAsync(Run("echo all passed; exit 1", matches: "all passed")), "exit code 1; 0 was expected");

    [Fact]
    public async Task Another_exit_code_can_be_the_expected_one()
    {
        Is(Verdict.Pass, await CheckAsync(Run("exit 3", exit: 3)));
        Is(Verdict.Fail, await CheckAsync(Run("exit 0", exit: 3)));
    }

    [Theory]
    [InlineData(0, Verdict.Pass)]
    [InlineData(3, Verdict.Pass)]
    [InlineData(4, Verdict.Fail)]
    public async Task Several_exit_codes_can_be_expected(int code, Verdict verdict) =>
        Is(verdict, await CheckAsync(Run($"exit {code}") with { OtherExitCodes = [3, 7] }), verdict == Verdict.Fail ? "0 or 3 or 7 was expected" : null);

    [Fact]
    public async Task A_pattern_that_could_backtrack_is_matched_without_backtracking() =>
        Is(Verdict.Fail, await CheckAsync(Run("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", matches: "(a+)+$")), "nothing matches");

    [Fact]
    public async Task The_environment_is_recorded_without_what_may_be_secret()
    {
        Environment["API_KEY"] = "hunter2";
        Environment["TZ"] = "UTC";

        var environment = (await JudgeAsync(Run("true"))).Environment;

        Assert.NotNull(environment);
        Assert.Contains("API_KEY", environment.Variables);
        Assert.Contains("TZ=UTC", environment.Variables);
        Assert.DoesNotContain("hunter2", string.Join('\n', environment.Variables), StringComparison.Ordinal);
        Assert.NotEmpty(environment.System);
        Assert.Equal(64, environment.Digest.Length);
        Environment["TZ"] = "Asia/Tokyo";
        Assert.NotEqual(environment.Digest, (await JudgeAsync(Run("true"))).Environment!.Digest);
    }

    [Fact]
    public async Task The_output_has_to_match()
    {
        Is(Verdict.Pass, await CheckAsync(Run("echo first; echo version 1.2", matches: @"^version \d")));
        Is(Verdict.Fail, await CheckAsync(Run("echo nothing", matches: @"^version \d")), "nothing matches");
        Is(Verdict.Fail, await CheckAsync(Run("echo x", matches: "(")), "not a regular expression");
    }

    [Fact]
    public async Task A_pattern_that_backtracks_for_ever_is_not_measured() =>
        Is(Verdict.NotMeasured, await CheckAsync(Run("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", matches: "(?=a)(a+)+$")), "took longer");

    [Fact]
    public async Task A_command_that_hangs_is_stopped_with_all_it_started()
    {
        var result = await CheckAsync(Run($"sleep infinity & echo $! > {Tree}/pid; sleep infinity", seconds: 0.5));

        Is(Verdict.Fail, result, "did not end within 500 ms");
        Assert.False(IsRunning(Read("pid")));
    }

    [Fact]
    public async Task What_a_command_leaves_in_the_background_is_ended()
    {
        Is(Verdict.Pass, await CheckAsync(Run($"setsid sleep infinity & echo $! > {Tree}/pid; echo done")));

        Assert.False(IsRunning(Read("pid")));
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_with_its_name()
    {
        var spec = new ValidatorSpec.Run(new Command(["no-such-program", "x"]), 0, TimeSpan.FromSeconds(5)) { Name = "run" };

        Is(Verdict.Fail, await CheckAsync(spec), "no-such-program");
        Is(Verdict.NotMeasured, await CheckAsync(Run("no-such-program")), "did not find a program");
    }

    [Fact]
    public async Task Only_the_given_environment_is_there()
    {
        Environment["GRANTED"] = "yes";

        Is(Verdict.Pass, await CheckAsync(Run("test \"$GRANTED\" = yes && test -z \"$HOME\"")));
    }

    [Fact]
    public async Task A_log_is_bounded()
    {
        Is(Verdict.Pass, await CheckAsync(Run("head -c 12000000 /dev/zero | tr '\\0' x")));

        Assert.InRange(new FileInfo(Path.Combine(Logs, "run.log")).Length, 8 * 1024 * 1024, (8 * 1024 * 1024) + 4096);
    }

    [Fact]
    public async Task What_a_command_does_to_tracked_files_is_put_back_and_said()
    {
        Write("src/a.ts", "as committed");
        Write("src/b.ts", "as committed");
        Write("check.sh", "exit 1");
        Commit();

        var evidence = await JudgeAsync(
            Run("echo 'exit 0' > check.sh; rm src/a.ts; rm -r src; ln -s /tmp src; git add -A; git -c user.name=x -c user.email=x commit -qm x; rm -r .git; exit 0"),
            Run("sh check.sh", name: "second"));

        Is(Verdict.Pass, evidence.Results[^2], "It changed 3 tracked files, put back: check.sh, src/a.ts, src/b.ts");
        Is(Verdict.Fail, evidence.Results[^1], "ended with exit code 1; 0 was expected");
        Assert.Equal("as committed", Read("src/b.ts"));
    }

    [Fact]
    public async Task A_change_of_the_same_size_with_the_old_time_is_put_back_too()
    {
        Write("check.sh", "exit 1");
        Commit();

        var evidence = await JudgeAsync(
            Run("touch -r check.sh /tmp/$$.ref; printf 'exit 0' > check.sh; touch -r /tmp/$$.ref check.sh; rm /tmp/$$.ref"),
            Run("sh check.sh", name: "second"));

        Is(Verdict.Fail, evidence.Results[^1], "ended with exit code 1; 0 was expected");
    }

    [Fact]
    public async Task Restored_protected_files_are_what_counts_although_they_differ_from_the_commit()
    {
        Write("tests/t.sh", "exit 0");
        Commit();
        Write("tests/t.sh", "exit 7");

        var evidence = await JudgeAsync(Run("echo 'exit 0' > tests/t.sh; true"), Run("sh tests/t.sh", exit: 7, name: "second"));

        Is(Verdict.Pass, evidence.Results[^1]);
    }

    [Fact]
    public async Task Build_outputs_stay_for_the_next_check()
    {
        Write("a.c", "x");
        Commit();

        var evidence = await JudgeAsync(Run("touch a.c; echo built > a.o"), Run("cat a.o", matches: "built", name: "second"));

        Assert.True(evidence.Passed, string.Join('\n', evidence.Results));
        Assert.DoesNotContain("put back", evidence.Results[^2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_commit_nothing_is_put_back()
    {
        var evidence = await JudgeAsync(Run("echo changed > readme.md"));

        Is(Verdict.Pass, evidence.Results.Single());
        Assert.Equal("changed\n", Read("readme.md"));
    }

    private static bool IsRunning(string pid) => File.Exists($"/proc/{pid.Trim()}/stat") && !File.ReadAllText($"/proc/{pid.Trim()}/stat").Contains(") Z ", StringComparison.Ordinal);
}
