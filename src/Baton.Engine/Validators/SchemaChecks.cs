using Baton.Domain.Plans;
using Baton.Engine.Validators.Schemas;

namespace Baton.Engine.Validators;

/// <summary>The <c>json-schema</c> validator.</summary>
internal static class SchemaChecks
{
    private const long MaxSchemaBytes = 4 * 1024 * 1024;

    public static Judgement Run(ValidatorSpec.JsonSchema spec, JudgedTree tree, CancellationToken ct)
    {
        var found = new List<FoundFile>();
        foreach (var pattern in spec.Paths)
        {
            var matches = CheckoutFiles.Refuse(pattern) is null ? tree.Files.Find(pattern) : [];
            if (FileChecks.Problem(new ValidatorSpec.File([pattern], spec.MinCount) { Name = spec.Name }, pattern, matches) is { } problem)
            {
                return Judgement.Fail(problem);
            }

            found.AddRange(matches.Where(f => f.Kind == FoundKind.File && f.Path != Glob.Normalize(spec.Schema)));
        }

        if (found.Count == 0)
        {
            return Judgement.NotMeasured($"{string.Join(", ", spec.Paths)} names no file beside the schema.");
        }

        try
        {
            return Judge(spec, tree, found, ct);
        }
        catch (SchemaFault fault)
        {
            return Judgement.NotMeasured($"The schema {spec.Schema} could not be applied: {fault.Message}.");
        }
    }

    private static Judgement Judge(ValidatorSpec.JsonSchema spec, JudgedTree tree, List<FoundFile> found, CancellationToken ct)
    {
        if (CheckoutFiles.Refuse(spec.Schema) is { } refusal)
        {
            return Judgement.Fail($"Refused: {refusal}.");
        }

        if (tree.Files.Find(spec.Schema) is not [{ Kind: FoundKind.File } file] || tree.Guard?.Tracks(file.Path) == false)
        {
            return Judgement.NotMeasured($"The schema {spec.Schema} is not a file of the commit.");
        }

        if (file.Bytes > MaxSchemaBytes)
        {
            return Judgement.NotMeasured($"The schema {spec.Schema} is larger than {Words.Size(MaxSchemaBytes)}.");
        }

        using var read = BoundedJson.ReadFile(tree.Files.FullPath(file.Path), file.Path, file.Bytes, out var unread);
        if (read is null)
        {
            return Judgement.NotMeasured($"The schema cannot be read: {unread}");
        }

        var schema = SchemaDocument.Of(read.RootElement);
        var problems = found.Select(f => (f.Path, Errors: Errors(schema, tree, f, ct))).Where(p => p.Errors.Count > 0).ToList();
        var by = $"{spec.Schema} (draft {schema.Draft.Name()})";
        return problems.Count == 0
            ? Judgement.Pass($"{(found.Count == 1 ? found[0].Path + " is" : Words.Count(found.Count, "file") + " are")} valid by {by}.{FileChecks.Uncommitted(found, tree.Guard)}")
            : Judgement.Fail($"{Words.Count(problems.Count, "file")} of {found.Count} {(problems.Count == 1 ? "is" : "are")} not valid by {by}: {Words.List([.. problems.Select(p => $"{p.Path}: {p.Errors[0]}")])}.")
                .WithLines(problems.SelectMany(p => p.Errors.Select(e => $"{p.Path}: {e}")));
    }

    private static IReadOnlyList<string> Errors(SchemaDocument schema, JudgedTree tree, FoundFile file, CancellationToken ct)
    {
        using var read = BoundedJson.ReadFile(tree.Files.FullPath(file.Path), file.Path, file.Bytes, out var unread);
        return read is null ? [unread.TrimEnd('.')] : new SchemaEvaluator(schema, ct).Check(read.RootElement);
    }
}
