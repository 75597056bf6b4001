using System.Net.Sockets;
using Penstock.EndToEnd.Behaviour;

namespace Penstock.EndToEnd.Apache;

/// <summary>An origin that tells in its body what has come through the proxy: method, path, Via and Max-Forwards. A few paths make it misbehave.</summary>
internal sealed class SideBySideOrigin : IDisposable
{
    private readonly RawOrigin _listener = new();
    private readonly List<RawPeer> _silent = [];

    public SideBySideOrigin() => _ = ServeAsync();

    public int Port => _listener.Port;

    public void Dispose()
    {
        _listener.Dispose();
        lock (_silent)
        {
            _silent.ForEach(peer => peer.Dispose());
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptAsync());
            }
            catch (TimeoutException)
            {
                // Nobody has called for a while.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(RawPeer peer)
    {
        string[] lines = (await peer.ReadHeadAsync()).Split("\r\n");
        string path = lines[0].Split(' ')[1];
        if (path == "/silent")
        {
            lock (_silent)
            {
                _silent.Add(peer);
            }

            return;
        }

        string told = string.Join('|', lines.Where(line => line.StartsWith("Via:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Max-Forwards:", StringComparison.OrdinalIgnoreCase)).Prepend(lines[0]).Order(StringComparer.Ordinal));
        string body = lines[0].StartsWith("HEAD", StringComparison.Ordinal) ? "" : told;
        await peer.SendAsync(path switch
        {
            "/close" => "",
            "/head" => "HTTP/1.1 200 OK\r\nContent-Length: 5",
            "/status" => "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
            _ => $"HTTP/1.1 200 OK\r\nVia: 1.0 upstream\r\nContent-Length: {told.Length}\r\nConnection: close\r\n\r\n{body}",
        });
        peer.Dispose();
    }
}
