using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Engine.Plans;

namespace Baton.Cli.Commands;

/// <summary><c>baton init</c>: writes a small commented plan.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it.", DefaultValueFactory = _ => "plan.yaml" };
        var json = CommonOptions.Json();
        var command = new Command("init", "Write a small commented plan to start from. Never overwrites a file.") { file, json };
        command.SetAction(parse => CommandLine.GuardAsync(parse.GetValue(json), () => WriteAsync(parse.GetValue(file)!, parse.GetValue(json))));
        return command;
    }

    private static async Task<int> WriteAsync(string path, bool json)
    {
        if (Path.Exists(path))
        {
            throw new CommandFailure(ExitCode.Refused, "exists", $"{path} exists already; choose another name.");
        }

        var name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "plan";
        await File.WriteAllTextAsync(path, PlanTemplate.Text(name));
        if (json)
        {
            JsonOutput.Write(new InitJson(ExitCode.Done, path), JsonContext.Default.InitJson);
            return ExitCode.Done;
        }

        Console.WriteLine($"Wrote {path}. Next: baton check {path}, then baton plan {path}, then baton run {path}.");
        return ExitCode.Done;
    }
}
