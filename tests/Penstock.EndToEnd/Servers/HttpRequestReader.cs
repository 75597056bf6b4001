using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Penstock.EndToEnd.Servers;

/// <summary>Reads requests off a connection, as far as the clients in these tests use HTTP: with a Content-Length, chunked, or without a body. Says 100 to those who wait for it.</summary>
internal sealed class HttpRequestReader(Stream stream)
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    /// <summary>The next request; null after the last.</summary>
    public async Task<HttpRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadToAsync("\r\n\r\n"u8.ToArray(), cancellationToken) is not { } head)
        {
            return null;
        }

        string[] lines = head.Split("\r\n");
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon]] = line[(colon + 1)..].Trim();
        }

        string[] words = lines[0].Split(' ');
        string[] target = words[1].Split('?', 2);
        byte[] body = await ReadBodyAsync(fields, cancellationToken);
        return new HttpRequest(words[0], target[0], target.Length > 1 ? target[1] : "", fields, body);
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        if (fields.GetValueOrDefault("Expect") == "100-continue")
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        if (fields.ContainsKey("Transfer-Encoding"))
        {
            return await ReadChunksAsync(cancellationToken);
        }

        int length = fields.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return length == 0 ? [] : await ReadExactlyAsync(length, cancellationToken);
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        int size;
        do
        {
            string line = await ReadToAsync("\r\n"u8.ToArray(), cancellationToken) ?? throw new EndOfStreamException();
            size = int.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            body.Write((await ReadExactlyAsync(size + 2, cancellationToken)).AsSpan(0, size));
        }
        while (size != 0);

        return body.ToArray();
    }

    // The text before the end mark, which is taken too; null if the other side ends before it.
    private async Task<string?> ReadToAsync(byte[] mark, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(cancellationToken);
            byte[] bytes = read.Buffer.ToArray();
            int end = bytes.AsSpan().IndexOf(mark);
            if (end >= 0)
            {
                _reader.AdvanceTo(read.Buffer.GetPosition(end + mark.Length));
                return Encoding.Latin1.GetString(bytes, 0, end);
            }

            if (read.IsCompleted)
            {
                return null;
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task<byte[]> ReadExactlyAsync(int length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        await _reader.AsStream(leaveOpen: true).ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
