using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Penstock.EndToEnd.Servers;

namespace Penstock.EndToEnd.Load;

/// <summary>A web server whose every path has a body of its own, made of the path's hash: an answer that went to the wrong request is found out. <c>/BYTES/NAME</c> has so many bytes.</summary>
internal sealed class HashOrigin : IAsyncDisposable
{
    private readonly TcpServer _server = new(async (stream, cancellation) =>
    {
        byte[] buffer = new byte[4096];
        int held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellation) is var read and > 0)
        {
            held += read;
            while (buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                string path = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan().IndexOf("\r\n"u8)).Split(' ')[1];
                await stream.WriteAsync(Answer(path), cancellation);
                buffer.AsSpan(end + 4, held - end - 4).CopyTo(buffer);
                held -= end + 4;
            }
        }
    });

    public string Authority => $"{IPAddress.Loopback}:{_server.Port}";

    public static byte[] Body(string path)
    {
        byte[] body = new byte[int.Parse(path.Split('/')[1], CultureInfo.InvariantCulture)];
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(path));
        for (int at = 0; at < body.Length; at += hash.Length)
        {
            hash.AsSpan(0, Math.Min(hash.Length, body.Length - at)).CopyTo(body.AsSpan(at));
        }

        return body;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static byte[] Answer(string path)
    {
        byte[] body = Body(path);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }
}
