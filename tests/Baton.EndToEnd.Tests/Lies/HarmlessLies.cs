using Baton.Domain.Runs;
using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Lies;

/// <summary>Tricks beside work that is good: they come to nothing, and the record tells of them.</summary>
[Trait("suite", "lies")]
public sealed class HarmlessLies
{
    private const string Integration = "b=$(git for-each-ref --format='%(refname)' 'refs/heads/baton/**/integration'); ";
    private const string Await = Integration + "until git cat-file -e $b:o.txt 2>/dev/null; do sleep 0.05; done; ";
    private const string Other = "other: {outputs: [o.txt], verify: [{file: o.txt}], run: 'echo o > o.txt'}";

    /// <summary>Work that another attempt had accepted stays, whatever the history of this one says.</summary>
    [Theory]
    [InlineData("merges the work of others with -s ours", "git -c user.name=a -c user.email=a@b commit -qam w; git -c user.name=a -c user.email=a@b merge -q -s ours -m m $b")]
    [InlineData("puts its old tree on top of the work of others", "t=$(git -c user.name=a -c user.email=a@b commit -qam w; git rev-parse HEAD^{tree}); git reset -q --hard $(git -c user.name=a -c user.email=a@b commit-tree -m x -p $b $t)")]
    public async Task The_work_of_others_stays(string name, string command)
    {
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task($"{Gallery.Mend}; {Await}{command}", "src/calc.sh", "{run: sh tests/calc.sh}"), Other, "");

        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        Assert.Equal("o\n", await gallery.Bench.Repository.ReadAtAsync(Gallery.Branch(story), "o.txt"));
        Assert.Contains("$1 + $2", await gallery.Bench.Repository.ReadAtAsync(Gallery.Branch(story), "src/calc.sh"), StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("a session of its own", "setsid sh -c 'sleep 2; echo evil > $LIES/evil' >/dev/null 2>&1 &")]
    [InlineData("no session, no parent and no environment", "env -i L=$LIES setsid sh -c '(sleep 2; echo evil > $L/evil) >/dev/null 2>&1 </dev/null & (sleep 2; echo evil > $L/evil) >/dev/null 2>&1 &'; sleep 0.2")]
    public async Task A_process_left_behind_writes_nothing_any_more(string name, string command)
    {
        await using var gallery = await Gallery.OpenAsync();
        var story = await gallery.RunAsync(Gallery.Task($"{Gallery.Mend}; {command}", "src/calc.sh", "{run: sh tests/calc.sh}"), "", "");

        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        Assert.InRange(story.Of<RunEvent.AttemptExited>().Single().Exit.Survivors, 1, 10);
        Assert.Empty(gallery.Bench.Processes());
        Assert.False(File.Exists(gallery.Bench.Mark("evil")), name);
    }

    [Fact]
    public async Task Logs_stay_in_their_folder_although_links_lead_out()
    {
        await using var gallery = await Gallery.OpenAsync();
        var victim = Directory.CreateDirectory(gallery.Bench.Mark("victim")).FullName;
        await File.WriteAllTextAsync(Path.Combine(victim, "run.log"), "mine");
        var story = await gallery.RunAsync(Gallery.Task($"{Gallery.Mend}; f=$(dirname $BATON_INSTRUCTIONS); for d in evidence merge-evidence judge merge-judge; do ln -s $LIES/victim $f/$d; done", "src/calc.sh", "{run: sh tests/calc.sh}"), "", "");

        Assert.Equal(RunStatus.Succeeded, story.State.Status);
        Assert.Equal(["run.log"], Directory.EnumerateFileSystemEntries(victim).Select(f => Path.GetFileName(f)));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(victim, "run.log")));
    }

    [Fact]
    public async Task A_filter_that_the_person_had_runs_without_secrets_and_one_of_the_agent_does_not_run()
    {
        await using var gallery = await Gallery.OpenAsync();
        const string prepare = "printf '#!/bin/sh\\nenv >> $HOME/seen\\ntr a-z A-Z\\n' > ../clean; chmod +x ../clean; git config filter.up.clean \"$PWD/../clean\"; echo '*.up filter=up' > .gitattributes";
        var story = await gallery.RunAsync(Gallery.Task("echo abc > a.up; git config filter.evil.smudge \"sh -c 'touch $LIES/evil; cat'\"", "a.up", "{run: grep -q ABC a.up}"), "", prepare);

        var failure = Assert.Single(story.Of<RunEvent.AttemptFailed>()).Failure;
        Assert.Equal("violation", failure.Code);
        var work = Assert.Single(story.Of<RunEvent.WorkCaptured>()).Work;
        Assert.Equal("ABC\n", await gallery.Bench.Repository.ReadAtAsync(work.Commit, "a.up"));
        var seen = await File.ReadAllTextAsync(Path.Combine(gallery.Bench.Environment["HOME"]!, "seen"));
        Assert.DoesNotContain("gallery-secret", seen, StringComparison.Ordinal);
        Assert.False(File.Exists(gallery.Bench.Mark("evil")));
        Assert.DoesNotContain("evil", await gallery.Bench.Repository.GitAsync("config", "--list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_accepts_nothing()
    {
        await using var gallery = await Gallery.OpenAsync();
        await using var disk = await SmallDisk.MountAsync(gallery.Bench.Mark("small"), 8);
        gallery.Bench.Environment["XDG_STATE_HOME"] = gallery.Bench.Mark("small");
        var story = await gallery.RunAsync(Gallery.Task($"{Gallery.Mend}; cat /dev/zero > fill.tmp 2>/dev/null; exit 0", "src/calc.sh", "{run: sh tests/calc.sh}"), "", "");

        Assert.NotEqual(RunStatus.Succeeded, story.State.Status);
        Assert.Empty(story.Of<RunEvent.Merged>());
    }

    [Fact]
    public async Task A_person_moves_the_integration_branch_with_adopt_and_in_no_other_way()
    {
        await using var gallery = await Gallery.OpenAsync();
        const string asking = "{run: sh tests/calc.sh}, {human: Good?}";
        var story = await gallery.RunAsync(Gallery.Task(Gallery.Mend, "src/calc.sh", asking), "", "");
        var (bench, branch, before) = (gallery.Bench, Gallery.Branch(story), story.State.IntegrationHead);
        Assert.Equal(0, (await bench.ShellAsync($"git switch -q -c fix {before} && echo f > fix.txt && git add fix.txt && git -c user.name=a -c user.email=a@b commit -qm fix && git update-ref refs/heads/{branch} HEAD && git switch -q main")).ExitCode);

        await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(before, await bench.Repository.GitAsync("rev-parse", branch));
        Assert.Equal(0, (await bench.BatonAsync("adopt", "fix", "--reason", "hot fix")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("approve", "work")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("f\n", await bench.Repository.ReadAtAsync(branch, "fix.txt"));
        Assert.Contains("hot fix", (await bench.BatonAsync("report")).Output, StringComparison.Ordinal);
    }
}
