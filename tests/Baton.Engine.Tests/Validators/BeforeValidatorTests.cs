using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>What passes now has to have failed before.</summary>
public sealed class BeforeValidatorTests : ValidatorRoom
{
    public BeforeValidatorTests()
    {
        Write("src/add.sh", "echo $(($1 - $2))\n");
        Write("tests/add.sh", "test \"$(sh src/add.sh 2 3)\" = 5\n");
        CommitBase();
    }

    [Fact]
    public async Task A_check_that_fails_on_the_base_and_passes_on_the_result_passes()
    {
        Write("src/add.sh", "echo $(($1 + $2))\n");

        var result = await CheckAsync(Before("sh tests/add.sh"));

        Is(Verdict.Pass, result, "exit code 1 on the base and with 0 on the result");
        Assert.Equal(new Figure("exit code on the base", 1), Assert.Single(result.Figures));
        Assert.Equal("sh tests/add.sh", result.Command);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_check_that_passes_on_the_base_already_fails() =>
        Is(Verdict.Fail, await CheckAsync(Before("sh src/add.sh 2 3")), "passes on the base already");

    [Fact]
    public async Task A_check_that_still_fails_on_the_result_fails() =>
        Is(Verdict.Fail, await CheckAsync(Before("sh tests/add.sh")), "On the result: The command ended with exit code 1");

    [Theory]
    [InlineData("sh tests/new.sh", "tests/new.sh is not there")]
    [InlineData("bash tests/new.sh", "exit code 127")]
    [InlineData("no-such-program", "could not be run on the base")]
    [InlineData("./tests/add.sh", "exit code 126")]
    public async Task A_check_that_cannot_run_on_the_base_is_not_measured(string command, string reason)
    {
        Write("tests/new.sh", "true\n");

        Is(Verdict.NotMeasured, await CheckAsync(Before(command)), reason);
    }

    [Fact]
    public async Task A_check_that_hangs_on_the_base_is_not_measured()
    {
        Write("src/add.sh", "echo 5\n");

        Is(Verdict.NotMeasured, await CheckAsync(Before("grep -q 5 src/add.sh || sleep 60", seconds: 1)), "did not end within 1 s");
    }

    [Fact]
    public async Task New_tests_are_laid_over_the_base()
    {
        Write("src/add.sh", "echo $(($1 + $2))\n");
        Write("tests/deep/new.sh", "test \"$(sh src/add.sh 7 3)\" = 10\n");

        Is(Verdict.Pass, await CheckAsync(Before("sh tests/deep/new.sh", "tests/**")), "exit code 1 on the base");
    }

    [Fact]
    public async Task New_tests_that_pass_on_the_base_show_nothing()
    {
        Write("tests/new.sh", "true\n");

        Is(Verdict.Fail, await CheckAsync(Before("sh tests/new.sh", "tests/**")), "passes on the base already");
    }

    [Fact]
    public async Task Laying_over_needs_something_and_follows_no_link()
    {
        Directory.CreateDirectory(Elsewhere);
        Is(Verdict.NotMeasured, await CheckAsync(Before("sh tests/add.sh", "spec/**")), "Nothing in the result matches 'spec/**'");
        Write("target", "x");
        Link("tests/link.sh", "../target");
        Commit();
        Is(Verdict.NotMeasured, await CheckAsync(Before("sh tests/add.sh", "tests/**")), "is a link");
    }

    [Fact]
    public async Task The_failure_on_the_base_has_to_be_the_right_one()
    {
        Write("src/add.sh", "echo 5\n");
        var spec = Before("sh src/add.sh 2 3 > out; cat out; grep -q 5 out");

        Is(Verdict.Pass, await CheckAsync(spec with { BaseMatches = "^-1$" }));
        Is(Verdict.Fail, await CheckAsync(spec with { BaseMatches = "AssertionError" }), "failed for another reason");
    }

    [Fact]
    public async Task The_base_is_a_checkout_that_commands_of_the_result_did_not_touch()
    {
        Write("src/add.sh", "echo $(($1 + $2))\n");
        Write("prepare.sh", "echo x > prepared; rm -r ../../*/*/tree/src 2>/dev/null; true\n");
        Commit();

        var evidence = await JudgeAsync(Run("sh prepare.sh"), Before("test -e prepared && sh tests/add.sh"));

        Is(Verdict.Pass, evidence.Results[^1], "exit code 1 on the base");
    }

    [Fact]
    public async Task A_merged_tree_only_has_to_pass()
    {
        Write("src/add.sh", "echo $(($1 + $2))\n");
        Commit();

        var evidence = await JudgeAsync(EvidenceStage.Merge, [Before("sh src/add.sh 1 1")]);

        Is(Verdict.Pass, evidence.Results[^1], "was seen when the attempt was judged");
    }

    private static ValidatorSpec.FailsBefore Before(string command, string? with = null, double seconds = 20) =>
        new(Command.FromShell(command), 0, TimeSpan.FromSeconds(seconds), with is null ? [] : [with]) { Name = "fails-before" };
}
