using Xunit;

namespace Baton.Domain.Tests.Architecture;

/// <summary>The arrows of ARCHITECTURE.md: Cli → Server → Engine → Domain and Scheduling, and never back.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Baton.Domain"] = [],
        ["Baton.Scheduling"] = [],
        ["Baton.Engine"] = ["Baton.Domain", "Baton.Scheduling"],
        ["Baton.Server"] = ["Baton.Domain", "Baton.Engine", "Baton.Scheduling"],
        ["Baton.Cli"] = ["Baton.Domain", "Baton.Engine", "Baton.Scheduling", "Baton.Server"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, "src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_rooms_below_it(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var below), $"{project} is new: decide where it stands and add it here and to ARCHITECTURE.md.");
        Assert.Empty(RepositoryFiles.References(project, "ProjectReference").Except(below));
    }

    [Theory]
    [InlineData("Baton.Domain")]
    [InlineData("Baton.Scheduling")]
    public void A_pure_room_has_no_packages(string project) => Assert.Empty(RepositoryFiles.References(project, "PackageReference"));

    [Fact]
    public void The_engine_refers_to_both_pure_rooms() =>
        Assert.Equal(["Baton.Domain", "Baton.Scheduling"], RepositoryFiles.References("Baton.Engine", "ProjectReference"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_is_in_the_solution(string project) =>
        Assert.Contains($"src/{project}/{project}.csproj", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Baton.slnx")));

    public static TheoryData<string> TestProjects =>
        [.. Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, "tests")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(TestProjects))]
    public void Every_test_project_is_in_the_solution(string project) =>
        Assert.Contains($"tests/{project}/{project}.csproj", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Baton.slnx")));

    /// <summary>It plays with the engine as it is: no package of its own may stand in for a part of it.</summary>
    [Fact]
    public void The_simulation_refers_to_the_engine_alone()
    {
        var project = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests/Baton.Simulation.Tests/Baton.Simulation.Tests.csproj"));
        Assert.Equal(2, project.Split("<ProjectReference").Length);
        Assert.Contains("src/Baton.Engine/Baton.Engine.csproj", project);
    }
}
