using System.Diagnostics;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

/// <summary>Agents that put named pipes where git opens files: a test that fails here waits for ever.</summary>
public sealed class StrayPipeTests : RepositoryTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AdvanceAsync(("a.txt", "a\n"));
        await Temporary.GitAsync("pack-refs", "--all");
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("index")]
    [InlineData("gitdir")]
    [InlineData("commondir")]
    [InlineData("logs/HEAD")]
    [InlineData("MERGE_HEAD")]
    public async Task A_pipe_in_gits_record_of_the_worktree_is_a_violation_and_the_work_is_kept(string file)
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        await PipeAsync(Path.Combine((await File.ReadAllTextAsync(Path.Combine(info.Path, ".git")))["gitdir: ".Length..].Trim(), file));

        await IsToldAsync(Request("T1"), info, file);
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".gitignore")]
    [InlineData("sub/.gitattributes")]
    [InlineData(".gitmodules")]
    [InlineData("inner/.git/HEAD")]
    public async Task A_pipe_that_git_would_read_in_the_files_is_a_violation_and_the_work_is_kept(string file)
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        await ShellAsync("mkdir inner; cd inner; git init -q", info.Path);
        await PipeAsync(Path.Combine(info.Path, file));

        await IsToldAsync(Request("T1"), info, file);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("index")]
    [InlineData("config")]
    [InlineData("packed-refs")]
    [InlineData("shallow")]
    [InlineData("info/exclude")]
    [InlineData("info/attributes")]
    [InlineData("objects/info/alternates")]
    [InlineData("objects/pack/pack-0123.idx")]
    [InlineData("logs/HEAD")]
    [InlineData("logs/refs/heads/baton/20260101-120000-abcd/integration")]
    [InlineData("refs/heads/baton/20260101-120000-abcd/integration")]
    [InlineData("refs/heads/evil")]
    [InlineData("refs/tags/evil")]
    [InlineData("worktrees/evil/gitdir")]
    public async Task A_pipe_in_the_shared_git_folder_is_a_violation_and_the_next_attempt_begins(string file)
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        await PipeAsync(Path.Combine(Repository.CommonDir, file));

        await IsToldAsync(Request("T1"), info, file);

        Assert.Equal("main", await Repository.CurrentBranchAsync(None));
        Assert.Equal(info.BaseCommit, (await Workspaces.PrepareAsync(Request("T2"), None)).BaseCommit);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("packed-refs")]
    [InlineData("worktrees/evil/gitdir")]
    [InlineData("refs/heads/baton/20260101-120000-abcd/integration")]
    public async Task A_pipe_of_an_agent_at_work_does_not_keep_another_attempt_from_beginning(string file)
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        await PipeAsync(Path.Combine(Repository.CommonDir, file));

        await Workspaces.PrepareAsync(Request("T2"), None);

        await IsToldAsync(Request("T1"), info, file);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("index")]
    [InlineData("config")]
    [InlineData("packed-refs")]
    [InlineData("logs/HEAD")]
    [InlineData("shallow")]
    [InlineData("refs/heads/evil")]
    public async Task A_pipe_in_a_clones_git_folder_is_a_violation_and_the_work_is_kept(string file)
    {
        var request = Request("T1", kind: WorkspaceKind.Clone);
        var info = await Workspaces.PrepareAsync(request, None);
        await PipeAsync(Path.Combine(info.Path, ".git", file));

        await IsToldAsync(request, info, file);
    }

    [Fact]
    public async Task A_repository_whose_HEAD_is_a_pipe_is_not_opened()
    {
        await PipeAsync(Path.Combine(Repository.CommonDir, "HEAD"));

        var refused = await Assert.ThrowsAsync<GitException>(() => Temporary.OpenAsync());

        Assert.Contains(Path.Combine(Repository.CommonDir, "HEAD"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_in_the_git_folder_is_left_alone()
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        var socket = Path.Combine(Repository.CommonDir, "daemon.ipc");
        using var listening = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listening.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.GetRelativePath(Environment.CurrentDirectory, socket)));

        Assert.Empty((await CaptureAsync(Request("T1"), info)).Violations);

        Assert.True(Path.Exists(socket));
    }

    private async Task IsToldAsync(WorkspaceRequest request, WorkspaceInfo info, string file)
    {
        await File.WriteAllTextAsync(Path.Combine(info.Path, "b.txt"), "b\n");

        var work = await CaptureAsync(request, info);

        Assert.Contains(work.Violations, v => v.Contains(file, StringComparison.Ordinal));
        Assert.Contains(work.Changes, c => c.Path == "b.txt");
        Assert.Empty((await CaptureAsync(request, info)).Violations);
    }

    private static Task PipeAsync(string path) => ShellAsync($"mkdir -p '{Path.GetDirectoryName(path)}'; rm -f '{path}'; mkfifo '{path}'", "/");

    private static async Task ShellAsync(string command, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", command]) { WorkingDirectory = folder })!;
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
