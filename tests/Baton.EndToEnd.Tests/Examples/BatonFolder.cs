using System.Diagnostics;
using System.Text.Json.Nodes;
using Baton.EndToEnd.Tests.Packaging;

namespace Baton.EndToEnd.Tests.Examples;

/// <summary>A folder with its own state home in which the real program runs; removed when disposed.</summary>
internal sealed class BatonFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("baton-people-").FullName;

    public static string Program => DeliveredProgram.FilePath;

    private Dictionary<string, string?> Environment => new()
    {
        ["XDG_STATE_HOME"] = Path.Combine(Folder, "state"),
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["BATON_USER"] = "tester",
        ["NO_COLOR"] = "1",
    };

    /// <summary>A copy of one example, without what earlier runs left in it.</summary>
    public static BatonFolder Example(string name)
    {
        var made = new BatonFolder();
        CopyTo(new DirectoryInfo(Path.Combine(Checkout.Root, "examples", name)), made.Folder);
        return made;
    }

    public string Repository => Path.Combine(Folder, ".repo");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public Task<Execution> BatonAsync(params string[] words) => Execution.RunAsync(Folder, Environment, [Program, .. words]);

    /// <summary>Runs the program until it dies with SIGKILL at a fault point; its agents live on.</summary>
    public Task<Execution> KilledAsync(string faultPoint, params string[] words) =>
        Execution.RunAsync(Folder, new Dictionary<string, string?>(Environment) { ["BATON_FAULT_AT"] = faultPoint }, [Program, .. words]);

    public Process Start(params string[] words) => Execution.Start(Folder, Environment, [Program, .. words]);

    public async Task<JsonNode> JsonAsync(int exitCode, params string[] words)
    {
        var done = await BatonAsync([.. words, "--json"]);
        Xunit.Assert.True(done.ExitCode == exitCode, $"baton {string.Join(' ', words)}: exit code {done.ExitCode}\n{done.Output}\n{done.Error}");
        return JsonNode.Parse(done.Output)!;
    }

    public async Task<string> GitAsync(params string[] words) =>
        (await Execution.RunAsync(Repository, Environment, ["git", .. words])).MustSucceed().Output.TrimEnd('\n');

    /// <summary>The integration branch's tree in a folder of its own.</summary>
    public async Task<string> CheckOutAsync(JsonNode report)
    {
        var to = Path.Combine(Folder, "accepted");
        await GitAsync("worktree", "add", "--detach", to, report["integrationBranch"]!.GetValue<string>());
        return to;
    }

    public Task<Execution> InAsync(string folder, params string[] words) => Execution.RunAsync(folder, Environment, words);

    private static void CopyTo(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.GetFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (var folder in from.GetDirectories().Where(d => d.Name is not (".repo" or "bin" or "obj")))
        {
            CopyTo(folder, Path.Combine(to, folder.Name));
        }
    }
}
