using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Git;
using Baton.Engine.Validators;

namespace Baton.Engine.Agents;

/// <summary>What an instruction file says beyond the plan.</summary>
/// <param name="EarlierFailures">What earlier attempts failed on, oldest first, as sentences.</param>
/// <param name="Amendment">What a person added when the task was given another chance; null: nothing.</param>
public sealed record InstructionExtras(ImmutableArray<string> EarlierFailures, string? Amendment)
{
    public static readonly InstructionExtras None = new([], null);
}

/// <summary>Writes what an agent is asked to do, as Markdown.</summary>
public static class InstructionFile
{
    private const int MaxSectionCharacters = 20_000;
    private const int MaxFailureCharacters = 4_000;

    /// <summary>Writes <see cref="AttemptBrief.InstructionsFile"/> anew.</summary>
    public static void Write(AttemptBrief brief, InstructionExtras extras, SecretRedactor redactor)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(brief.InstructionsFile)!);
        AtomicFile.Write(brief.InstructionsFile, Encoding.UTF8.GetBytes(redactor.Redact(Text(brief, extras))), "instructions");
    }

    internal static string Text(AttemptBrief brief, InstructionExtras extras)
    {
        var task = brief.Task;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {task.Id}: {task.Title}\n");
        Section(text, "What to do", task.Instructions is { } asked ? [asked.Trim()] : [$"{task.Title}."]);
        Section(text, "Added by a person", extras.Amendment is { } added ? [added.Trim()] : []);
        Section(text, "What earlier attempts failed on", extras.EarlierFailures.Select((f, i) => $"{i + 1}. {Cut(f, MaxFailureCharacters)}"));
        Section(text, "Files to produce", task.Outputs.Select(Describe));
        Section(text, "Checks that decide", Checks(brief.Plan, task));
        Section(text, "Rules", Rules(brief));
        Section(text, "Where to begin", task.EntryPoints.Select(p => $"- `{p}`"));
        Section(text, "Related", task.Related.Select(p => $"- `{p}`"));
        Inputs(text, task, brief.Workspace.Path);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = string.Join('\n', lines);
        if (all.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{all}\n");
        }
    }

    private static string Describe(TaskOutput output) =>
        $"- `{output.Path}`" + (output.Type is { } type ? $" ({type})" : "") + (output.Amends is { } owner ? $", which {owner} made and this task changes" : "");

    private static IEnumerable<string> Checks(Plan plan, PlanTask task) =>
        task.Verify.Select(v => $"- {Describe(v)}").Concat(plan.Verify.Select(v => $"- after the merge: {Describe(v)}"));

    private static string Describe(ValidatorSpec validator) => $"**{validator.Name}**: {ValidatorText.Describe(validator)}";

    private static IEnumerable<string> Rules(AttemptBrief brief)
    {
        var task = brief.Task;
        yield return $"- Work in `{brief.Workspace.Path}` alone.";
        if (brief.Workspace.Kind.MakesCommits())
        {
            yield return "- What you leave there is committed for you; do not switch branches and do not push.";
        }

        yield return "- The checks run in a clean checkout of your result, so nothing outside it counts.";
        if (!brief.Plan.Protect.IsEmpty)
        {
            yield return $"- Protected, and restored before the checks unless listed above: {Code(brief.Plan.Protect)}.";
        }

        if (!task.Authority.Write.IsEmpty)
        {
            yield return $"- You may also write {Code(task.Authority.Write)}.";
        }

        yield return task.Authority.SubAgentDepth == 0 ? "- Start no sub-agents." : $"- Sub-agents may be {task.Authority.SubAgentDepth} deep.";
        yield return string.Create(CultureInfo.InvariantCulture, $"- You are stopped after {task.Timeout:c}.");
        if (task.Allowance.Tokens is { } tokens)
        {
            yield return $"- The allowance is {tokens} tokens.";
        }

        if (task.Allowance.Money is { } money)
        {
            yield return $"- The allowance is {money}.";
        }
    }

    private static void Inputs(StringBuilder text, PlanTask task, string workspace)
    {
        Section(text, "Inputs", task.Inputs.Select(i => $"- `{i.Path}`" + (i.Section is { } name ? $", section \"{name}\"" : "")));
        foreach (var input in task.Inputs.Where(i => i.Section is not null))
        {
            var found = MarkdownSection.Find(workspace, input.Path, input.Section!);
            var quoted = found is null ? "(This section is not there.)" : Cut(found, MaxSectionCharacters);
            text.Append(CultureInfo.InvariantCulture, $"\n### From `{input.Path}`: {input.Section}\n\n{quoted}\n");
        }
    }

    private static string Code(ImmutableArray<string> paths) => string.Join(", ", paths.Select(p => $"`{p}`"));

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, most)}\n(cut: {text.Length - most} more characters)");
}
