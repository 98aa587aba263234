using System.Globalization;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Engine.Validators.Audits;

namespace Baton.Engine.Validators;

/// <summary>The <c>vulnerabilities</c> validator.</summary>
internal sealed class AuditChecks(JudgedTree tree)
{
    // Auditors end with 1 when they found something, whatever its level.
    private const int Found = 1;

    public async Task<Judgement> RunAsync(ValidatorSpec.Vulnerabilities spec, string log, CancellationToken ct)
    {
        if (spec.Report is { } report && tree.Reports.Refuse(report) is { } refusal)
        {
            return Judgement.Fail(refusal);
        }

        var run = await tree.Reports.ReadJsonAsync(spec.Command, spec.Timeout, spec.Report, log, ct);
        using var document = run.Report;
        var judgement = run.Problem ?? Judge(spec, run.Process.ExitCode, spec.Format switch
        {
            VulnerabilityFormat.Npm => NpmAudit.Read(document!.RootElement),
            VulnerabilityFormat.DotNet => DotNetAudit.Read(document!.RootElement),
            _ => SarifAudit.Read(document!.RootElement),
        });
        return judgement with { Command = spec.Command.ToString(), Process = run.Process };
    }

    private static Judgement Judge(ValidatorSpec.Vulnerabilities spec, int exitCode, AuditReading read)
    {
        if (read.Lack is { } lack)
        {
            return Judgement.NotMeasured($"The report shows nothing: {lack}.{(exitCode == 0 ? "" : $" The command ended with exit code {exitCode}.")}");
        }

        if (read.Contradiction is { } contradiction)
        {
            return Judgement.Fail($"The report contradicts itself: {contradiction}.");
        }

        var all = read.Found.GroupBy(a => (a.Id, a.Package, a.Version)).Select(g => g.MaxBy(a => a.Level)!).OrderByDescending(a => a.Level).ThenBy(a => a.ToString(), StringComparer.Ordinal).ToList();
        var counted = all.Where(a => a.Level >= spec.From && !spec.Accept.Contains(a.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        var judgement = counted.Count > spec.Max ? Judgement.Fail($"{Known(counted.Count)} of level {Name(spec.From)} or above; at most {spec.Max} are allowed: {Words.List([.. counted.Select(a => a.ToString())])}.")
            : exitCode is not (0 or Found) ? Judgement.Fail($"The report shows nothing that counts, but the command ended with exit code {exitCode}.")
            : Judgement.Pass($"{Known(counted.Count)} of level {Name(spec.From)} or above{(all.Count > counted.Count ? $", {all.Count - counted.Count} below it or accepted" : "")}.");
        return judgement.WithLines(all.Select(a => a.ToString())) with { Figures = [.. Enum.GetValues<RiskLevel>().Select(level => new Figure(Name(level), all.Count(a => a.Level == level)))] };
    }

    private static string Known(int count) => count == 1 ? "1 known vulnerability" : $"{(count == 0 ? "No" : count.ToString(CultureInfo.InvariantCulture))} known vulnerabilities";

    private static string Name(RiskLevel level) => level.ToString().ToLowerInvariant();
}
