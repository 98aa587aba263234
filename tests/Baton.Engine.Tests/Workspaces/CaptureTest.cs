using Baton.Domain.Runs;
using Baton.Engine.Tests.Git;
using Baton.TestKit;

namespace Baton.Engine.Tests.Workspaces;

/// <summary>A worktree of task T1 on four files, to be changed and captured.</summary>
public abstract class CaptureTest : RepositoryTest
{
    protected WorkspaceInfo Info { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AdvanceAsync(("a.txt", "a\n"), ("b.txt", "b\n"), ("c.txt", string.Concat(Enumerable.Range(0, 30).Select(n => $"line {n}\n"))), (".gitignore", "*.log\n"));
        Info = await Workspaces.PrepareAsync(Request("T1"), None);
    }

    protected Task<CapturedWork> CaptureAsync() => CaptureAsync(Request("T1"), Info);

    protected Task<string> GitAsync(params string[] words) => TemporaryRepository.GitInAsync(Info.Path, words);

    protected Task<string> KeptAsync() => Temporary.GitAsync("for-each-ref", "--format=%(objectname) %(refname)", "refs/baton/");

    protected void Write(string path, string text) => TemporaryRepository.WriteIn(Info.Path, path, text);

    protected string At(string path) => Path.Combine(Info.Path, path);
}
