using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Validators;
using Baton.Engine.Workspaces;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>A clean checkout of a real commit, and a task whose work it is.</summary>
public abstract class ValidatorRoom : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-validators-").FullName;
    private readonly List<FileChange> _changes = [];
    private string? _commit;
    private string? _base;
    private CleanCheckouts? _checkouts;

    protected ValidatorRoom()
    {
        Directory.CreateDirectory(Tree);
        Git("init", "-q", "-b", "main", "--separate-git-dir", Path.Combine(_folder, "git"));
        Write("readme.md", "hello\n");
    }

    protected string Tree => Path.Combine(_folder, "tree");

    protected string Logs => Path.Combine(_folder, "evidence");

    /// <summary>A place that is not the checkout's.</summary>
    protected string Elsewhere => Path.Combine(_folder, "elsewhere");

    protected PlanTask Task { get; set; } = new() { Id = new TaskId("T1"), Title = "A task" };

    protected Plan Plan { get; set; } = new() { Version = 1, Name = "p", Hash = new PlanHash(new string('0', 64)) };

    protected List<string> Restored { get; } = [];

    protected int? AttemptExitCode { get; set; }

    protected Dictionary<string, string> Environment { get; } = new() { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" };

    protected void Write(string path, string text)
    {
        var full = Path.Combine(Tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    protected void Write(string path, byte[] content)
    {
        Write(path, "");
        File.WriteAllBytes(Path.Combine(Tree, path), content);
    }

    protected string Read(string path) => File.ReadAllText(Path.Combine(Tree, path));

    protected bool Exists(string path) => Path.Exists(Path.Combine(Tree, path));

    protected void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(Tree, path), target);

    protected void Changed(string path, FileChangeKind kind = FileChangeKind.Added, string? oldPath = null) => _changes.Add(new FileChange(path, kind, oldPath));

    protected void Outputs(params string[] paths) => Task = Task with { Outputs = [.. paths.Select(p => new TaskOutput(p))] };

    /// <summary>Commits everything; what the task's attempt is supposed to have produced.</summary>
    protected void Commit()
    {
        Git("add", "-A", "-f");
        Git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "work");
        _commit = Git("rev-parse", "HEAD").Trim();
    }

    /// <summary>Commits everything; what the task's attempt started from.</summary>
    protected void CommitBase()
    {
        Commit();
        (_base, _commit) = (_commit, null);
    }

    protected async Task<EvidenceRecord> JudgeAsync(params ValidatorSpec[] validators) => await JudgeAsync(EvidenceStage.Attempt, validators);

    protected async Task<EvidenceRecord> JudgeAsync(EvidenceStage stage, ValidatorSpec[] validators)
    {
        var request = new ValidationRequest(
            stage, _commit, Tree, Logs, Plan, Task, [.. validators], [.. _changes], [.. Restored], Environment.ToImmutableDictionary(), AttemptExitCode);
        if (_commit is not null)
        {
            request = request with { Source = await CheckoutSource.OfAsync(Tree, Path.Combine(_folder, "source"), TestContext.Current.CancellationToken) };
        }

        if (_base is not null)
        {
            _checkouts ??= new CleanCheckouts(await GitRepository.OpenAsync(Tree, Path.Combine(_folder, "state"), TestContext.Current.CancellationToken));
            request = request with { OpenBase = ct => _checkouts.CreateAsync(_base, null, [], [], ct) };
        }

        return await new ValidatorRunner().RunAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Commits what is there and returns what the validator found.</summary>
    protected async Task<ValidatorResult> CheckAsync(ValidatorSpec validator)
    {
        if (_commit is null)
        {
            Commit();
        }

        return (await JudgeAsync(validator)).Results[^1];
    }

    protected static ValidatorSpec.Run Run(string command, int exit = 0, string? matches = null, double seconds = 20, string name = "run") =>
        new(Command.FromShell(command), exit, TimeSpan.FromSeconds(seconds), matches) { Name = name };

    protected static ValidatorSpec.File Files(params string[] paths) => new([.. paths]) { Name = "file" };

    protected static ValidatorSpec.Tests Tests(
        string command, TestFormat format = TestFormat.JUnit, string? report = "out/*.xml", int min = 1, double rate = 1, int? skipped = null, double seconds = 20) =>
        new(Command.FromShell(command), format, report, min, rate, skipped, TimeSpan.FromSeconds(seconds)) { Name = "tests" };

    /// <summary>A command that writes the text to a file, as a test program writes its report.</summary>
    protected string Reports(string text, string path = "out/report.xml", string then = "")
    {
        Directory.CreateDirectory(Elsewhere);
        var source = Path.Combine(Elsewhere, Guid.NewGuid().ToString("N"));
        File.WriteAllText(source, text);
        return $"mkdir -p \"$(dirname {path})\" && cat {source} > {path}; {then}";
    }

    protected string Git(params string[] words)
    {
        var info = new ProcessStartInfo("git") { WorkingDirectory = Tree, RedirectStandardOutput = true };
        foreach (var word in words)
        {
            info.ArgumentList.Add(word);
        }

        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', words)}");
        return output;
    }

    protected static void Is(Verdict verdict, ValidatorResult result, string? reason = null)
    {
        Assert.True(verdict == result.Verdict, $"{result.Verdict}: {result.Reason}");
        if (reason is not null)
        {
            Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _checkouts?.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
