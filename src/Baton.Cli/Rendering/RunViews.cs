using Baton.Cli.Commands;
using Baton.Engine.Dispatch;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>What a session shows while it runs: a live picture on a terminal, lines in a pipe, nothing beside JSON.</summary>
internal interface IRunView : IRunObserver, IAsyncDisposable;

internal static class RunViews
{
    public static IRunView For(RunRequest request, RunRecord record, RunAccess access)
    {
        if (request.Json)
        {
            return new LineView(TextWriter.Null);
        }

        var terminal = !request.Plain && !Console.IsOutputRedirected && !Console.IsErrorRedirected;
        return terminal ? new LiveView(AnsiConsole.Console, record, access.Time) : new LineView(Console.Out);
    }
}
