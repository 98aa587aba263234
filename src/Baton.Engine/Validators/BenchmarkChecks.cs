using System.Globalization;
using System.Text.Json;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>The <c>benchmark</c> validator: a number that a command measured, held against a threshold, the base, or both.</summary>
internal sealed class BenchmarkChecks(JudgedTree tree)
{
    public async Task<Judgement> RunAsync(ValidatorSpec.Benchmark spec, string log, CancellationToken ct)
    {
        if (spec.Report is { } report && tree.Reports.Refuse(report) is { } refusal)
        {
            return Judgement.Fail(refusal);
        }

        if (spec.OfBasePercent is not null && tree.Request.OpenBase is null)
        {
            return Judgement.NotMeasured($"Task {tree.Request.Task.Id} works without commits, so there is no base to measure. Give it a worktree, or a threshold of its own.");
        }

        var before = spec.OfBasePercent is null ? null : await OnBaseAsync(spec, log + ".base", ct);
        var after = await MeasureAsync(tree, spec, log, ct);
        var judgement = Judge(spec, before, after);
        return judgement with { Command = spec.Command.ToString(), Process = after.Process, Figures = [.. Figures(spec.Metric, after.Value), .. Figures(spec.Metric + " on the base", before?.Value)] };
    }

    private static Judgement Judge(ValidatorSpec.Benchmark spec, Measured? before, Measured after)
    {
        if (after.Problem is { } problem)
        {
            return problem;
        }

        var value = after.Value!.Value;
        if (spec.Threshold is { } threshold && !Holds(spec.Comparator, value, threshold))
        {
            return Judgement.Fail($"{spec.Metric} is {Text(value)}; {Sign(spec.Comparator)} {Text(threshold)} is asked for.");
        }

        return spec.OfBasePercent is not { } percent ? Judgement.Pass($"{spec.Metric} is {Text(value)}, which is {Sign(spec.Comparator)} {Text(spec.Threshold!.Value)}.")
            : before!.Problem is { } unknown ? Judgement.NotMeasured($"{spec.Metric} is {Text(value)}, but it could not be measured on the base: {unknown.Reason}")
            : before.Value <= 0 ? Judgement.NotMeasured($"{spec.Metric} is {Text(before.Value.Value)} on the base, of which no percentage can be taken.")
            : OfBase(spec, value, before.Value!.Value, percent);
    }

    private static Judgement OfBase(ValidatorSpec.Benchmark spec, decimal value, decimal before, decimal percent)
    {
        decimal limit, share;
        try
        {
            (limit, share) = (before * percent / 100, value / before * 100);
        }
        catch (OverflowException)
        {
            return Judgement.NotMeasured($"{spec.Metric} is {Text(value)} here and {Text(before)} on the base, which is too far apart to compare.");
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{spec.Metric} is {Text(value)}, {share:0.##} % of the {Text(before)} on the base");
        return Holds(spec.Comparator, value, limit) ? Judgement.Pass($"{text}.") : Judgement.Fail($"{text}; {Sign(spec.Comparator)} {Text(percent)} % is asked for.");
    }

    private static async Task<Measured> MeasureAsync(JudgedTree tree, ValidatorSpec.Benchmark spec, string log, CancellationToken ct)
    {
        var run = await tree.Reports.ReadJsonAsync(spec.Command, spec.Timeout, spec.Report, log, ct);
        using var report = run.Report;
        if (run.Problem is { } problem)
        {
            return new Measured(run.Process, null, problem);
        }

        if (run.Process.ExitCode != 0)
        {
            return new Measured(run.Process, null, Judgement.Fail($"The command ended with exit code {run.Process.ExitCode}."));
        }

        var found = JsonPath.Find(report!.RootElement, spec.Metric);
        return found is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value)
            ? new Measured(run.Process, value, null)
            : new Measured(run.Process, null, Judgement.NotMeasured(found is null ? $"The report has no {spec.Metric}." : $"{spec.Metric} is {Schemas.SchemaAssertions.Short(found.Value)} in the report, which is no number that can be compared."));
    }

    private async Task<Measured> OnBaseAsync(ValidatorSpec.Benchmark spec, string log, CancellationToken ct)
    {
        try
        {
            await using var before = await BaseTree.OpenAsync(tree.Request, ct);
            return await MeasureAsync(before.Tree, spec, log, ct);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static bool Holds(Comparator comparator, decimal value, decimal threshold) => comparator switch
    {
        Comparator.Below => value < threshold,
        Comparator.AtMost => value <= threshold,
        Comparator.Above => value > threshold,
        Comparator.AtLeast => value >= threshold,
        _ => value == threshold,
    };

    internal static string Sign(Comparator comparator) => comparator switch
    {
        Comparator.Below => "<",
        Comparator.AtMost => "<=",
        Comparator.Above => ">",
        Comparator.AtLeast => ">=",
        _ => "=",
    };

    internal static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static Figure[] Figures(string name, decimal? value) => value is { } known ? [new Figure(name, (double)known)] : [];

    private sealed record Measured(Processes.ProcessResult Process, decimal? Value, Judgement? Problem);
}
