using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Faults;
using Baton.Engine.Git;
using Baton.Engine.Processes;

namespace Baton.Engine.Dispatch;

/// <summary>Finds the repository that a plan works on, and creates it from the plan's template when that is asked for.</summary>
public static class PlanRepository
{
    /// <returns>A path inside the repository.</returns>
    /// <exception cref="OperatorException">The repository is not there and the plan names no template.</exception>
    public static async Task<string> LocateAsync(Plan plan, string planPath, bool create, CancellationToken ct)
    {
        var planFolder = Path.GetDirectoryName(Path.GetFullPath(planPath))!;
        if (plan.Repository.Path is not { } relative)
        {
            return planFolder;
        }

        var path = Path.GetFullPath(relative, planFolder);
        if (Path.Exists(Path.Combine(path, ".git")))
        {
            return path;
        }

        if (plan.Repository.Template is not { } template)
        {
            return Directory.Exists(path) ? path : throw new OperatorException("no-repository", $"The plan's repository {path} does not exist. Create it, or name a `template` to create it from.");
        }

        if (!create)
        {
            throw new OperatorException("no-repository", $"The plan's repository {path} does not exist yet; `baton run` creates it from {template}.");
        }

        await CreateAsync(Path.GetFullPath(template, planFolder), path, ct);
        return path;
    }

    /// <summary>Built beside its place and then moved, so that a killed process leaves no half repository there.</summary>
    private static async Task CreateAsync(string template, string path, CancellationToken ct)
    {
        if (!Directory.Exists(template))
        {
            throw new OperatorException("no-template", $"The template folder {template} does not exist.");
        }

        RemoveLeftovers(path);
        var draft = DraftOf(path, Environment.ProcessId);
        FaultPoint.Reach("template.copy.before");
        CopyFolder(template, draft);
        FaultPoint.Reach("template.copy.after");
        await GitAsync(draft, ["init", "-q", "-b", "main"], ct);
        await GitAsync(draft, ["add", "-A"], ct);
        await GitAsync(draft, ["-c", "user.name=Baton", "-c", "user.email=baton@baton.invalid", "-c", "commit.gpgSign=false", "commit", "-q", "-m", "Start from the plan's template"], ct);
        Place(draft, path);
    }

    private static void Place(string draft, string path)
    {
        FaultPoint.Reach("template.place.before");
        try
        {
            Directory.Move(draft, path);
        }
        catch (IOException) when (Path.Exists(path))
        {
            FolderRemoval.Remove(draft);
            if (!Path.Exists(Path.Combine(path, ".git")))
            {
                throw new OperatorException("no-repository", $"The plan's repository is to be made at {path}, but something else is there. Move it away, or run `git init` in it.");
            }
        }

        FaultPoint.Reach("template.place.after");
    }

    private static string DraftOf(string path, int process) => $"{path}.{process}.draft";

    /// <summary>Drafts of processes that were killed.</summary>
    private static void RemoveLeftovers(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        foreach (var draft in Directory.Exists(parent) ? Directory.GetDirectories(parent, Path.GetFileName(path) + ".*.draft") : [])
        {
            var owner = draft[(path.Length + 1)..^".draft".Length];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && (pid == Environment.ProcessId || ProcessTable.Identify(pid) is null))
            {
                FolderRemoval.TryRemove(draft);
            }
        }
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static async Task GitAsync(string folder, string[] arguments, CancellationToken ct)
    {
        FaultPoint.Reach($"template.git-{arguments[0].TrimStart('-')}.before");
        var result = await ProcessRunner.RunAsync(new ProcessSpec(["git", .. arguments]) { WorkingDirectory = folder, Timeout = TimeSpan.FromMinutes(5) }, ct);
        if (result.ExitCode != 0)
        {
            throw new OperatorException("template-failed", $"git {arguments[0]} failed in {folder}: {result.Error.Trim()}");
        }
    }
}
