using System.CommandLine;
using System.Text;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Imports;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary><c>baton import</c>: turns a foreign plan into a native one and says what it guessed and could not carry.</summary>
internal static class ImportCommand
{
    private const int MostFiles = 100;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "The foreign plan: a dispatcher stream (YAML) or Markdown work plans; several files become one plan.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "Where to write the plan.", HelpName = "PLAN", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite the plan if it exists." };
        var driver = new Option<string>("--driver") { Description = $"The driver of agents that the foreign plan does not say how to start: {string.Join(", ", AgentCheck.KnownDrivers)}.", HelpName = "NAME", DefaultValueFactory = _ => "claude-code" };
        driver.AcceptOnlyFromAmong([.. AgentCheck.KnownDrivers]);
        var json = CommonOptions.Json();
        var command = new Command("import", "Turn a foreign plan into a native one: what was carried, what was guessed, what could not be carried. Ends with 1 when the result does not pass check.") { files, output, force, driver, json };
        command.SetAction(parse => CommandLine.GuardAsync(
            parse.GetValue(json), () => ImportAsync(parse.GetValue(files)!, parse.GetValue(output)!, parse.GetValue(force), parse.GetValue(driver)!, parse.GetValue(json))));
        return command;
    }

    private static async Task<int> ImportAsync(string[] paths, string output, bool force, string driver, bool json)
    {
        if (!force && Path.Exists(output))
        {
            throw new CommandFailure(ExitCode.Refused, "exists", $"{output} exists already; choose another name, or overwrite it with --force.");
        }

        if (paths.Length > MostFiles)
        {
            throw new CommandFailure(ExitCode.Usage, "too-many-files", $"{paths.Length} files are too many; at most {MostFiles} are read.");
        }

        var import = PlanImport.Read([.. paths.Select(p => new ImportFile(p, PlanFile.ReadBytes(p)))], driver);
        var bytes = import.Yaml is null ? [] : Encoding.UTF8.GetBytes(import.Yaml);
        var reading = import.Yaml is null ? new PlanReading(null, []) : PlanFile.Parse(bytes, output);
        if (import.Yaml is not null)
        {
            await WriteAsync(output, bytes, force);
        }

        var exit = import.Yaml is null || reading.HasErrors ? ExitCode.Failed : ExitCode.Done;
        if (json)
        {
            JsonOutput.Write(ImportJson.Of(exit, output, import, reading), JsonContext.Default.ImportJson);
        }
        else
        {
            ImportText.Write(Console.Out, output, import, reading);
        }

        return exit;
    }

    /// <summary>Beside the plan first, then moved into place: whoever looks sees the whole plan or none.</summary>
    private static async Task WriteAsync(string output, byte[] bytes, bool force)
    {
        var full = Path.GetFullPath(output);
        var beside = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, full, overwrite: force);
        }
        catch (IOException) when (!force && Path.Exists(full))
        {
            throw new CommandFailure(ExitCode.Refused, "exists", $"{output} exists already; choose another name, or overwrite it with --force.");
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
