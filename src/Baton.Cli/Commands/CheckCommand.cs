using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary><c>baton check</c>: says what is wrong with a plan.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var strict = new Option<bool>("--strict") { Description = "End with 1 on warnings too." };
        var format = new Option<string>("--format") { Description = "text, json or sarif (SARIF 2.1.0, for code hosts and editors).", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "sarif");
        var json = CommonOptions.Json();
        var command = new Command("check", "Check a plan: every finding with its code, place and remedy. Ends with 1 on errors, 0 on warnings alone.") { plan, strict, format, json };
        command.SetAction(parse => CommandLine.GuardAsync(
            parse.GetValue(json),
            () => Task.FromResult(Check(parse.GetValue(plan)!, parse.GetValue(strict), parse.GetValue(json) ? "json" : parse.GetValue(format)!))));
        return command;
    }

    private static int Check(string path, bool strict, string format)
    {
        var reading = PlanFile.Read(path);
        var errors = reading.Findings.Count(f => f.Severity == Severity.Error);
        var warnings = reading.Findings.Count(f => f.Severity == Severity.Warning);
        var exit = errors > 0 || (strict && warnings > 0) ? ExitCode.Failed : ExitCode.Done;
        if (format == "sarif")
        {
            SarifOutput.Write(path, reading, exit);
            return exit;
        }

        if (format == "json")
        {
            JsonOutput.Write(new CheckJson(exit, path, errors, warnings, [.. reading.Findings.Select(FindingJson.Of)]), JsonContext.Default.CheckJson);
            return exit;
        }

        FindingText.Write(Console.Out, path, reading.Findings);
        var tasks = reading.Plan is { } plan ? $"{plan.Tasks.Length} tasks, " : "";
        Console.WriteLine($"{path}: {tasks}{CellText.Count(errors, "error")}, {CellText.Count(warnings, "warning")}");
        return exit;
    }
}
