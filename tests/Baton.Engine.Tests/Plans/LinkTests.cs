using Baton.Engine.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed class LinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-links-").FullName;

    public LinkTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "repo", ".git"));
        Directory.CreateDirectory(Path.Combine(_folder, "repo", "src"));
        Directory.CreateDirectory(Path.Combine(_folder, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(_folder, "repo", "out"), "../elsewhere");
        File.CreateSymbolicLink(Path.Combine(_folder, "repo", "file.txt"), Path.Combine(_folder, "elsewhere", "none.txt"));
        File.CreateSymbolicLink(Path.Combine(_folder, "repo", "inner"), "src");
    }

    [Theory]
    [InlineData("out/a.txt", true)]
    [InlineData("\"out/**\"", true)]
    [InlineData("file.txt", true)]
    [InlineData("inner/a.txt", false)]
    [InlineData("src/new/a.txt", false)]
    public void An_output_behind_a_link_to_the_outside_is_refused(string output, bool refused)
    {
        var plan = Path.Combine(_folder, "repo", "plan.yaml");
        File.WriteAllText(plan, Sample.Task($"outputs: [{output}]"));

        Assert.Equal(refused, PlanFile.Read(plan).Findings.Any(f => f.Code == "BTN042"));
    }

    [Fact]
    public void The_repository_of_the_plan_is_looked_at_not_its_folder()
    {
        var plan = Path.Combine(_folder, "plan.yaml");
        File.WriteAllText(plan, "repository: repo\n" + Sample.Task("outputs: [out/a.txt]"));

        Assert.Contains(PlanFile.Read(plan).Findings, f => f.Code == "BTN042");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
