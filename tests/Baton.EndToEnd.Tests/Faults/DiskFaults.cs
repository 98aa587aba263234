using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Disks that are full, folders that cannot be written, a journal that is damaged.</summary>
public sealed class DiskFaults
{
    private static string Waiting(FaultBench bench) =>
        $"one: {{run: 'echo once >> {bench.Mark("count")}; until [ -e {bench.Mark("go")} ]; do sleep 0.05; done; echo x > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}], retry: {{retries: 0, initial: 100ms}}}}";

    [Fact]
    public async Task A_full_disk_under_the_worktrees_ends_the_run_with_that_reason_and_it_goes_on_when_there_is_room()
    {
        await using var bench = await FaultBench.CreateAsync();
        await using var disk = await SmallDisk.MountAsync(bench.Repository.StateHome, 4);
        bench.WithTasks("one: {run: 'echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}], retry: {retries: 0, initial: 100ms}}");
        await bench.Repository.CommitFilesAsync("big", ("big.bin", new string('x', 1 << 20)));
        disk.Fill();

        var full = await bench.BatonAsync("run", "plan.yaml");

        Assert.True(full.ExitCode is 3 or 5, $"Exit code {full.ExitCode}.");
        Assert.Contains("No space left", full.Output + full.Error, StringComparison.OrdinalIgnoreCase);
        disk.MakeRoom();
        if (full.ExitCode == 3)
        {
            Assert.Equal(0, (await bench.BatonAsync("retry", "one")).ExitCode);
        }

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_an_agent_works_loses_neither_its_work_nor_the_run()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Waiting(bench));
        var text = await File.ReadAllTextAsync(bench.PlanFile, TestContext.Current.CancellationToken);
        var folder = bench.Mark("small");
        await using var disk = await SmallDisk.MountAsync(folder, 24);
        var repository = Path.Combine(folder, "repo");
        await TemporaryRepository.GitInAsync(bench.Folder, "clone", "-q", bench.Repository.Root, repository);
        await File.WriteAllTextAsync(Path.Combine(repository, "plan.yaml"), text, TestContext.Current.CancellationToken);
        var run = bench.StartIn(repository, "run", "plan.yaml");
        await Until.TrueAsync("the agent is at work", () => File.Exists(bench.Mark("count")));
        disk.Fill();
        File.WriteAllText(bench.Mark("go"), "");

        var full = await run.EndAsync();

        Assert.Equal(5, full.ExitCode);
        Assert.Matches("(?i)no space left|disk is full|full", full.Output + full.Error);
        disk.MakeRoom();
        Assert.Equal(0, (await bench.BatonInAsync(repository, "run", "plan.yaml")).ExitCode);
        Assert.Equal("once\n", File.ReadAllText(bench.Mark("count")));
    }

    [Fact]
    public async Task A_full_disk_under_the_journal_is_told_before_anything_is_started()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Waiting(bench));
        Directory.CreateDirectory(Path.Combine(bench.Repository.Root, ".baton"));
        await using var disk = await SmallDisk.MountAsync(Path.Combine(bench.Repository.Root, ".baton"), 1);
        disk.Fill();

        var full = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(5, full.ExitCode);
        Assert.Contains(".baton", full.Error, StringComparison.Ordinal);
        Assert.Matches("(?i)space|full", full.Error);
        Assert.False(File.Exists(bench.Mark("count")));
        disk.MakeRoom();
        File.WriteAllText(bench.Mark("go"), "");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Fact]
    public async Task A_journal_folder_that_cannot_be_written_is_told()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Waiting(bench));
        File.WriteAllText(bench.Mark("go"), "");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        var folder = Path.Combine(bench.Repository.Root, ".baton");
        var bind = await Execution.RunAsync("/", null, "/bin/sh", "-c", "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"", folder);
        Assert.SkipUnless(bind.ExitCode == 0, $"A folder cannot be made read-only for everyone here: {bind.Error.Trim()}");
        try
        {
            var run = await bench.BatonAsync("run", "plan.yaml");

            Assert.Equal(5, run.ExitCode);
            Assert.Contains(folder, run.Error, StringComparison.Ordinal);
            Assert.Matches("(?i)read-only|cannot be written|readonly", run.Error);
        }
        finally
        {
            await Execution.RunAsync("/", null, "/bin/umount", folder);
        }
    }

    [Theory]
    [InlineData("printf garbage > .baton/journal.db")]
    [InlineData("head -c 300 /dev/zero | dd of=.baton/journal.db bs=1 seek=4096 conv=notrunc status=none; head -c 100000 /dev/urandom | dd of=.baton/journal.db bs=1 seek=8192 conv=notrunc status=none; rm -f .baton/journal.db-wal")]
    [InlineData(": > .baton/journal.db")]
    public async Task A_damaged_journal_is_told_and_left_as_it_is(string damage)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks(Waiting(bench));
        File.WriteAllText(bench.Mark("go"), "");
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        await bench.ShellAsync(damage);
        var journal = Path.Combine(bench.Repository.Root, ".baton", "journal.db");
        var before = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);

        foreach (var words in new string[][] { ["status"], ["run", "plan.yaml"], ["retry", "one"], ["report"] })
        {
            var told = await bench.BatonAsync(words);
            Assert.Equal(5, told.ExitCode);
            Assert.Contains("journal.db", told.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken));
        Assert.Single(await bench.KeptAsync());
    }
}
