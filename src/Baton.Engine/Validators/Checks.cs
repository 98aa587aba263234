using System.Diagnostics;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>From a validator's specification to its judgement, with the checkout as it was for the next one.</summary>
internal sealed class Checks(ValidationRequest request, CheckoutFiles files, CheckoutGuard? guard, TimeProvider time)
{
    private readonly JudgedTree _tree = new(request, files, guard);

    /// <summary>No program is started for it, neither in the checkout nor about it.</summary>
    public static bool OnlyReads(ValidatorSpec spec) => spec is ValidatorSpec.File or ValidatorSpec.Sha256 or ValidatorSpec.Scope or ValidatorSpec.Pattern or ValidatorSpec.JsonSchema or ValidatorSpec.Human;

    public async Task<Judgement> JudgeAsync(ValidatorSpec spec, string log, CancellationToken ct) => spec switch
    {
        ValidatorSpec.File file => FileChecks.Files(file, files, guard),
        ValidatorSpec.Sha256 digest => FileChecks.Digest(digest, files),
        ValidatorSpec.Scope scope => FileChecks.Scope(scope, request),
        ValidatorSpec.Run run => await PutBackAsync(await _tree.Commands.RunAsync(run, log, ct), ct),
        ValidatorSpec.Tests tests => await PutBackAsync(await new TestChecks(_tree).RunAsync(tests, log, ct), ct),
        ValidatorSpec.FailsBefore before => await PutBackAsync(await new BeforeChecks(_tree).RunAsync(before, log, ct), ct),
        ValidatorSpec.Vulnerabilities audit => await PutBackAsync(await new AuditChecks(_tree).RunAsync(audit, log, ct), ct),
        ValidatorSpec.Benchmark bench => await PutBackAsync(await new BenchmarkChecks(_tree).RunAsync(bench, log, ct), ct),
        ValidatorSpec.Pattern pattern => new PatternChecks(_tree, time).Run(pattern, ct),
        ValidatorSpec.JsonSchema json => SchemaChecks.Run(json, _tree, ct),
        ValidatorSpec.Human => Judgement.NotMeasured("A person decides."),
        ValidatorSpec.Unknown unknown => Judgement.Fail($"'{unknown.Kind}' is not a validator this version knows."),
        _ => throw new UnreachableException($"No check for {spec.GetType().Name}."),
    };

    private async Task<Judgement> PutBackAsync(Judgement judgement, CancellationToken ct)
    {
        if (guard is null || judgement.Process is null)
        {
            return judgement;
        }

        var added = await guard.NewFilesAsync(ct);
        var changed = await guard.RestoreAsync(ct);
        var detail = added.IsEmpty ? judgement.Detail : $"{judgement.Detail}\nnew in the checkout now:\n{string.Join('\n', added)}".TrimStart();
        return changed.IsEmpty
            ? judgement with { Detail = detail }
            : judgement with { Detail = detail, Reason = $"{judgement.Reason} It changed {Words.Count(changed.Length, "tracked file")}, put back: {Words.List(changed)}." };
    }
}
