using System.Diagnostics;
using System.Text;
using Baton.EndToEnd.Tests.Packaging;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>
/// A repository, a plan and the real program as a process, in a folder of their own. When disposed it ends every process that still
/// belongs to the folder, and removes the folder.
/// </summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly List<BatonProcess> _started = [];

    private FaultBench(TemporaryRepository repository)
    {
        Repository = repository;
        Environment = new Dictionary<string, string?>
        {
            ["XDG_STATE_HOME"] = repository.StateHome,
            ["HOME"] = Path.Combine(repository.Folder, "home"),
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["BATON_USER"] = "tester",
        };
        Directory.CreateDirectory(Environment["HOME"]!);
    }

    public TemporaryRepository Repository { get; }

    /// <summary>The program that is run.</summary>
    public static string ProgramPath => DeliveredProgram.FilePath;

    /// <summary>What the program's environment has besides that of the tests; null removes a name.</summary>
    public Dictionary<string, string?> Environment { get; }

    /// <summary>Free for the test and its agents; outside the repository.</summary>
    public string Folder => Repository.Folder;

    public string PlanFile => Path.Combine(Repository.Root, "plan.yaml");

    public static async Task<FaultBench> CreateAsync(string name = "repo", bool empty = false) =>
        new(await TemporaryRepository.CreateAsync(name, empty));

    /// <summary>Writes <c>plan.yaml</c>; what every plan needs is put before the tasks.</summary>
    public FaultBench WithTasks(string tasks, string more = "") =>
        WithPlan($$"""
            baton: 1
            name: faults
            hour: 10ms
            {{more}}
            defaults: {agent: worker, retry: 0}
            agents:
              worker: {driver: shell}
              boss: {driver: human}
            tasks:
            {{Indent(tasks)}}
            """);

    public FaultBench WithPlan(string text)
    {
        File.WriteAllText(PlanFile, text);
        return this;
    }

    /// <summary>A path in the bench's folder, for agents to leave marks in.</summary>
    public string Mark(string name) => Path.Combine(Folder, name);

    /// <summary>Runs the program to its end in the repository. Whatever it says, it must not be a stack trace.</summary>
    public Task<Execution> BatonAsync(params string[] words) => BatonInAsync(Repository.Root, words);

    public async Task<Execution> BatonInAsync(string folder, params string[] words)
    {
        var done = await Execution.RunAsync(folder, Environment, [ProgramPath, .. words]);
        Show(words, done);
        return done;
    }

    /// <summary>Runs a shell text in which <c>$BATON</c> is the program.</summary>
    public async Task<Execution> ShellAsync(string text)
    {
        var environment = new Dictionary<string, string?>(Environment) { ["BATON"] = ProgramPath };
        var done = await Execution.RunAsync(Repository.Root, environment, "/bin/bash", "-c", text);
        Show([text], done);
        return done;
    }

    public BatonProcess Start(params string[] words) => StartIn(Repository.Root, words);

    public BatonProcess StartIn(string folder, params string[] words)
    {
        var started = new BatonProcess(Execution.Start(folder, Environment, ["/usr/bin/setsid", ProgramPath, .. words]));
        _started.Add(started);
        return started;
    }

    public string Status(string task) => StatusOf(Repository.Root, task).GetAwaiter().GetResult();

    /// <summary>The run's one integration branch.</summary>
    public async Task<string> IntegrationAsync() =>
        await Repository.GitAsync("for-each-ref", "--format=%(refname:short)", "refs/heads/baton/**/integration");

    /// <summary>The refs that keep attempts' work.</summary>
    public async Task<string[]> KeptAsync() =>
        (await Repository.GitAsync("for-each-ref", "--format=%(refname)", "refs/baton/")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Processes() => BenchProcesses.In(Folder);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started)
        {
            process.Dispose();
        }

        await BenchProcesses.EndAllAsync(Folder);
        await Repository.DisposeAsync();
    }

    private async Task<string> StatusOf(string folder, string task)
    {
        var listed = await Execution.RunAsync(folder, Environment, ProgramPath, "list", "plan.yaml", "--json");
        using var json = System.Text.Json.JsonDocument.Parse(listed.MustSucceed().Output);
        return json.RootElement.GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("id").GetString() == task).GetProperty("status").GetString()!;
    }

    private static void Show(string[] words, Execution done)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"$ baton {string.Join(' ', words)}  -> {done.ExitCode}\n{Cut(done.Output)}{Cut(done.Error)}");
        Assert.DoesNotContain("   at ", done.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", done.Error, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(done.ExitCode, 0, 5);
    }

    private static string Cut(string text) => text.Length <= 6000 ? text : text[..6000] + "\n...\n";

    private static string Indent(string text) => "  " + text.ReplaceLineEndings("\n  ");
}

/// <summary>The program at work, in a session of its own, so that signals reach it as they do from a terminal.</summary>
internal sealed class BatonProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public BatonProcess(Process process)
    {
        _process = process;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The program itself, which leads its session.</summary>
    public int Pid => _process.Id;

    public string Output => Read(_output);

    public string Error => Read(_error);

    public async Task<Execution> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limit.Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"$ (in the background)  -> {_process.ExitCode}\n{Output}{Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return new Execution(_process.ExitCode, Output, Error);
    }

    /// <param name="signal">A name that <c>kill</c> knows.</param>
    public Task SignalAsync(string signal) => Execution.RunAsync("/", null, "/bin/kill", $"-{signal}", $"{Pid}");

    /// <summary>As Ctrl-C in a terminal does: to the whole foreground process group.</summary>
    public Task SignalGroupAsync(string signal) => Execution.RunAsync("/", null, "/bin/kill", $"-{signal}", "--", $"-{Pid}");

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        lock (to)
        {
            to.Append(line is null ? "" : line + "\n");
        }
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
        {
            return from.ToString();
        }
    }
}
