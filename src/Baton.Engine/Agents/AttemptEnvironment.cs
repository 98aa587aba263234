using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Agents;

/// <summary>The environment of an attempt: it starts empty and gets what is granted by name, and what Baton tells about the work.</summary>
/// <param name="Variables">Everything the agent gets.</param>
/// <param name="Missing">Names that were granted but that Baton's own environment does not have.</param>
/// <param name="Taken">Granted values that came from Baton's own environment, which a <see cref="SecretRedactor"/> may have to hide.</param>
public sealed record AttemptEnvironment(
    ImmutableDictionary<string, string> Variables, ImmutableArray<string> Missing, ImmutableDictionary<string, string> Taken)
{
    public static AttemptEnvironment For(AttemptBrief brief) => For(brief, Environment.GetEnvironmentVariable);

    /// <param name="read">Baton's own environment.</param>
    public static AttemptEnvironment For(AttemptBrief brief, Func<string, string?> read)
    {
        var granted = Grant([.. brief.Plan.Environment, .. brief.Agent.Environment, .. brief.Task.Environment], Basics(brief, read), read);
        return granted with { Variables = granted.Variables.SetItems(About(brief)) };
    }

    /// <summary>The environment of validators: the same basics and grants, without an agent or an attempt.</summary>
    /// <param name="folder">Holds <c>home</c> and <c>tmp</c>.</param>
    public static AttemptEnvironment ForValidators(Plan plan, PlanTask task, string folder, Func<string, string?> read) =>
        Grant([.. plan.Environment, .. task.Environment], Basics(Path.Combine(folder, "home"), Path.Combine(folder, "tmp"), read), read);

    /// <summary>Makes the folders that HOME and TMPDIR name when they are the attempt's own.</summary>
    public static void CreateFolders(string folder, ImmutableDictionary<string, string> variables)
    {
        foreach (var own in new[] { variables.GetValueOrDefault("HOME"), variables.GetValueOrDefault("TMPDIR") })
        {
            if (own is not null && own.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(own);
            }
        }
    }

    /// <summary>An attempt without a workspace has its empty folder for everything.</summary>
    private static ImmutableDictionary<string, string> Basics(AttemptBrief brief, Func<string, string?> read) => brief.Workspace.Kind == WorkspaceKind.None
        ? Basics(brief.Workspace.Path, brief.Workspace.Path, read)
        : Basics(Path.Combine(brief.Folder, "home"), Path.Combine(brief.Folder, "tmp"), read);

    private static ImmutableDictionary<string, string> Basics(string home, string temporary, Func<string, string?> read)
    {
        var basics = ImmutableDictionary<string, string>.Empty
            .Add("PATH", read("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            .Add("LANG", "C.UTF-8")
            .Add("HOME", home)
            .Add("TMPDIR", temporary);
        return read("TZ") is { } zone ? basics.Add("TZ", zone) : basics;
    }

    private static AttemptEnvironment Grant(ImmutableArray<EnvironmentGrant> grants, ImmutableDictionary<string, string> basics, Func<string, string?> read)
    {
        var variables = basics.ToBuilder();
        var taken = ImmutableDictionary.CreateBuilder<string, string>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var grant in grants)
        {
            if (grant.Value is { } value)
            {
                variables[grant.Grant] = value;
                taken.Remove(grant.Grant);
            }
            else if (read(grant.Grant) is { } own)
            {
                variables[grant.Grant] = taken[grant.Grant] = own;
            }
            else
            {
                missing.Add(grant.Grant);
            }
        }

        return new AttemptEnvironment(variables.ToImmutable(), [.. missing], taken.ToImmutable());
    }

    private static Dictionary<string, string> About(AttemptBrief brief) => new()
    {
        ["BATON_RUN"] = brief.Run.Value,
        ["BATON_TASK"] = brief.Task.Id.Value,
        ["BATON_ATTEMPT_NUMBER"] = brief.Attempt.Number.ToString(CultureInfo.InvariantCulture),
        ["BATON_ATTEMPT"] = brief.Cookie,
        ["BATON_INSTRUCTIONS"] = brief.InstructionsFile,
        ["BATON_REPOSITORY"] = brief.RepositoryRoot,
        ["BATON_OUTPUTS"] = string.Join('\n', brief.Task.Outputs.Select(o => o.Path)),
        ["BATON_ESTIMATE_HOURS"] = brief.Task.Estimate.Expected.TotalHours.ToString("0.####", CultureInfo.InvariantCulture),
        ["BATON_HOUR_SECONDS"] = brief.Plan.HourPace.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture),
    };
}
