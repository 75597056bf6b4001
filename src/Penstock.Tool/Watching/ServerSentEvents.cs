using System.Text;

namespace Penstock.Tool.Watching;

/// <summary>One event of a stream.</summary>
internal sealed record ServerSentEvent(string Name, string Data);

/// <summary>Reads an event stream (WHATWG HTML, section 9.2): lines of fields, and an empty line behind each event.</summary>
internal sealed class ServerSentEvents(Stream stream) : IDisposable
{
    // Ticks have at most some hundred KiB. What goes on for longer is none.
    internal const int MaxEvent = 16 << 20;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8);

    /// <summary>The next event; null at the end.</summary>
    /// <exception cref="InvalidDataException">It is longer than <see cref="MaxEvent"/> characters.</exception>
    public async Task<ServerSentEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        string name = "message";
        var data = new StringBuilder();
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    // Each line of data brought a line feed; the last one is not part of it.
                    return new(name, data.ToString(0, data.Length - 1));
                }

                name = "message";
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string field = colon < 0 ? line : line[..colon];
            string value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "event")
            {
                name = value;
            }
            else if (field == "data")
            {
                data.Append(value).Append('\n');
                if (data.Length > MaxEvent)
                {
                    throw new InvalidDataException("an event that does not end");
                }
            }
        }

        return null;
    }

    public void Dispose() => _reader.Dispose();
}
