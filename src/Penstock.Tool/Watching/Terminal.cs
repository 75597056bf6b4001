using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penstock.Tool.Watching;

/// <summary>The terminal while it is watched at: its other screen, without a cursor; as it was when this is disposed.</summary>
internal sealed class Terminal : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string ClearRestOfLine = "\e[K";
    private const string ClearBelow = "\e[J";

    private readonly Stream _output = Console.OpenStandardOutput();

    public Terminal() => Write(Enter);

    /// <summary>Whether somebody sits there, and the screen can be drawn on.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && !Console.IsInputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public static int Width => Math.Max(Console.WindowWidth, 20);

    public static int Height => Math.Max(Console.WindowHeight, 5);

    /// <summary>Puts a view over what was there, in one write: nothing flickers.</summary>
    public void Show(IRenderable view)
    {
        var text = new StringBuilder(Home);
        string[] lines = Render(view, Width, isPlain: Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }).Split('\n');
        text.AppendJoin($"{ClearRestOfLine}\r\n", lines.Take(Height)).Append(ClearRestOfLine).Append(ClearBelow);
        Write(text.ToString());
    }

    /// <summary>A view as text of a width, with or without the terminal's colours.</summary>
    public static string Render(IRenderable view, int width, bool isPlain)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Write(view);
        return writer.ToString().TrimEnd('\n');
    }

    public void Dispose() => Write(Leave);

    private void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
