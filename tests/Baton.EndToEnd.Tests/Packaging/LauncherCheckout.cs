using Xunit;

namespace Baton.EndToEnd.Tests.Packaging;

/// <summary>A small repository with the real <c>./baton</c> and a program of a few lines, built once.</summary>
public sealed class LauncherCheckout : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>baton</AssemblyName>
            <ImplicitUsings>enable</ImplicitUsings>
            <UseArtifactsOutput>true</UseArtifactsOutput>
          </PropertyGroup>
        </Project>
        """;

    private const string Program = """
        switch (args)
        {
            case ["exit", var code]: return int.Parse(code);
            case ["wait"]: Console.WriteLine(Environment.ProcessId); Console.In.ReadLine(); Console.WriteLine(AppContext.BaseDirectory); return 0;
            case ["says"]: Console.WriteLine(Greeting.Text); return 0;
            default: Console.WriteLine(string.Join('|', args) + " in " + Environment.CurrentDirectory); return 0;
        }
        """;

    public string Root { get; } = Directory.CreateTempSubdirectory("baton-launcher-").FullName;

    public string Script => Path.Combine(Root, "baton");

    public string[] Builds => Directory.GetDirectories(Path.Combine(Root, "artifacts", "program", "builds"));

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(Checkout.Root, "baton"), Script);
        Write("Directory.Build.props", "<Project />");
        Write("src/Baton.Cli/Baton.Cli.csproj", Project);
        Write("src/Baton.Cli/Program.cs", Program);
        Greet("first");
        (await RunAsync("says")).MustSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    public void Greet(string text) => Write("src/Baton.Cli/Greeting.cs", $"static class Greeting {{ public const string Text = \"{text}\"; }}");

    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    internal Task<Execution> RunAsync(params string[] arguments) => Execution.RunAsync(Root, null, [Script, .. arguments]);
}
