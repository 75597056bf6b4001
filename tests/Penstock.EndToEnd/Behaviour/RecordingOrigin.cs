using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>An origin that keeps every byte it is sent and answers each request that is complete with the same response.</summary>
internal sealed partial class RecordingOrigin : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<WireRecorder> _connections = [];
    private readonly string _fields;

    /// <param name="fields">Further field lines of its responses.</param>
    public RecordingOrigin(string fields = "")
    {
        _fields = fields;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All that it was sent, connection by connection.</summary>
    public string Received => string.Concat(Connections().Select(connection => connection.Received));

    /// <summary>Waits until something is so of all that it was sent.</summary>
    public async Task<bool> WaitAsync(Func<string, bool> condition, TimeSpan limit)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!condition(Received))
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        return true;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Connections().ForEach(connection => connection.Dispose());
    }

    private List<WireRecorder> Connections()
    {
        lock (_connections)
        {
            return [.. _connections];
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new WireRecorder(await _listener.AcceptSocketAsync());
                lock (_connections)
                {
                    _connections.Add(connection);
                }

                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(WireRecorder connection)
    {
        int start = 0;
        int end = 0;
        while (await connection.WaitAsync(text => (end = EndOfRequest(text, start)) > 0, TimeSpan.FromMinutes(1)))
        {
            bool isHead = connection.Received.AsSpan(start).StartsWith("HEAD ", StringComparison.Ordinal);
            start = end;
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 00:00:00 GMT\r\n{_fields}Content-Length: 2\r\n\r\n{(isHead ? "" : "ok")}");
        }

        connection.Finish();
    }

    /// <summary>Where the request that begins at <paramref name="start"/> ends; 0 if it has not.</summary>
    private static int EndOfRequest(string text, int start)
    {
        int headEnd = text.IndexOf("\r\n\r\n", start, StringComparison.Ordinal) + 4;
        if (headEnd < 4)
        {
            return 0;
        }

        string head = text[start..headEnd];
        if (ChunkedField().IsMatch(head))
        {
            return EndOfChunks(text, headEnd);
        }

        Match length = LengthField().Match(head);
        int end = headEnd + (length.Success ? int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
        return end <= text.Length ? end : 0;
    }

    private static int EndOfChunks(string text, int at)
    {
        while (true)
        {
            int line = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (line < 0 || !int.TryParse(text.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int size))
            {
                return 0;
            }

            if (size == 0)
            {
                return text.IndexOf("\r\n\r\n", line, StringComparison.Ordinal) is >= 0 and var end ? end + 4 : 0;
            }

            at = line + 2 + size + 2;
            if (at > text.Length)
            {
                return 0;
            }
        }
    }

    [GeneratedRegex(@"\r\ntransfer-encoding: *chunked\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ChunkedField();

    [GeneratedRegex(@"\r\ncontent-length: *(\d+)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex LengthField();
}
