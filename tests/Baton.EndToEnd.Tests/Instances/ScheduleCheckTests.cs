using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.Instances;

/// <summary>The bench's checker, which shares nothing with the scheduler, passes what the program finds and finds every kind of fault.</summary>
public sealed class ScheduleCheckTests
{
    private const string Proven = "0 4 0 0 12 29 4 4 10 6 12 13 4 15 12 13 23 10 18 21 37 29 36 38 28 21 15 41 28 44 44 46";
    private static readonly string Instances = Path.Combine(Checkout.Root, "tests", "Baton.Scheduling.Tests", "Instances");

    [Fact]
    public async Task What_the_program_finds_passes()
    {
        using var folder = new BatonFolder();
        var csv = (await folder.BatonAsync(["schedule", .. Directory.GetFiles(Instances, "*.sm"), "--schedules", "300", "--csv"])).MustSucceed().Output;
        var checkedBy = await CheckAsync(folder, csv);

        Assert.Equal((0, ""), (checkedBy.ExitCode, checkedBy.Output));
    }

    [Theory]
    [InlineData("j301_1,46,38,false,38,9,0.1", Proven, null)]
    [InlineData("j301_1,45,38,false,38,9,0.1", Proven, "the last job ends at 46")]
    [InlineData("j301_1,46,38,false,37,9,0.1", Proven, "the critical path is said to be 37")]
    [InlineData("j301_1,46,47,false,38,9,0.1", Proven, "above the makespan")]
    [InlineData("j301_1,46,44,false,38,9,0.1", Proven, "above the best known makespan 43")]
    [InlineData("j301_1,46,46,true,38,9,0.1", Proven, "claims the optimum 46, and the known one is 43")]
    [InlineData("j301_1,46,38,true,38,9,0.1", Proven, "said to be optimal")]
    [InlineData("j301_1,46,38,maybe,38,9,0.1", Proven, "neither true nor false")]
    [InlineData("j301_1,46,38,false,38,9,0.1", "0 4 0 0", "32 jobs, and the schedule has 4 starts")]
    [InlineData("j301_1,46,38,false,38,9,0.1", "-1 4 0 0 12 29 4 4 10 6 12 13 4 15 12 13 23 10 18 21 37 29 36 38 28 21 15 41 28 44 44 46", "starts at \"-1\"")]
    [InlineData("j301_1,46,38,false,38,9,0.1", "0 4 0 0 12 11 4 4 10 6 12 13 4 15 12 13 23 10 18 21 37 29 36 38 28 21 15 41 28 44 44 46", "before its predecessor 2 has ended")]
    [InlineData("j301_1,46,38,false,38,9,0.1", "0 0 0 0 12 29 4 4 10 6 12 13 4 15 12 13 23 10 18 21 37 29 36 38 28 21 15 41 28 44 44 46", "resource 1 is used 14 of 12")]
    [InlineData("j999_9,46,38,false,38,9,0.1", Proven, "cannot be read")]
    public async Task Every_kind_of_fault_is_found(string row, string starts, string? violation)
    {
        using var folder = new BatonFolder();
        var checkedBy = await CheckAsync(folder, $"instance,makespan\n{row},\"{starts}\"\n");

        Assert.Equal(violation is null ? 0 : 1, checkedBy.ExitCode);
        Assert.Contains(violation is null ? "" : $"VIOLATION found.csv {row.Split(',')[0]}: ", checkedBy.Output, StringComparison.Ordinal);
        Assert.Contains(violation ?? "", checkedBy.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_and_repeated_schedules_are_found()
    {
        using var folder = new BatonFolder();
        var row = $"j301_1,46,38,false,38,9,0.1,\"{Proven}\"\n";

        Assert.Contains("1 schedules for 2 instances", (await CheckAsync(folder, row, expected: 2)).Output, StringComparison.Ordinal);
        Assert.Contains("it is there twice", (await CheckAsync(folder, row + row, expected: 2)).Output, StringComparison.Ordinal);
    }

    private static async Task<Execution> CheckAsync(BatonFolder folder, string csv, int? expected = null)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "found.csv"), csv);
        return await folder.InAsync(
            folder.Folder, "awk", "-v", $"dir={Instances}", "-v", $"bounds={Path.Combine(Instances, "bounds.csv")}", "-v", $"expected={expected}",
            "-f", Path.Combine(Checkout.Root, "bench", "schedules", "check.awk"), "found.csv");
    }
}
