using System.Text.RegularExpressions;
using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Crash;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>An agent overwrites objects of its base; the next attempt would be honest. A person gets the objects back by what the program said.</summary>
[Trait("suite", "lies")]
public sealed class ObjectLies
{
    private const string Weak = "echo 'exit 0' > tests/calc.sh; git add -A; weak=$(git write-tree); git reset -q --hard; " + Gallery.Mend + "; ";

    /// <summary>Keeps a clone, as a person may have one.</summary>
    private const string Begin = "if [ -e $LIES/clone ]; then " + Gallery.Mend + "; exit 0; fi; g=$(git rev-parse --path-format=absolute --git-common-dir); cp -a $g $LIES/clone; "
        + "f() { echo $g/objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); }; forge() { chmod u+w $(f $1); cat > $(f $1); }; " + Gallery.Mend + "; ";

    [Fact]
    public async Task The_attempt_is_accused_and_the_run_stops_until_the_commit_is_back()
    {
        const string forge = "true=$(git rev-parse HEAD); forge $true < $(f $(git -c user.name=x -c user.email=x@y commit-tree -m forged HEAD^{tree}))";
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task(Begin + forge, "src/calc.sh", "{run: sh tests/calc.sh}", "retry: 1"), "", "");
        var again = await gallery.Bench.BatonAsync("run", "plan.yaml");
        var said = again.Output + again.Error;

        Assert.Equal(5, again.ExitCode);
        Assert.Contains("(the commit)", said, StringComparison.Ordinal);
        Assert.Empty(story.Of<RunEvent.Merged>());
        Assert.Equal(0, (await gallery.Bench.ShellAsync(Repair(said))).ExitCode);
        Assert.Equal(0, (await gallery.Bench.BatonAsync("run", "plan.yaml")).ExitCode);

        story = await RunStory.ReadOnlyOneAsync(gallery.Bench.Repository.Root);
        Assert.Contains("objects of its base were overwritten", Assert.Single(story.Of<RunEvent.ViolationNoted>()).Text, StringComparison.Ordinal);
        Assert.Equal("violation", Assert.Single(story.Of<RunEvent.AttemptFailed>()).Failure.Code);
        Assert.Equal(2, Assert.Single(story.Of<RunEvent.Merged>()).Attempt);
        Assert.Equal("", (await gallery.Bench.ShellAsync("git fsck --no-dangling 2>&1 | grep -v '^notice\\|^Checking' || true")).Output);
    }

    [Theory]
    [InlineData("tests/calc.sh", "true=$(git rev-parse HEAD:tests/calc.sh); forge $true < $(f $(echo 'exit 0' | git hash-object -w --stdin))")]
    [InlineData("the top folder", Weak + "true=$(git rev-parse HEAD^{tree}); forge $true < $(f $weak)")]
    [InlineData("the top folder", "true=$(git rev-parse HEAD^{tree}); echo garbage | forge $true")]
    [InlineData("tests", Weak + "true=$(git rev-parse HEAD:tests); forge $true < $(f $(git rev-parse $weak:tests))")]
    public async Task No_other_attempt_starts_from_a_forged_base(string damaged, string forge)
    {
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task(Begin + forge, "src/calc.sh", "{run: sh tests/calc.sh}", "retry: 1"), "", "");

        Assert.Equal("evidence", Assert.Single(story.Of<RunEvent.AttemptFailed>()).Failure.Code);
        Assert.Single(story.Of<RunEvent.AttemptStarted>());
        var blocked = Assert.Single(story.Of<RunEvent.TaskBlocked>());
        Assert.Contains($"({damaged}", blocked.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await gallery.Bench.ShellAsync(Repair(blocked.Reason))).ExitCode);
        Assert.Equal(0, (await gallery.Bench.BatonAsync("retry", "work")).ExitCode);
        Assert.Equal(0, (await gallery.Bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    /// <summary>What the program says to do, with the clone put in.</summary>
    private static string Repair(string said)
    {
        var words = Regex.Match(said, @"in the git folder, (rm -f .+?); then (printf .+?)\. `git fsck`");
        Assert.True(words.Success, said);
        return $"cd .git && {words.Groups[1].Value} && {words.Groups[2].Value.Replace("CLONE", "$LIES/clone", StringComparison.Ordinal)}";
    }
}
