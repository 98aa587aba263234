using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Commits that an attempt made and then abandoned (reset, amended, rebased away) get refs of their own before git forgets them.</summary>
internal sealed class LeftBehind(GitRepository repository, RunId run, AttemptId attempt)
{
    public async Task KeepAsync(IEnumerable<string> candidates, string baseCommit, string captured, CancellationToken ct)
    {
        var others = candidates.Where(c => c != baseCommit && c != captured && c.Length == captured.Length).ToHashSet();
        if (others.Count == 0)
        {
            return;
        }

        var revisions = string.Join('\n', [.. others, "^" + baseCommit, "^" + captured]) + "\n";
        var list = repository.Own.Command(["rev-list", "--ignore-missing", "--stdin"]) with { Input = Encoding.ASCII.GetBytes(revisions) };
        others.IntersectWith((await GitProcess.RequireAsync(list, ct)).Output.Split('\n'));
        if (others.Count > 0)
        {
            foreach (var commit in others)
            {
                await repository.Own.Durable.WriteAsync(commit, ct);
            }

            var lines = string.Concat(others.Select(c => $"update {RefNames.LeftBehind(run, attempt, c)} {c}\n"));
            var update = repository.Command(["update-ref", "--stdin"]) with { Input = Encoding.UTF8.GetBytes(lines), Effect = "update-ref" };
            await GitProcess.RequireAsync(update, ct);
            foreach (var commit in others)
            {
                repository.SealRef(RefNames.LeftBehind(run, attempt, commit));
            }
        }
    }
}
