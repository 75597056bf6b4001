using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.EndToEnd.Load;

/// <summary>A client that keeps one connection to the proxy for its plain requests, and looks at every byte of the answers.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];

    public static async Task<LoadClient> ConnectAsync(EndPoint proxy)
    {
        var client = new LoadClient();
        await client._socket.ConnectAsync(proxy).WaitAsync(LoadEnd.Limit);
        return client;
    }

    /// <summary>Asks a <see cref="HashOrigin"/> for a path, and compares the body.</summary>
    public async Task GetAsync(string authority, string path)
    {
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET http://{authority}{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        await ReadAsync(HashOrigin.Body(path));
    }

    /// <summary>Reads a response, which must be a 200 with that body and nothing behind it.</summary>
    public async Task ReadAsync(byte[] body)
    {
        int held = 0;
        int whole = int.MaxValue;
        while (held < whole)
        {
            if (held == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            int count = await _socket.ReceiveAsync(_buffer.AsMemory(held)).AsTask().WaitAsync(LoadEnd.Limit);
            Assert.True(count > 0, $"the proxy closed after {held} bytes");
            held += count;
            if (whole == int.MaxValue && _buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                whole = end + 4 + body.Length;
            }
        }

        Assert.True(_buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8), Encoding.ASCII.GetString(_buffer, 0, Math.Min(held, 500)));
        Assert.True(_buffer.AsSpan(0, held)[^body.Length..].SequenceEqual(body) && held == whole, "a body is not that of its path");
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes).AsTask().WaitAsync(LoadEnd.Limit);

    public void Dispose() => _socket.Dispose();
}
