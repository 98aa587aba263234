using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// What was done to the repository beyond the worktree while an attempt was at work: it is undone, and told as a violation of the attempt
/// when nobody else can have done it.
/// </summary>
internal sealed class Intrusions(GitRepository repository, WorkspaceRequest request, WorktreeMarker? marker)
{
    /// <summary>Done by this attempt.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Done by somebody.</summary>
    public List<string> Noted { get; } = [];

    /// <param name="own">Commits that the attempt made or visited.</param>
    public async Task LookAsync(IReadOnlyCollection<string?> own, CancellationToken ct)
    {
        await LookAtIntegrationAsync(own, ct);
        await LookAtBaseAsync(own, ct);
        await LookAtSettingsAsync(ct);
    }

    /// <summary>Pipes and devices that were removed.</summary>
    /// <param name="own">In the attempt's own workspace.</param>
    /// <param name="shared">In the git folder that all work trees share.</param>
    public void TellPipes(IReadOnlyCollection<string> own, IReadOnlyCollection<string> shared)
    {
        const string what = "A named pipe or a device, for which git waits for ever, lay in the place of a file that git or Baton opens, and was removed: ";
        if (own.Count > 0)
        {
            Add(what + Names(own), certain: true);
        }

        if (shared.Count > 0)
        {
            Add(what + Names(shared), certain: false);
        }
    }

    private static string Names(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? " ..." : ".");

    private async Task LookAtIntegrationAsync(IReadOnlyCollection<string?> own, CancellationToken ct)
    {
        await repository.Heads.HeadAsync(request.IntegrationBranch, ct);
        foreach (var move in repository.Heads.TakeForeign(request.IntegrationBranch))
        {
            Add(move.Text, move.Commit is not null && own.Contains(move.Commit));
        }
    }

    /// <summary>People move their branch during a run; only one that stands at this attempt's own work was moved by it.</summary>
    private async Task LookAtBaseAsync(IReadOnlyCollection<string?> own, CancellationToken ct)
    {
        if (marker is not { BaseBranch: { } branch, BaseHead: { } before } || await repository.HeadOfAsync(branch, ct) is not { } now
            || now == before || now == marker.Base || !own.Contains(now))
        {
            return;
        }

        var back = await repository.TryUpdateRefAsync("refs/heads/" + branch, before, now, ct);
        Violations.Add($"It moved the branch {branch} to its own commit {now[..12]}" + (back.Succeeded ? "; the branch was put back." : $"; it could not be put back: {GitErrors.Quote(back)}"));
    }

    private async Task LookAtSettingsAsync(CancellationToken ct)
    {
        if (repository.Shared.Compare(marker?.Fingerprint) is not var (before, now))
        {
            return;
        }

        var branch = marker?.Branch ?? "";
        if (await new SharedChanges(repository, branch).DescribeAsync(before, now, request.MayWrite, ct) is not { } changed)
        {
            repository.Shared.Accept();
            Noted.Add("While the attempt was at work, settings in .git changed that all work trees share; nothing of it matters to Baton.");
            return;
        }

        repository.Shared.Restore(before);
        Add($"What all work trees share was changed: {changed}. It was put back as it was. If a set-up command has to do that, allow it: authority: {{write: [\".git/config\", \".git/hooks/**\"]}}.", certain: false);
    }

    private void Add(string text, bool certain)
    {
        if (certain || request.IsAlone)
        {
            Violations.Add(text);
        }
        else
        {
            Noted.Add(text + " Several attempts were at work, so it is not known which did it.");
        }
    }
}
