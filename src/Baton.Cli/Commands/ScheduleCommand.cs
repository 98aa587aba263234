using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Engine.Schedules.Instances;

namespace Baton.Cli.Commands;

/// <summary><c>baton schedule</c>: levels published benchmark instances, one after another.</summary>
internal static class ScheduleCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Instances: .sm (PSPLIB, single mode), .rcp (Patterson), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var options = new ScheduleOptions();
        var json = new Option<bool>("--json") { Description = "Write one JSON object per instance, a line each." };
        var csv = new Option<bool>("--csv") { Description = "Write comma-separated values, the names of the fields in the first line." };
        var command = new Command("schedule", "Schedule benchmark instances as well as the effort allows, with a lower bound; 'optimal' only where it is proven.") { paths };
        options.AddTo(command);
        command.Add(json);
        command.Add(csv);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("--json and --csv exclude each other; give one of them.");
            }
        });
        command.SetAction(parse => CommandLine.GuardAsync(
            parse.GetValue(json),
            () => Task.FromResult(Schedule(parse.GetValue(paths)!, options.Effort(parse), Output(parse.GetValue(json), parse.GetValue(csv))))));
        return command;
    }

    private static IInstanceOutput Output(bool json, bool csv) => json ? new InstanceLines(PipeOutput.Open()) : csv ? new InstanceCsv(PipeOutput.Open()) : new InstanceTable();

    private static int Schedule(IReadOnlyList<string> paths, InstanceEffort effort, IInstanceOutput output)
    {
        using var stop = new CancellationTokenSource();
        using var interrupts = Interrupts.Listen(first: stop.Cancel, second: () => Environment.Exit(ExitCode.WaitsForPerson));
        var exit = ExitCode.Done;
        try
        {
            foreach (var path in paths)
            {
                exit = ScheduleAll(path, effort, output, stop.Token) ? exit : ExitCode.Failed;
            }

            output.End();
        }
        catch (IOException e) when (PipeOutput.IsClosed(e))
        {
            return ExitCode.Done;
        }

        return stop.IsCancellationRequested ? Interrupted() : exit;
    }

    /// <returns>False when there was something wrong, which has been said.</returns>
    private static bool ScheduleAll(string path, InstanceEffort effort, IInstanceOutput output, CancellationToken stop)
    {
        var files = InstanceFolder.Files(path);
        if (files.Count == 0)
        {
            output.Fail($"{path}: The folder holds no instances. Name a folder with .sm or .rcp files.");
        }

        var sound = files.Count > 0;
        foreach (var file in files.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            sound &= Schedule(file, effort, output, stop);
        }

        return sound;
    }

    private static int Interrupted()
    {
        Console.Error.WriteLine("baton: stopped; what is above is done, the last of it with less effort than was asked for.");
        return ExitCode.WaitsForPerson;
    }

    /// <returns>False when the file holds no instance, which has been said.</returns>
    private static bool Schedule(string file, InstanceEffort effort, IInstanceOutput output, CancellationToken stop)
    {
        var reading = InstanceFile.Read(file);
        if (reading.Instance is not { } instance)
        {
            output.Fail(reading.Error!.At(file));
            return false;
        }

        output.Write(InstanceScheduler.Solve(instance, effort, TimeProvider.System, stop));
        return true;
    }
}
