using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>Judges a tree by what it is and does, never by what an agent says about it. Safe to use from several threads.</summary>
/// <param name="time">Measures durations; null: the system's.</param>
public sealed class ValidatorRunner(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Runs the built-in checks (<c>exit</c>, <c>protected</c>, <c>outputs</c>) and then every validator in its order.
    /// A validator that cannot be run is a result that does not pass; only cancellation and a log folder that cannot be written throw.
    /// </summary>
    public async Task<EvidenceRecord> RunAsync(ValidationRequest request, CancellationToken ct)
    {
        var log = new ValidatorLog(request.LogFolder);
        var files = new CheckoutFiles(request.Directory);
        var results = ImmutableArray.CreateBuilder<ValidatorResult>();
        if (!request.Forged.IsEmpty)
        {
            var forged = await RecordAsync(log, "objects", "objects", _ => Task.FromResult(BuiltIn.Forged(request)));
            return new EvidenceRecord(request.Stage, request.Commit, [forged]);
        }

        CheckoutGuard? guard = null;
        try
        {
            guard = await OpenGuardAsync(request, log, results, ct);
            foreach (var (name, check) in BuiltIns(request, files))
            {
                results.Add(await RecordAsync(log, name, name, _ => Task.FromResult(check())));
            }

            var checks = new Checks(request, files, guard, _time);
            foreach (var spec in request.Validators)
            {
                ct.ThrowIfCancellationRequested();
                results.Add(await RecordAsync(log, spec.Name, ValidatorText.Kind(spec), path => checks.JudgeAsync(spec, path, ct)));
            }

            if (guard is not null && await guard.RestoreAsync(ct) is { IsEmpty: false } late)
            {
                results.Add(await RecordAsync(log, "checkout", "checkout", _ => Task.FromResult(BuiltIn.Disturbed(late, "while they were checked"))));
            }
        }
        finally
        {
            guard?.Dispose();
        }

        return new EvidenceRecord(request.Stage, request.Commit, results.ToImmutable()) { Environment = JudgedEnvironment.Of(request) };
    }

    private static IEnumerable<(string Name, Func<Judgement> Check)> BuiltIns(ValidationRequest request, CheckoutFiles files)
    {
        if (request is { Commit: null, AttemptExitCode: { } code })
        {
            yield return ("exit", () => BuiltIn.Exit(code));
        }

        if (request.Commit is not null)
        {
            yield return ("protected", () => BuiltIn.Protected(request));
        }

        // Before any command: a command could make what the attempt did not.
        if (!request.Task.Outputs.IsEmpty)
        {
            yield return ("outputs", () => BuiltIn.Outputs(request, files));
        }

        if (request is { Commit: not null, Stage: EvidenceStage.Attempt } && !request.Task.Outputs.IsEmpty && !request.Validators.Any(v => v is ValidatorSpec.Scope))
        {
            yield return ("scope", () => FileChecks.Scope(new ValidatorSpec.Scope([]) { Name = "scope" }, request));
        }
    }

    // Without a commit the folder may be a person's work tree; nothing is ever put back there.
    private async Task<CheckoutGuard?> OpenGuardAsync(
        ValidationRequest request, ValidatorLog log, ImmutableArray<ValidatorResult>.Builder results, CancellationToken ct)
    {
        if (request.Commit is null || request.Source is null)
        {
            return null;
        }

        try
        {
            var guard = await CheckoutGuard.OpenAsync(request.Directory, request.Source, log.GuardIndex, ct);
            if (await guard.RestoreAsync(ct) is { IsEmpty: false } early)
            {
                results.Add(await RecordAsync(log, "checkout", "checkout", _ => Task.FromResult(BuiltIn.Disturbed(early, "before any check ran"))));
            }

            return guard;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            results.Add(await RecordAsync(log, "checkout", "checkout", _ => Task.FromResult(Judgement.Fail($"The checkout cannot be watched: {e.Message}"))));
            return null;
        }
    }

    private async Task<ValidatorResult> RecordAsync(ValidatorLog log, string name, string kind, Func<string, Task<Judgement>> judge)
    {
        var path = log.Open(name);
        var began = _time.GetTimestamp();
        Judgement judgement;
        try
        {
            judgement = await judge(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            judgement = Judgement.Fail($"The check could not be made: {e.Message}");
        }

        return log.Close(path, name, kind, judgement, judgement.Process?.Duration ?? _time.GetElapsedTime(began));
    }
}
