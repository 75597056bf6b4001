using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Penstock.EndToEnd.Servers;

/// <summary>Reads requests off a connection, as far as the clients in these tests use HTTP: with a Content-Length, or without a body.</summary>
internal sealed class HttpRequestReader(Stream stream)
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    /// <summary>The next request; null after the last.</summary>
    public async Task<HttpRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadHeadAsync(cancellationToken) is not [var requestLine, .. var fieldLines])
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in fieldLines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon]] = line[(colon + 1)..].Trim();
        }

        string[] words = requestLine.Split(' ');
        string[] target = words[1].Split('?', 2);
        int length = fields.TryGetValue("Content-Length", out string? text) ? int.Parse(text) : 0;
        byte[] body = length == 0 ? [] : await ReadBodyAsync(length, cancellationToken);
        return new HttpRequest(words[0], target[0], target.Length > 1 ? target[1] : "", fields, body);
    }

    private async Task<string[]> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(cancellationToken);
            byte[] bytes = read.Buffer.ToArray();
            int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                _reader.AdvanceTo(read.Buffer.GetPosition(end + 4));
                return Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
            }

            if (read.IsCompleted)
            {
                return [];
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task<byte[]> ReadBodyAsync(int length, CancellationToken cancellationToken)
    {
        byte[] body = new byte[length];
        await _reader.AsStream(leaveOpen: true).ReadExactlyAsync(body, cancellationToken);
        return body;
    }
}
