using Xunit;

namespace Baton.EndToEnd.Tests.Packaging;

/// <summary><c>./baton</c>: builds when something changed, and then is the program.</summary>
[Trait("suite", "packaging")]
public sealed class LauncherTests(LauncherCheckout checkout) : IClassFixture<LauncherCheckout>
{
    [Fact]
    public async Task Arguments_folder_and_exit_code_pass_through_also_by_a_symbolic_link()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(checkout.Root, "else where")).FullName;
        var link = Path.Combine(elsewhere, "link");
        File.CreateSymbolicLink(link, checkout.Script);

        var execution = await Execution.RunAsync(elsewhere, null, link, "a b", "", "c");

        Assert.Equal($"a b||c in {elsewhere}\n", execution.MustSucceed().Output);
        Assert.Equal(3, (await checkout.RunAsync("exit", "3")).ExitCode);
    }

    [Fact]
    public async Task Nothing_is_built_when_nothing_changed()
    {
        (await checkout.RunAsync("says")).MustSucceed();
        var before = checkout.Builds;

        (await checkout.RunAsync("says")).MustSucceed();

        Assert.Equal(before, checkout.Builds);
    }

    [Fact]
    public async Task An_edit_is_built_once_by_simultaneous_calls()
    {
        (await checkout.RunAsync("says")).MustSucceed();
        var before = checkout.Builds;
        checkout.Greet("edited");

        var executions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => checkout.RunAsync("says")));

        Assert.All(executions, e => Assert.Equal(new Execution(0, "edited\n", ""), e));
        Assert.Single(checkout.Builds.Except(before));
    }

    [Fact]
    public async Task A_deleted_file_is_noticed()
    {
        checkout.Write("src/Baton.Cli/Extra.cs", "static class Extra;");
        (await checkout.RunAsync("says")).MustSucceed();
        var before = checkout.Builds;

        File.Delete(Path.Combine(checkout.Root, "src/Baton.Cli/Extra.cs"));
        (await checkout.RunAsync("says")).MustSucceed();

        Assert.Single(checkout.Builds.Except(before));
    }

    [Fact]
    public async Task A_failed_build_names_the_error_and_leaves_the_previous_program()
    {
        (await checkout.RunAsync("says")).MustSucceed();
        var current = Path.Combine(checkout.Root, "artifacts/program/current/baton");
        checkout.Write("src/Baton.Cli/Broken.cs", "not C#");

        var failed = await checkout.RunAsync("says");
        var previous = await Execution.RunAsync(checkout.Root, null, current, "exit", "0");
        File.Delete(Path.Combine(checkout.Root, "src/Baton.Cli/Broken.cs"));

        Assert.Equal(5, failed.ExitCode);
        Assert.Contains("Broken.cs(1,", failed.Error);
        Assert.Contains("The previous program is untouched", failed.Error);
        Assert.Equal(0, previous.ExitCode);
        Assert.Equal(0, (await checkout.RunAsync("exit", "0")).ExitCode);
    }

    [Fact]
    public async Task The_script_becomes_the_program_and_a_rebuild_leaves_a_running_one_alone()
    {
        using var running = Execution.Start(checkout.Root, null, checkout.Script, "wait");
        Assert.Equal($"{running.Id}", await running.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        for (var i = 0; i < 7; i++)
        {
            Directory.CreateDirectory(Path.Combine(checkout.Root, $"artifacts/program/builds/9999010{i}T000000-1"));
        }

        checkout.Greet("newer");
        var rebuilt = (await checkout.RunAsync("says")).MustSucceed();
        await running.StandardInput.WriteLineAsync();
        var folder = await running.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await running.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("newer\n", rebuilt.Output);
        Assert.Contains("/builds/", folder);
        Assert.True(Directory.Exists(folder), $"{folder} was dropped under a running program");
        Assert.Equal(4, checkout.Builds.Count(b => Path.GetFileName(b).StartsWith("9999", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_the_SDK_it_says_what_to_install()
    {
        var programs = Directory.CreateDirectory(Path.Combine(checkout.Root, "programs")).FullName;
        foreach (var name in new[] { "sh", "find", "flock", "mkdir", "readlink", "uname" })
        {
            File.CreateSymbolicLink(Path.Combine(programs, name), $"/usr/bin/{name}");
        }

        var fresh = Directory.CreateDirectory(Path.Combine(checkout.Root, "fresh")).FullName;
        Directory.CreateDirectory(Path.Combine(fresh, "src"));
        File.Copy(checkout.Script, Path.Combine(fresh, "baton"));

        var execution = await Execution.RunAsync(fresh, new Dictionary<string, string?> { ["PATH"] = programs }, Path.Combine(fresh, "baton"), "x");

        Assert.Equal(5, execution.ExitCode);
        Assert.Contains("Install the .NET 10 SDK", execution.Error);
    }
}
