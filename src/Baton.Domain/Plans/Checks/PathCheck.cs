using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>What tasks write and what validators look at must lie inside the repository.</summary>
internal static class PathCheck
{
    private const string Remedy = "Name a path inside the repository, relative to its root, with forward slashes.";

    public static void Run(CheckedPlan subject)
    {
        CheckValidators(subject, subject.Plan.Verify, null);
        foreach (var task in subject.Plan.Tasks)
        {
            for (var i = 0; i < task.Outputs.Length; i++)
            {
                Check(subject, task.Outputs[i].Path, PlanPlace.Task(task.Id, "outputs", i), $"An output of task {task.Id}");
            }

            foreach (var path in task.Authority.Write.Where(p => !IsSharedSetting(p)))
            {
                Check(subject, path, PlanPlace.Task(task.Id, "authority"), $"A path that task {task.Id} may write");
            }

            CheckValidators(subject, task.Verify, task);
        }
    }

    /// <summary>What work trees share and a set-up command may have to write.</summary>
    private static bool IsSharedSetting(string path) =>
        path is ".git/config" or ".git/info/attributes" || path.StartsWith(".git/hooks/", StringComparison.Ordinal);

    private static void CheckValidators(CheckedPlan subject, ImmutableArray<ValidatorSpec> validators, PlanTask? task)
    {
        for (var i = 0; i < validators.Length; i++)
        {
            foreach (var path in Paths(validators[i]))
            {
                Check(subject, path, Place(task, i), $"A path of validator '{validators[i].Name}' of {Owner(task)}");
            }
        }
    }

    private static ImmutableArray<string> Paths(ValidatorSpec validator) => validator switch
    {
        ValidatorSpec.File file => file.Paths,
        ValidatorSpec.Sha256 sha => [sha.Path],
        ValidatorSpec.Tests tests => [.. Named(tests.Report), .. Named(tests.Coverage?.Report)],
        ValidatorSpec.JsonSchema json => [.. json.Paths, json.Schema],
        ValidatorSpec.FailsBefore before => before.With,
        ValidatorSpec.Vulnerabilities audit => Named(audit.Report),
        ValidatorSpec.Pattern pattern => pattern.Paths,
        ValidatorSpec.Benchmark bench => Named(bench.Report),
        _ => [],
    };

    private static ImmutableArray<string> Named(string? path) => path is null ? [] : [path];

    private static void Check(CheckedPlan subject, string path, PlanPlace place, string what)
    {
        if (RepositoryPath.Problem(path) is { } problem)
        {
            subject.Findings.Error(CheckCode.OutsideRepository, subject.At(place), path, $"{what} {problem}: '{FindingList.Shorten(path)}'.", Remedy);
        }
    }

    private static PlanPlace Place(PlanTask? task, int index) =>
        task is null ? new PlanPlace("verify", Index: index) : PlanPlace.Task(task.Id, "verify", index);

    private static string Owner(PlanTask? task) => task is null ? "the plan" : $"task {task.Id}";
}
