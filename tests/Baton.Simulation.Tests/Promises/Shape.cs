using System.Globalization;
using System.Text;
using Baton.Domain.Runs;

namespace Baton.Simulation.Promises;

/// <summary>Everything in a run's state that decides anything, as text: states hold collections that are not equal to their likes.</summary>
internal static class Shape
{
    public static string Of(RunState s)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{s.Status} {s.Fence} {s.CancelRequested} {s.StartedAt:O} {s.FinishedAt:O} {s.AtWork} {s.Satisfied} {s.IntegrationHead} {s.Merges} {s.BaseSettled} {string.Join(';', s.Rollbacks.Select(o => $"{o.Asked} {string.Join(' ', o.Tasks)} {o.Requeue} {o.Force} {string.Join(' ', o.Instructions.OrderBy(i => i.Key.Value))}"))}\n");
        text.AppendJoin(' ', s.Selected.Order()).Append('\n').AppendJoin(' ', s.Ready).Append('\n').AppendJoin(' ', s.Waiting).Append('\n');
        text.AppendJoin(' ', s.Open).Append('\n').AppendJoin(' ', s.MergeQueue).Append('\n').AppendJoin(' ', s.MergeBatch).Append('|').AppendJoin(' ', s.MergeSuspects).Append('|').Append(s.Rollback?.Tip).AppendJoin(' ', s.RollbackJudgements.OrderBy(j => j.Key.Value).Select(j => $"{j.Key} {j.Value.Tree}")).Append('\n').AppendJoin(' ', s.Starts).Append('\n');
        text.AppendJoin(' ', s.AtWorkByAgent.Where(a => a.Value != 0).OrderBy(a => a.Key.Value)).AppendJoin(' ', s.AtWorkByGroup.Where(a => a.Value != 0).OrderBy(a => a.Key.Value)).AppendJoin(' ', s.OpenByGroup.OrderBy(a => a.Key.Value)).Append('\n');
        foreach (var planned in s.Plan.Tasks)
        {
            Append(text, s[planned.Id]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, TaskState t)
    {
        text.Append(CultureInfo.InvariantCulture, $"{t.Id} {t.Rank} {t.Status} {t.WaitingOn} {t.NotBefore:O} {t.Attempts} {t.RetriesSpent} {t.Conflicts} {t.Disturbances} {t.Failures.Count} {t.MergeCommit} {t.MergeOrder} {t.Amended}");
        if (t.Current is { } a)
        {
            text.Append(CultureInfo.InvariantCulture, $" {a.Number} {a.Agent} {a.PlannedAt:O} {a.StartedAt:O} {a.Workspace} {a.Process} {a.Stopping} {a.Exit?.ExitCode} {a.Work?.Commit} {a.Evidence?.Passed} {a.Approvals} {a.Merge} {a.Judged?.Tree} {a.Judged?.Evidence.Passed} {a.Model}");
        }

        text.Append('\n');
    }
}
