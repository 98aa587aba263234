using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Git;

/// <summary>A fresh repository with an integration branch, and short names for what most tests do.</summary>
public abstract class RepositoryTest : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;
    protected static readonly RunId Run = new("20260101-120000-abcd");
    protected static readonly AgentId Agent = new("backend");

    protected virtual string Name => "repo";

    protected TemporaryRepository Temporary { get; private set; } = null!;

    protected GitRepository Repository { get; private set; } = null!;

    protected WorkspaceSet Workspaces { get; private set; } = null!;

    protected static string Integration => RefNames.Integration(Run);

    public virtual async ValueTask InitializeAsync()
    {
        Temporary = await TemporaryRepository.CreateAsync(Name);
        Repository = await Temporary.OpenAsync();
        Workspaces = new WorkspaceSet(Repository);
        await Repository.EnsureBranchAsync(Integration, await Repository.ResolveAsync("main", None), None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Temporary.DisposeAsync();
    }

    protected static WorkspaceRequest Request(string task, int attempt = 1, WorkspaceKind kind = WorkspaceKind.Worktree) =>
        new(Run, new AttemptId(new TaskId(task), attempt), Agent, $"Title of {task}", Integration, kind);

    /// <summary>Adds a commit with these files to main and brings the integration branch there.</summary>
    protected async Task<string> AdvanceAsync(params (string Path, string Text)[] files)
    {
        var commit = await Temporary.CommitFilesAsync("advance", files);
        var onto = await Repository.ResolveAsync(Integration, None);
        Assert.IsType<LandOutcome.Landed>(await new MergeQueue(Repository).LandAsync(Integration, onto, commit, None));
        return commit;
    }

    /// <summary>Prepares, writes, captures.</summary>
    protected async Task<CapturedWork> WorkAsync(string task, params (string Path, string Text)[] files)
    {
        var request = Request(task);
        var info = await Workspaces.PrepareAsync(request, None);
        foreach (var (path, text) in files)
        {
            TemporaryRepository.WriteIn(info.Path, path, text);
        }

        return await CaptureAsync(request, info);
    }

    protected async Task<CapturedWork> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info) =>
        await Workspaces.CaptureAsync(request, info, None) ?? throw new InvalidOperationException("Nothing was captured.");
}
