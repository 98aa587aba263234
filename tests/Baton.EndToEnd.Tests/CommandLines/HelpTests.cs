using System.Text.RegularExpressions;
using Baton.EndToEnd.Tests.Examples;
using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.CommandLines;

/// <summary>The help of the real program teaches, and the reference holds all of it.</summary>
public sealed partial class HelpTests
{
    private static readonly string Reference = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "reference", "cli.md"));

    [Fact]
    public async Task Every_command_and_option_is_in_the_reference_and_every_command_has_examples()
    {
        using var folder = new BatonFolder();
        var root = (await folder.BatonAsync("--help")).MustSucceed().Output;
        var commands = CommandLines().Matches(root[root.IndexOf("Commands:", StringComparison.Ordinal)..root.IndexOf("Examples:", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value).ToList();
        Assert.True(commands.Count >= 20, root);
        foreach (var command in commands)
        {
            var help = (await folder.BatonAsync(command, "--help")).MustSucceed().Output;
            var section = Section(command);
            var options = Options().Matches(help[..help.IndexOf("Examples:", StringComparison.Ordinal)]).Select(m => m.Value).Distinct().ToList();
            Assert.All(options.Where(o => o != "--help"), o => Assert.True(section.Contains(o, StringComparison.Ordinal), $"docs/reference/cli.md: {command} lacks {o}."));
            Assert.Contains($"baton {command}", help[help.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_example_names_options_that_its_command_has()
    {
        using var folder = new BatonFolder();
        foreach (var examples in ExampleLines().Matches(Reference).GroupBy(m => m.Groups[1].Value))
        {
            var help = (await folder.BatonAsync(examples.Key, "--help")).MustSucceed().Output;
            Assert.All(examples.SelectMany(e => Options().Matches(e.Value.Split("  #")[0])).Select(m => m.Value), o => Assert.Contains(o, help, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2_and_says_where_to_look()
    {
        using var folder = new BatonFolder();
        var done = await folder.BatonAsync("check");
        Assert.Equal(2, done.ExitCode);
        Assert.Equal("", done.Output);
        Assert.Contains("baton check --help", done.Error, StringComparison.Ordinal);
    }

    private static string Section(string command)
    {
        var start = Reference.IndexOf($"\n## {command}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/reference/cli.md has no section {command}.");
        var end = Reference.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return Reference[start..(end < 0 ? Reference.Length : end)];
    }

    [GeneratedRegex(@"^  ([a-z-]+)(?= |$)", RegexOptions.Multiline)]
    private static partial Regex CommandLines();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Options();

    [GeneratedRegex(@"^baton ([a-z-]+).*$", RegexOptions.Multiline)]
    private static partial Regex ExampleLines();
}
