using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;

namespace Baton.Engine.Plans;

/// <summary>Outputs must not leave the repository through a symbolic link that is there already.</summary>
internal sealed class LinkCheck
{
    private readonly string _root;
    private readonly string _realRoot;
    private readonly Dictionary<string, string?> _outside = new(StringComparer.Ordinal);

    private LinkCheck(string root)
    {
        _root = root;
        _realRoot = Real(root);
    }

    public static void Run(Plan plan, string planPath, SourceMap source, FindingList findings)
    {
        if (FindRoot(plan, planPath) is not { } root)
        {
            return;
        }

        var check = new LinkCheck(root);
        foreach (var task in plan.Tasks)
        {
            for (var i = 0; i < task.Outputs.Length; i++)
            {
                if (RepositoryPath.Problem(task.Outputs[i].Path) is null && check.LinkOut(task.Outputs[i].Path) is { } link)
                {
                    findings.Error(CheckCode.OutsideRepository, source.Find(PlanPlace.Task(task.Id, "outputs", i)), task.Outputs[i].Path,
                        $"An output of task {task.Id} leaves the repository: '{link}' is a symbolic link to a place outside.", "Name a path that stays inside, or replace the link.");
                }
            }
        }
    }

    private static string? FindRoot(Plan plan, string planPath)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(planPath));
            if (folder is not null && plan.Repository.Path is { } path)
            {
                folder = Path.GetFullPath(path, folder);
            }

            while (folder is not null && !Path.Exists(Path.Combine(folder, ".git")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder;
        }
        catch (Exception e) when (e is ArgumentException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first folder or file on the way that links to the outside; null when there is none.</summary>
    private string? LinkOut(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            if (part.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                return null;
            }

            if (part.Length > 0 && Look(part) is { } link)
            {
                return link;
            }

            if (end < 0)
            {
                return null;
            }
        }
    }

    private string? Look(string part)
    {
        if (!_outside.TryGetValue(part, out var link))
        {
            link = IsLinkOut(Path.Combine(_root, part)) ? part : null;
            _outside.Add(part, link);
        }

        return link;
    }

    private bool IsLinkOut(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is null)
            {
                return false;
            }

            var target = Path.GetFullPath(info.LinkTarget, Real(Path.GetDirectoryName(path)!));
            return !IsBelow(target) && !IsBelow(Real(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true;
        }
    }

    private bool IsBelow(string path) => path == _realRoot || path.StartsWith(_realRoot + '/', StringComparison.Ordinal);

    private static string Real(string path)
    {
        var info = new DirectoryInfo(path);
        return info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
    }
}
