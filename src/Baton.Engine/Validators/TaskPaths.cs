using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Validators;

/// <summary>What a task may touch.</summary>
internal sealed class TaskPaths(ValidationRequest request)
{
    private readonly PlanTask _task = request.Task;

    public bool IsProtected(string path) => request.Plan.Protect.Concat(request.AlwaysProtected).Any(p => Glob.IsMatch(p, path));

    public bool IsOutput(string path) => _task.Outputs.Any(o => Glob.IsMatch(o.Path, path));

    /// <summary>Outputs always; what the authority names; with <c>**</c> everything that is not protected.</summary>
    public bool MayWrite(string path) =>
        IsOutput(path) || _task.Authority.Write.Any(p => Glob.IsMatch(p, path) && !(IsEverything(p) && IsProtected(path)));

    /// <summary>Every path a change concerns: a rename has two.</summary>
    public static IEnumerable<string> Touched(IEnumerable<FileChange> changes) =>
        changes.SelectMany(c => c.OldPath is { } old && old != c.Path ? new[] { old, c.Path } : [c.Path]).Distinct(StringComparer.Ordinal);

    private static bool IsEverything(string pattern) => Glob.Normalize(pattern) is "**" or "**/*";
}
