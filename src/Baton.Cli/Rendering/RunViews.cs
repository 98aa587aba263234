using Baton.Cli.Commands;
using Baton.Engine.Dispatch;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>What a session shows while it runs: a live picture on a terminal, lines in a pipe, nothing beside JSON.</summary>
internal interface IRunView : IRunObserver, IAsyncDisposable
{
    /// <summary>Says something to the person at the terminal without disturbing the picture.</summary>
    void Tell(string text);
}

internal static class RunViews
{
    public static IRunView For(RunRequest request, RunRecord record, RunAccess access)
    {
        if (request.Json)
        {
            return new LineView(TextWriter.Null);
        }

        return For(request.Plain, record, access);
    }

    /// <param name="plain">Lines even on a terminal.</param>
    public static IRunView For(bool plain, RunRecord record, RunAccess access) =>
        !plain && HasLiveTerminal ? new LiveView(AnsiConsole.Console, record, access.Time) : new LineView(Console.Out);

    private static bool HasLiveTerminal => !Console.IsOutputRedirected && !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Ansi;
}
