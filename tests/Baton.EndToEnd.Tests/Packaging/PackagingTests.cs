using Xunit;

namespace Baton.EndToEnd.Tests.Packaging;

/// <summary>The ways to ship Baton that the head of <c>./baton</c> names.</summary>
[Trait("suite", "packaging")]
public sealed class PackagingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-packaging-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Packs what is built already, as these tests are.</summary>
    [Fact]
    public async Task The_packed_tool_installs_from_a_folder_and_runs()
    {
        await DotnetAsync("pack", "src/Baton.Cli", "--no-build", "-o", Path.Combine(_folder, "packages"));
        File.WriteAllText(Path.Combine(_folder, "nuget.config"),
            """<configuration><packageSources><clear /><add key="folder" value="packages" /></packageSources></configuration>""");

        (await Execution.RunAsync(_folder, null, "dotnet", "tool", "install", "Baton", "--tool-path", "tools", "--configfile", "nuget.config"))
            .MustSucceed();

        await AssertPrintsVersionAsync(Path.Combine(_folder, "tools", "baton"));
    }

    [Fact]
    public async Task The_single_file_runs_alone()
    {
        await DotnetAsync("publish", "src/Baton.Cli", "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishSingleFile=true",
            "-o", Path.Combine(_folder, "single"), $"-p:ArtifactsPath={Path.Combine(_folder, "obj")}");

        var shipped = Directory.GetFiles(Path.Combine(_folder, "single")).Where(f => !f.EndsWith(".pdb", StringComparison.Ordinal));
        var alone = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "alone")).FullName, "baton");
        File.Copy(Assert.Single(shipped), alone);

        await AssertPrintsVersionAsync(alone);
    }

    private static async Task AssertPrintsVersionAsync(string program)
    {
        var execution = await Execution.RunAsync(Path.GetTempPath(), null, program, "--version");

        Assert.Equal(new Execution(0, "baton 0.1.0\n", ""), execution);
    }

    private static async Task DotnetAsync(params string[] words) =>
        (await Execution.RunAsync(Checkout.Root, null,
            ["dotnet", .. words, "-v", "quiet", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false", "-nodeReuse:false"]))
        .MustSucceed();
}
