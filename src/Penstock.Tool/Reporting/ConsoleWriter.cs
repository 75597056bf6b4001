using System.Text;

namespace Penstock.Tool.Reporting;

/// <summary>Standard output or error, for what a command says: what cannot be written, on a full disk or to a descriptor that was closed, is lost and remembered, and raises nothing.
/// A pipe that nobody reads any more is no failure: the console lets that pass.</summary>
internal sealed class ConsoleWriter(TextWriter console) : TextWriter
{
    public override Encoding Encoding => console.Encoding;

    /// <summary>Why something could not be written, the first time; null if all was.</summary>
    public Exception? Failure { get; private set; }

    public override void Write(char value) => Try(console => console.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(console => console.Write(buffer, index, count));

    public override void Write(string? value) => Try(console => console.Write(value));

    // In one write: a line of a terminal is not to be cut by another's.
    public override void WriteLine(string? value) => Try(console => console.WriteLine(value));

    public override void Flush() => Try(console => console.Flush());

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(console);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure ??= e;
        }
    }
}
