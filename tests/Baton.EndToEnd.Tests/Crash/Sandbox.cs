using System.Diagnostics;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>A folder of its own with a repository, a home and a state home, in which the real program runs and is killed. Removed when disposed.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    public const int KilledExitCode = 128 + 9;

    private readonly List<int> _started = [];
    private string[] _onAnotherBoot = [];

    private Sandbox(string folder) => Folder = folder;

    public string Folder { get; }

    public string Repository => Path.Combine(Folder, "repo");

    public string Plan => Path.Combine(Repository, "plan.yaml");

    public string SideLogFile => Path.Combine(Folder, "side.log");

    /// <summary>The fault points that the last traced program reached, one name each.</summary>
    public string[] Points => File.Exists(TraceFile) ? [.. File.ReadAllLines(TraceFile).Select(line => line.Split(' ')[1])] : [];

    /// <summary>How many points the traced program has reached by now.</summary>
    public int PointsReached => File.Exists(TraceFile) ? File.ReadAllText(TraceFile).Count(c => c == '\n') : 0;

    private string TraceFile => Path.Combine(Folder, "trace");

    private string SnapshotFolder => Folder + ".snapshot";

    /// <param name="scenario">A folder beside this file; its files become the repository's first commit.</param>
    public static async Task<Sandbox> CreateAsync(string scenario)
    {
        var made = new Sandbox(Directory.CreateTempSubdirectory("baton-crash-").FullName);
        var source = Path.Combine(Checkout.Root, "tests", "Baton.EndToEnd.Tests", "Crash", "Scenarios", scenario);
        await CopyAsync(source, made.Repository);
        await TemporaryRepository.GitInAsync(made.Repository, "init", "-q", "-b", "main");
        await TemporaryRepository.CommitAllInAsync(made.Repository, "start");
        return made;
    }

    /// <summary>Another sandbox with the same files; only for one in which nothing ran yet, because worktrees know their absolute path.</summary>
    public async Task<Sandbox> CopyAsync()
    {
        var copy = new Sandbox(Directory.CreateTempSubdirectory("baton-crash-").FullName);
        await CopyAsync(Repository, copy.Repository);
        return copy;
    }

    /// <summary>Keeps everything as it is now, for <see cref="RestoreAsync"/>.</summary>
    public Task SnapshotAsync() => CopyAsync(Folder, SnapshotFolder);

    public async Task RestoreAsync()
    {
        await RemoveAsync(Folder);
        await CopyAsync(SnapshotFolder, Folder);
    }

    /// <summary>From now on the kernel says that it is another boot.</summary>
    public void RestartMachine()
    {
        var boot = Path.Combine(Folder, "boot");
        File.WriteAllText(boot, $"{Guid.NewGuid()}\n");
        _onAnotherBoot = ["unshare", "-m", "sh", "-c", $"mount --bind {boot} /proc/sys/kernel/random/boot_id && exec \"$0\" \"$@\""];
    }

    /// <summary>Runs the program to its end, whatever that is.</summary>
    /// <param name="dieAt">Number or name of the fault point at which it kills itself; null: never.</param>
    public async Task<Execution> BatonAsync(string? dieAt, params string[] words)
    {
        using var process = Start(dieAt, words);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new Execution(-1, await output, "It did not end within two minutes.");
        }

        return new Execution(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the program; it writes the points it reaches into the trace file, which begins anew.</summary>
    public Process Start(string? dieAt, params string[] words)
    {
        File.Delete(TraceFile);
        var environment = CleanEnvironment();
        environment["BATON_FAULT_TRACE"] = TraceFile;
        environment["BATON_FAULT_AT"] = dieAt;
        var process = Execution.Start(Repository, environment, [.. _onAnotherBoot, DeliveredProgram.FilePath, .. words]);
        process.StandardInput.Close();
        _started.Add(process.Id);
        return process;
    }

    /// <summary>Processes that still belong here: their environment or their words name this folder or a program that was started here.</summary>
    public List<int> LivingProcesses() => ProcessScan.Find([Folder + "/", .. _started.Select(pid => $"owner-{pid}-")]);

    public async ValueTask DisposeAsync()
    {
        foreach (var pid in LivingProcesses())
        {
            ProcessScan.Kill(pid);
        }

        await RemoveAsync(Folder);
        await RemoveAsync(SnapshotFolder);
    }

    private Dictionary<string, string?> CleanEnvironment()
    {
        var environment = new Dictionary<string, string?>();
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("BATON_", StringComparison.Ordinal) || name.StartsWith("GIT_", StringComparison.Ordinal))
            {
                environment[name] = null;
            }
        }

        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["HOME"] = Directory.CreateDirectory(Path.Combine(Folder, "home")).FullName;
        environment["XDG_STATE_HOME"] = Path.Combine(Folder, "state");
        return environment;
    }

    private static async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(to);
        (await Execution.RunAsync("/", null, "cp", "-a", from + "/.", to)).MustSucceed();
    }

    private static async Task RemoveAsync(string folder) => (await Execution.RunAsync("/", null, "rm", "-rf", folder)).MustSucceed();
}
