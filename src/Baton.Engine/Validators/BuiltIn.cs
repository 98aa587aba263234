using Baton.Domain.Evidence;
using Baton.Domain.Runs;

namespace Baton.Engine.Validators;

/// <summary>Checks that no plan has to ask for.</summary>
internal static class BuiltIn
{
    public static Judgement Exit(int code) =>
        code == 0 ? Judgement.Pass("The attempt ended with exit code 0.") : Judgement.Fail($"The attempt ended with exit code {code}.");

    public static Judgement Protected(ValidationRequest request)
    {
        var paths = new TaskPaths(request);
        var touched = TaskPaths.Touched(request.Changes)
            .Where(paths.IsProtected)
            .Concat(request.RestoredProtected)
            .Where(p => !paths.MayWrite(p))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return touched.Count == 0
            ? Judgement.Pass("No protected file was touched.")
            : Judgement.Fail(
                $"Task {request.Task.Id} touched protected files: {Words.List(touched)}. Leave them alone, or name them in the task's outputs or authority.write.")
                .WithLines(touched);
    }

    public static Judgement Forged(ValidationRequest request) => Judgement.Fail(
        $"Objects in the repository's store are not what their names say: {Words.List(request.Forged)}. They were rewritten or are damaged. Nothing was checked; see `git fsck`, and restore them from another clone.");

    public static Judgement Disturbed(IReadOnlyCollection<string> paths, string when) => Judgement.Fail(
        $"{Words.Count(paths.Count, "file")} of the clean checkout changed {when}: {Words.List(paths)}. A process that somebody left behind writes there; the files were put back.");

    public static Judgement Outputs(ValidationRequest request, CheckoutFiles files)
    {
        var problems = request.Task.Outputs.Select(o => Problem(o.Path, files)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            return Judgement.Fail($"Declared outputs of task {request.Task.Id} are missing: {Words.List(problems)}.").WithLines(problems);
        }

        var paths = new TaskPaths(request);
        var compared = request.Commit is not null && request.Stage == EvidenceStage.Attempt;
        var changed = request.Changes.Count(c => c.Kind != FileChangeKind.Deleted && paths.IsOutput(c.Path));
        return compared && changed == 0
            ? Judgement.Fail($"Every declared output of task {request.Task.Id} is as it was before: nothing was done.")
            : Judgement.Pass(compared ? $"All declared outputs are there; {Words.Count(changed, "file")} of them added or changed." : "All declared outputs are there.");
    }

    private static string? Problem(string pattern, CheckoutFiles files)
    {
        if (CheckoutFiles.Refuse(pattern) is { } refusal)
        {
            return refusal;
        }

        var found = files.Find(pattern);
        return found.Count == 0 ? pattern
            : found.FirstOrDefault(f => f.Kind == FoundKind.Outside)?.Problem is { } outside ? outside
            : found.Any(f => f.Problem is null) ? null
            : found[0].Problem;
    }
}
