using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>One end of a TCP connection, in bytes: a client or an origin that does just what a test says. Every wait has a limit, for failures only.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public Socket Socket { get; } = socket;

    public static async Task<RawPeer> ConnectAsync(EndPoint endPoint, IPAddress? from = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        if (endPoint is IPEndPoint)
        {
            socket.NoDelay = true;
        }

        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        try
        {
            await socket.ConnectAsync(endPoint).WaitAsync(Limit);
            return new RawPeer(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Socket.SendAsync(bytes).AsTask().WaitAsync(Limit)..];
        }
    }

    /// <summary>The head of an HTTP response, with its empty line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await ReadAsync(1));
        }

        return head.ToString();
    }

    /// <summary>A response with its body, as its Content-Length says.</summary>
    public async Task<string> ReadResponseAsync()
    {
        string head = await ReadHeadAsync();
        const string Field = "Content-Length: ";
        int at = head.IndexOf(Field, StringComparison.Ordinal);
        int length = at < 0 ? 0 : int.Parse(head.AsSpan(at + Field.Length, head.IndexOf('\r', at) - at - Field.Length), System.Globalization.CultureInfo.InvariantCulture);
        return head + await ReadAsync(length);
    }

    public async Task<string> ReadAsync(int count) => Encoding.Latin1.GetString(await ReadBytesAsync(count));

    public async Task<byte[]> ReadBytesAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = await Socket.ReceiveAsync(bytes.AsMemory(at)).AsTask().WaitAsync(Limit);
            if (read == 0)
            {
                // Not by Assert.True: that would have the text made for every read.
                Assert.Fail($"the connection ended after {at} of {count} bytes: {Encoding.Latin1.GetString(bytes, 0, at)}");
            }

            at += read;
        }

        return bytes;
    }

    /// <summary>Everything until the FIN.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = await Socket.ReceiveAsync(buffer).WaitAsync(Limit)) > 0;)
        {
            text.Write(buffer, 0, read);
        }

        return Encoding.Latin1.GetString(text.ToArray());
    }

    /// <summary>How the connection ends: <see cref="SocketError.Success"/> for a FIN, else the error. What comes before is thrown away.</summary>
    public async Task<SocketError> ReadEndingAsync()
    {
        try
        {
            await ReadToEndAsync();
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    public void FinishSending() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();
}
