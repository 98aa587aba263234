using System.Text;
using Baton.Engine.Schedules.Instances;
using Baton.Scheduling;
using Xunit;

namespace Baton.Engine.Tests.Schedules.Instances;

public sealed class InstanceFileTests
{
    private static readonly string Sm = File.ReadAllText(SampleInstances.Path("j301_1.sm"));

    [Fact]
    public void A_psplib_file_is_read_with_its_dummies()
    {
        var instance = Read(Sm, "j301_1.sm");
        var problem = instance.Network.Problem;

        Assert.Equal(("j301_1", 32, 48), (instance.Name, problem.Activities.Length, problem.Precedences.Length));
        Assert.Equal([12, 13, 4, 12], problem.Capacities);
        Assert.Equal((0, 8, 0), (problem.Activities[0].Duration, problem.Activities[1].Duration, problem.Activities[31].Duration));
        Assert.Equal([new Demand(0, 4)], problem.Activities[1].Demands);
        Assert.Empty(problem.Activities[31].Demands);
        Assert.Equal([new(1, 5, 8), new(1, 10, 8), new(1, 14, 8)], problem.Precedences.Where(p => p.Before == 1));
        Assert.Equal(38, DependencyAnalysis.Of(instance.Network).Length);
    }

    [Fact]
    public void The_same_instance_in_both_formats_is_the_same_problem()
    {
        var rcp = Read(File.ReadAllText(SampleInstances.Path("j301_1.rcp")), "j301_1.rcp");

        AssertSame(Read(Sm, "j301_1.sm"), rcp);
    }

    [Fact]
    public void Line_ends_blanks_and_empty_lines_do_not_matter()
    {
        var plain = Read(Sm, "a.sm");

        AssertSame(plain, Read(Sm.Replace("\n", "\r\n", StringComparison.Ordinal), "a.sm"));
        AssertSame(plain, Read("\uFEFF" + Sm.Replace("\n", "\n \t\n", StringComparison.Ordinal), "a.sm"));
        AssertSame(plain, Read(Sm.Replace("   1        1          3           2   3   4", "\t1 1\t3 2 3\t4  \t", StringComparison.Ordinal), "a.SM"));
        AssertSame(plain, Read(Sm.TrimEnd()[..^72], "a.sm"));
        AssertSame(plain, Read(File.ReadAllText(SampleInstances.Path("j301_1.rcp")).ReplaceLineEndings(" "), "a.rcp"));
    }

    [Theory]
    [InlineData("jobs (incl. supersource/sink ):  32", "jobs (incl. supersource/sink ):  33", 51, "PRECEDENCE RELATIONS ends after 32 of 33 jobs")]
    [InlineData("jobs (incl. supersource/sink ):  32", "jobs (incl. supersource/sink ):  31", null, "is 32, outside 1 to 31")]
    [InlineData("jobs (incl. supersource/sink ):  32", "jobs (incl. supersource/sink ):  999999999", 6, "not 1 to 100000")]
    [InlineData("jobs (incl. supersource/sink ):  32", "", 17, "number of jobs is not given")]
    [InlineData("  - renewable                 :  4", "  - renewable                 :  3", null, "longer than it should be: there are 3 resources")]
    [InlineData("  - renewable                 :  4", "  - renewable                 :  5", null, "The row ends where the request of job 1 for resource 5")]
    [InlineData("  - nonrenewable              :  0", "  - nonrenewable              :  2", 10, "nonrenewable resources is 2")]
    [InlineData("projects                      :  1", "projects                      :  2", 5, "projects is 2")]
    [InlineData("    1     30      0       38", "    1     30      7       38", 15, "release date")]
    [InlineData("   2        1          3           6  11  15", "   2        3          3           6  11  15", 20, "more modes than one")]
    [InlineData("   2        1          3           6  11  15", "   2        1          3           6  11  33", 20, "is 33, outside 1 to 32")]
    [InlineData("   2        1          3           6  11  15", "   2        1          3           6  11", 20, "The row ends where a successor of job 2")]
    [InlineData("   2        1          3           6  11  15", "   2        1          2           6  11  15", 20, "job 2 has 2 successors")]
    [InlineData("   2        1          3           6  11  15", "   2        1          3           6  11  2.5", 20, "not '2.5'")]
    [InlineData("   2        1          3           6  11  15", "   3        1          3           6  11  15", 21, "Job 3 has a second row")]
    [InlineData("   2        1          3           6  11  15", "   2        1          3           6  11   1", null, "Jobs wait for each other: 1 -> 2 -> 1.")]
    [InlineData("   2        1          3           6  11  15", "   2        1          3           6  11   2", null, "Jobs wait for each other: 2 -> 2.")]
    [InlineData("  2      1     8       4    0    0    0", "  2      1    -8       4    0    0    0", 56, "is -8, outside 0")]
    [InlineData("  2      1     8       4    0    0    0", "  2      1     8      13    0    0    0", 56, "Job 2 takes 13 of resource 1, of which there are 12")]
    [InlineData("  2      1     8       4    0    0    0", "  2      1     8       4    0    0", 56, "The row ends where the request of job 2 for resource 4")]
    [InlineData("  2      1     8       4    0    0    0", "  2      1     99999999999999999999 4 0 0 0", 56, "should be a whole number")]
    [InlineData("REQUESTS/DURATIONS:", "", null, "REQUESTS/DURATIONS should begin here")]
    [InlineData("RESOURCEAVAILABILITIES:", "", null, "RESOURCEAVAILABILITIES should begin here")]
    [InlineData("   12   13    4   12\n", "   12   13    4\n", null, "availability of resource 4")]
    [InlineData("   12   13    4   12\n", "   12   13    4   12\n\n5 5\n", null, "more after the availabilities")]
    public void A_psplib_file_that_does_not_add_up_is_refused_with_its_place(string from, string to, int? line, string message)
    {
        Assert.Contains(from, Sm, StringComparison.Ordinal);
        var error = Refused(Sm.Replace(from, to, StringComparison.Ordinal), "a.sm");

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(line is null || line == error.Line, error.At("a.sm"));
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("", 1, "The file ends where the number of jobs should be")]
    [InlineData("2", 1, "the number of resources")]
    [InlineData("2 1\n3\n1 1 1 2\n1 1", 4, "the number of successors of job 2")]
    [InlineData("2 1\n3\n1 1 1 3\n1 1 0", 3, "A successor of job 1 is 3, outside 1 to 2")]
    [InlineData("2 1\n3\n1 1 1 2\n1 4 0", 4, "Job 2 takes 4 of resource 1, of which there are 3")]
    [InlineData("2 1\n3\n1 1 1 2\n1 1 1 1", 3, "Jobs wait for each other: 1 -> 2 -> 1.")]
    [InlineData("2 1\n3\n1 1 1 2\n1 1 0\n7", 5, "more after the last of 2 jobs")]
    [InlineData("2 1\n3\n1 one 1 2\n1 1 0", 3, "should be a whole number, not 'one'")]
    [InlineData("1000000 1", 1, "outside 1 to 100000")]
    [InlineData("2 99999", 1, "outside 0 to 1000")]
    [InlineData("2 1\n2147483647\n2147483647 2147483647 1 2\n2147483647 2147483647 0", null, "add up to more")]
    public void A_patterson_file_that_does_not_add_up_is_refused_with_its_place(string text, int? line, string message)
    {
        var error = Refused(text, "a.rcp");

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void No_part_of_a_file_passes_for_the_whole()
    {
        var end = Sm.IndexOf("   12   13    4   12", StringComparison.Ordinal) + "   12   13    4   ".Length;

        Assert.All(Enumerable.Range(0, end), length => Refused(Sm[..length], "a.sm"));
    }

    [Fact]
    public void Damaged_files_end_in_an_error_or_in_an_instance_and_never_in_an_exception()
    {
        var random = new Random(20261124);
        var rcp = File.ReadAllText(SampleInstances.Path("j301_1.rcp"));
        for (var round = 0; round < 2_000; round++)
        {
            var (text, name) = round % 2 == 0 ? (new StringBuilder(Sm), "a.sm") : (new StringBuilder(rcp), "a.rcp");
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                text[random.Next(text.Length)] = (char)random.Next(0, 128);
            }

            var reading = InstanceFile.Parse(text.ToString(), name);
            Assert.True(reading.Instance is null != reading.Error is null);
        }
    }

    private static Instance Read(string text, string name)
    {
        var reading = InstanceFile.Parse(text, name);
        Assert.True(reading.Error is null, reading.Error?.At(name));
        return reading.Instance!;
    }

    private static InstanceError Refused(string text, string name)
    {
        var reading = InstanceFile.Parse(text, name);
        Assert.Null(reading.Instance);
        return reading.Error!;
    }

    private static void AssertSame(Instance a, Instance b)
    {
        Assert.Equal(a.Network.Problem.Capacities, b.Network.Problem.Capacities);
        Assert.Equal(a.Network.Problem.Precedences, b.Network.Problem.Precedences);
        Assert.Equal(a.Network.Problem.Activities.Select(x => x.Duration), b.Network.Problem.Activities.Select(x => x.Duration));
        Assert.Equal(a.Network.Problem.Activities.SelectMany(x => x.Demands.Prepend(new(-1, 0))), b.Network.Problem.Activities.SelectMany(x => x.Demands.Prepend(new(-1, 0))));
    }
}
