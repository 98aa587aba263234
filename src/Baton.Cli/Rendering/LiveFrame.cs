using System.Text;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>A block of lines at the end of the terminal's text that is drawn over itself, in one write, so that nothing flickers and nothing is left over.</summary>
internal sealed class LiveFrame(IAnsiConsole console)
{
    private const string HideCursor = "\u001b[?25l";
    private const string ShowCursor = "\u001b[?25h";
    private const string EraseBelow = "\u001b[J";
    private const string EraseRest = "\u001b[K";
    private const int Unwrapped = 10_000;
    private int _lines;

    /// <param name="lines">Markup; each must fit the terminal's width, all its height.</param>
    public void Draw(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder(HideCursor).Append(Back());
        foreach (var line in lines)
        {
            text.Append(Painted(line)).Append(EraseRest).Append("\r\n");
        }

        _lines = lines.Count;
        Write(text.Append(EraseBelow));
    }

    /// <summary>Takes the block away and gives the cursor back.</summary>
    public void Clear()
    {
        Write(new StringBuilder(Back()).Append(EraseBelow).Append(ShowCursor));
        _lines = 0;
    }

    /// <summary>The line with the colours that the terminal has (none with NO_COLOR).</summary>
    private string Painted(string markup)
    {
        using var text = new StringWriter();
        var painter = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        painter.Profile.Capabilities.ColorSystem = console.Profile.Capabilities.ColorSystem;
        painter.Profile.Width = Unwrapped;
        painter.Markup(markup);
        return text.ToString();
    }

    private string Back() => _lines == 0 ? "\r" : $"\r\u001b[{_lines}A";

    private void Write(StringBuilder text)
    {
        console.Profile.Out.Writer.Write(text.ToString());
        console.Profile.Out.Writer.Flush();
    }
}
