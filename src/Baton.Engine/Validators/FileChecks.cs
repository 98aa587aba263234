using System.Security.Cryptography;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>The validators that look at the tree and run nothing: <c>file</c>, <c>sha256</c>, <c>scope</c>.</summary>
internal static class FileChecks
{
    public static Judgement Files(ValidatorSpec.File spec, CheckoutFiles files, CheckoutGuard? guard)
    {
        if (spec.Paths.IsEmpty)
        {
            return Judgement.Fail("The validator names no file.");
        }

        var found = new List<FoundFile>();
        foreach (var pattern in spec.Paths)
        {
            var matches = CheckoutFiles.Refuse(pattern) is null ? files.Find(pattern) : [];
            if (Problem(spec, pattern, matches) is { } problem)
            {
                return Judgement.Fail(problem);
            }

            found.AddRange(matches);
        }

        var reason = found.Count == 1 ? $"{found[0].Path} is there ({Words.Size(found[0].Bytes)})." : $"{Words.Count(found.Count, "file")} are there.";
        return Judgement.Pass(reason + Uncommitted(found, guard)).WithLines(found.Select(f => $"{f.Bytes,12} {f.Path}"));
    }

    public static Judgement Digest(ValidatorSpec.Sha256 spec, CheckoutFiles files)
    {
        if (CheckoutFiles.Refuse(spec.Path) is { } refusal)
        {
            return Judgement.Fail($"Refused: {refusal}.");
        }

        if (Glob.IsPattern(spec.Path) || files.Find(spec.Path) is not [{ } file])
        {
            return Judgement.Fail($"{spec.Path} does not exist.");
        }

        if (file.Problem is { } problem)
        {
            return Judgement.Fail($"{problem}.");
        }

        var digest = file.Bytes == 0 ? Convert.ToHexStringLower(SHA256.HashData([])) : FileDigest.Of(files.FullPath(file.Path));
        return string.Equals(digest, spec.Digest, StringComparison.OrdinalIgnoreCase)
            ? Judgement.Pass($"{spec.Path} has the expected content.")
            : Judgement.Fail($"{spec.Path} has another content: its SHA-256 is {digest}, not {spec.Digest}.");
    }

    public static Judgement Scope(ValidatorSpec.Scope spec, ValidationRequest request)
    {
        if (request.Commit is null)
        {
            return Judgement.NotMeasured($"Task {request.Task.Id} works without commits, so what it touched is not known. Give it a worktree, or drop this check.");
        }

        var paths = new TaskPaths(request);
        var touched = TaskPaths.Touched(request.Changes).ToList();
        var strays = touched.Where(p => !paths.MayWrite(p) && !spec.Allow.Any(a => Glob.IsMatch(a, p))).Order(StringComparer.Ordinal).ToList();
        return strays.Count == 0
            ? Judgement.Pass($"{Words.Count(touched.Count, "file")} touched, all within the task's outputs and authority.")
            : Judgement.Fail($"Task {request.Task.Id} touched {Words.Count(strays.Count, "file")} outside its outputs and authority: {Words.List(strays)}. If it has to, name them in authority.write; what a build leaves belongs into .gitignore.")
                .WithLines(strays);
    }

    public static string? Problem(ValidatorSpec.File spec, string pattern, IReadOnlyList<FoundFile> matches)
    {
        if (CheckoutFiles.Refuse(pattern) is { } refusal)
        {
            return $"Refused: {refusal}.";
        }

        if (!Glob.IsPattern(pattern) && matches is [{ Problem: { } single }])
        {
            return $"{single}.";
        }

        if (matches.FirstOrDefault(f => f.Kind is FoundKind.Outside or FoundKind.Dangling) is { } stray)
        {
            return $"{stray.Problem}.";
        }

        var real = matches.Where(f => f.Kind == FoundKind.File).ToList();
        return real.Count < Math.Max(1, spec.MinCount) ? Missing(spec, pattern, real.Count)
            : real.FirstOrDefault(f => f.Bytes < spec.MinBytes) is { } small ? $"{small.Path} holds {Words.Size(small.Bytes)}; at least {Words.Size(spec.MinBytes)} are asked for."
            : real.FirstOrDefault(f => f.Bytes > spec.MaxBytes) is { } large ? $"{large.Path} holds {Words.Size(large.Bytes)}; at most {Words.Size(spec.MaxBytes ?? 0)} are allowed."
            : null;
    }

    private static string Missing(ValidatorSpec.File spec, string pattern, int count) =>
        count == 0 && spec.MinCount <= 1
            ? Glob.IsPattern(pattern) ? $"No file matches {pattern}." : $"{pattern} does not exist."
            : $"{pattern} matches {Words.Count(count, "file")}; at least {spec.MinCount} are asked for.";

    public static string Uncommitted(List<FoundFile> found, CheckoutGuard? guard)
    {
        var made = guard is null ? [] : found.Select(f => f.Path).Where(p => !guard.Tracks(p)).ToList();
        return made.Count == 0 ? "" : $" Not in the commit but made by an earlier check: {Words.List(made)}.";
    }
}
