using System.Globalization;
using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.Instances;

/// <summary><c>baton schedule</c> as people and scripts use it.</summary>
public sealed class ScheduleCommandTests
{
    private const string Header = "instance,makespan,lowerBound,optimal,criticalPath,schedules,seconds,starts";
    private static readonly string Instances = Path.Combine(Checkout.Root, "tests", "Baton.Scheduling.Tests", "Instances");

    [Fact]
    public async Task A_folder_gives_a_row_for_every_instance_in_natural_order()
    {
        using var folder = new BatonFolder();
        var lines = Lines((await folder.BatonAsync("schedule", Instances, "--schedules", "200", "--csv")).MustSucceed().Output);

        Assert.Equal(Header, lines[0]);
        var names = lines.Skip(1).Select(l => l.Split(',')[0]).ToList();
        Assert.Equal(Directory.GetFiles(Instances).Count(f => Path.GetExtension(f) is ".sm" or ".rcp"), names.Count);
        Assert.True(names.IndexOf("j301_1") < names.IndexOf("j305_3") && names.IndexOf("j309_4") < names.IndexOf("j3010_1"), string.Join(' ', names));
        Assert.All(lines.Skip(1), l => Assert.Matches("^[a-z0-9_]+,[0-9]+,[0-9]+,(true|false),[0-9]+,[0-9]+,[0-9]+\\.[0-9]{6},\"[0-9]+( [0-9]+)*\"$", l));
    }

    [Fact]
    public async Task Json_and_csv_say_the_same_on_any_number_of_threads()
    {
        using var folder = new BatonFolder();
        string[] words = ["schedule", Path.Combine(Instances, "j3013_9.sm"), "--schedules", "1500", "--seed", "3"];
        var json = JsonNode.Parse(Assert.Single(Lines((await folder.BatonAsync([.. words, "--json"])).MustSucceed().Output)))!;
        var csv = Lines((await folder.BatonAsync([.. words, "--csv", "--threads", "2"])).MustSucceed().Output)[1].Split(',');

        Assert.Equal(Header.Split(','), json.AsObject().Select(p => p.Key));
        foreach (var (name, value) in Header.Split(',').Zip(csv).Where(p => p.First is not ("seconds" or "starts")))
        {
            Assert.Equal(value, json[name]!.ToString());
        }

        Assert.Equal(csv[^1].Trim('"'), string.Join(' ', json["starts"]!.AsArray().Select(s => s!.GetValue<long>().ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task People_get_a_table_that_says_what_is_proven()
    {
        using var folder = new BatonFolder();
        var lines = Lines((await folder.BatonAsync("schedule", Path.Combine(Instances, "j301_1.sm"), Path.Combine(Instances, "j309_4.sm"), "--seconds", "0.1")).MustSucceed().Output);

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("instance ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("j301_1 ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("Under all capacities: 2 instances, ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CpuSeconds_HardInstance_EndsWhenTheyAreSpent()
    {
        using var folder = new BatonFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "1.rcp"), LargeInstance());
        var row = Lines((await folder.BatonAsync("schedule", ".", "--cpu-seconds", "0.2", "--threads", "2", "--csv")).MustSucceed().Output)[1];
        Assert.Contains(",false,", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoProof_CountedSchedules_LeavesTheBoundOfTheNetwork()
    {
        using var folder = new BatonFolder();
        var file = Path.Combine(Instances, "j309_4.sm");
        var with = Lines((await folder.BatonAsync("schedule", file, "--schedules", "20000", "--csv")).MustSucceed().Output)[1].Split(',');
        var without = Lines((await folder.BatonAsync("schedule", file, "--schedules", "20000", "--no-proof", "--csv")).MustSucceed().Output)[1].Split(',');

        Assert.Equal(with[1], without[1]);
        Assert.True(int.Parse(without[2], CultureInfo.InvariantCulture) < int.Parse(with[2], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_bad_file_is_named_with_its_line_and_does_not_stop_the_others()
    {
        using var folder = new BatonFolder();
        Directory.CreateDirectory(Path.Combine(folder.Folder, "set", "empty"));
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "set", "a.rcp"), "2 1\n1\n1 1 1 2\n1 2 0\n");
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "set", "b.rcp"), "1 1\n1\n4 1 0\n");

        var text = await folder.BatonAsync("schedule", "set", "set/empty", "--csv");
        var json = Lines((await folder.BatonAsync("schedule", "set", "--json")).Output);

        Assert.Equal(1, text.ExitCode);
        Assert.StartsWith("b,4,4,true,4,", Lines(text.Output)[1], StringComparison.Ordinal);
        Assert.Contains("set/a.rcp:4: Job 2 takes 2 of resource 1, of which there are 1", text.Error, StringComparison.Ordinal);
        Assert.Contains("set/empty: The folder holds no instances", text.Error, StringComparison.Ordinal);
        Assert.Equal("instance", JsonNode.Parse(json[0])!["error"]!["code"]!.GetValue<string>());
        Assert.Equal("b", JsonNode.Parse(json[1])!["instance"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("--schedules 5 --seconds 1", "exclude each other")]
    [InlineData("--seconds 1 --cpu-seconds 1", "exclude each other")]
    [InlineData("--seconds 1 --no-proof", "with a count of schedules")]
    [InlineData("--json --csv", "exclude each other")]
    [InlineData("--schedules 0", "a whole number from 1 ")]
    [InlineData("--schedules 1.5", "not '1.5'")]
    [InlineData("--seconds nan", "not 'nan'")]
    [InlineData("--seconds -1", "a number from 0.001 ")]
    [InlineData("--threads 0", "from 1 to 256")]
    [InlineData("--seed -1", "not '-1'")]
    public async Task Wrong_usage_ends_with_2_and_starts_nothing(string options, string message)
    {
        using var folder = new BatonFolder();
        var done = await folder.BatonAsync(["schedule", Path.Combine(Instances, "j301_1.sm"), .. options.Split(' ')]);

        Assert.Equal((2, ""), (done.ExitCode, done.Output));
        Assert.Contains(message, done.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_politely_with_what_is_done()
    {
        using var folder = new BatonFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "1.rcp"), "1 1\n1\n4 1 0\n");
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "2.rcp"), LargeInstance());
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "3.rcp"), "1 1\n1\n4 1 0\n");
        using var process = folder.Start("schedule", ".", "--seconds", "3600", "--csv");
        Assert.Equal(Header, await process.StandardOutput.ReadLineAsync());
        Assert.StartsWith("1,4,4,true,", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);

        (await folder.InAsync(folder.Folder, "kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture))).MustSucceed();
        var rest = Lines(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.Equal(3, process.ExitCode);
        Assert.All(rest, l => Assert.StartsWith("2,", l, StringComparison.Ordinal));
        Assert.Contains("stopped", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_when_nobody_reads_any_more()
    {
        using var folder = new BatonFolder();
        for (var i = 1; i <= 40; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Folder, $"{i}.rcp"), LargeInstance());
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "bad.rcp"), "ends the command with 1 if it comes so far");
        using var process = folder.Start("schedule", ".", "--seconds", "0.3", "--csv");
        Assert.Equal(Header, await process.StandardOutput.ReadLineAsync());

        process.StandardOutput.Close();
        await process.WaitForExitAsync();

        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync()));
    }

    /// <summary>Four hundred jobs that nobody proves an optimum for within the test.</summary>
    private static string LargeInstance()
    {
        const int jobs = 400;
        var random = new Random(5);
        var rows = Enumerable.Range(1, jobs).Select(j =>
        {
            var after = Enumerable.Range(0, 3).Select(_ => j + random.Next(1, 60)).Where(s => s <= jobs).Distinct().ToList();
            var demands = Enumerable.Range(0, 4).Select(_ => random.Next(0, 7));
            return $"{random.Next(1, 20)} {string.Join(' ', demands)} {after.Count} {string.Join(' ', after)}";
        });
        return $"{jobs} 4\n10 10 10 10\n{string.Join('\n', rows)}\n";
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
