using System.CommandLine;
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
        command.SetAction(parse => CommandLine.GuardAsync(parse.GetValue(json), () => WriteAsync(parse.GetValue(file)!)));
        return command;
    }

    private static async Task<int> WriteAsync(string path)
    {
        if (Path.Exists(path))
        {
            throw new CommandFailure(ExitCode.Refused, "exists", $"{path} exists already; choose another name.");
        }

        var name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "plan";
        await File.WriteAllTextAsync(path, PlanTemplate.Text(name));
        Console.WriteLine($"Wrote {path}. Next: baton check {path}, then baton plan {path}, then baton run {path}.");
        return ExitCode.Done;
    }
}
