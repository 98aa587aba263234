using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Domain.Plans;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Journal;

namespace Baton.Cli.Commands;

/// <summary>The whole command line: one class per command, errors turned into exit codes in one place.</summary>
internal static class CommandLine
{
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("init", InitCommand.Create), ("import", ImportCommand.Create), ("check", CheckCommand.Create), ("plan", PlanCommand.Create),
        ("run", RunCommandLine.Create), ("list", ListCommand.Create), ("status", StatusCommand.Create), ("budget", BudgetCommand.Create),
        ("watch", WatchCommand.Create), ("logs", LogsCommand.Create), ("show", ShowCommand.Create), ("dead-letters", DeadLetterCommands.List),
        ("resubmit", DeadLetterCommands.Resubmit), ("resolve", DeadLetterCommands.Resolve), ("breaker", BreakerCommand.Create), ("fork", ForkCommand.Create),
        ("conflicts", ConflictsCommand.Create), ("retry", PeopleCommands.Retry), ("skip", PeopleCommands.Skip), ("cancel", PeopleCommands.Cancel),
        ("pause", PeopleCommands.Pause), ("resume", RunCommandLine.CreateResume), ("approve", PeopleCommands.Approve), ("reject", PeopleCommands.Reject),
        ("done", PeopleCommands.Done), ("rollback", PeopleCommands.Rollback), ("adopt", PeopleCommands.Adopt), ("report", ReportCommand.Create),
        ("gc", GcCommand.Create), ("schedule", ScheduleCommand.Create),
    ];

    /// <summary>The commands with their options and help.</summary>
    /// <param name="only">The command that is asked for, which is then the only one, since making all of them takes a tenth of a short command's time; no command's name, or null: all.</param>
    internal static RootCommand Create(string? only)
    {
        var root = new RootCommand("Runs a plan with a fleet of coding agents and believes nothing it has not checked.");
        var isKnown = Array.Exists(Commands, c => c.Name == only);
        foreach (var (name, create) in Commands)
        {
            if (!isKnown || name == only)
            {
                root.Add(create());
            }
        }

        CommandExamples.AddTo(root);
        return root;
    }

    public static Task<int> InvokeAsync(string[] args)
    {
        var parsed = Create(args.Length > 0 ? args[0] : null).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"baton: {error.Message}");
            }

            if (Meant(parsed) is { } meant)
            {
                Console.Error.WriteLine($"Did you mean: {meant}");
            }

            Console.Error.WriteLine($"Try: baton {parsed.CommandResult.Command.Name} --help".Replace("baton baton", "baton", StringComparison.Ordinal));
            return Task.FromResult(ExitCode.Usage);
        }

        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>The command or option with the fewest edits from what was not understood; null: none is near.</summary>
    private static string? Meant(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        return unknown is null ? null
            : command is RootCommand ? Nearest.Find(unknown, command.Subcommands.Select(c => c.Name)) is { } name ? $"baton {name}" : null
            : Nearest.Find(unknown, command.Options.Select(o => o.Name)) is { } option ? $"baton {command.Name} {option}" : null;
    }

    /// <summary>Runs a command's body and turns its expected failures into a message and an exit code.</summary>
    public static async Task<int> GuardAsync(bool json, Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (CommandFailure e)
        {
            return Tell(json, e.ExitCode, e.Code, e.Message);
        }
        catch (GitException e)
        {
            return Tell(json, ExitCode.Environment, "git", e.Message);
        }
        catch (JournalUnavailableException e)
        {
            return Tell(json, ExitCode.Environment, "journal", e.Message);
        }
        catch (OperatorException e)
        {
            return Tell(json, ExitCode.Environment, e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Tell(json, ExitCode.Environment, "io", e.Message);
        }
    }

    private static int Tell(bool json, int exitCode, string code, string message)
    {
        if (json)
        {
            JsonOutput.WriteError(exitCode, code, message);
        }
        else
        {
            Console.Error.WriteLine($"baton: {message}");
        }

        return exitCode;
    }
}
