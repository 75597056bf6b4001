using System.Net.Sockets;
using System.Text;

namespace Penstock.EndToEnd.Servers;

/// <summary>Enough of SMTP (RFC 5321) to take one message: a server that speaks first, as those of SSH, FTP, IMAP and MySQL do.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpServer _server;

    public SmtpServer() => _server = new TcpServer(ServeAsync);

    public int Port => _server.Port;

    /// <summary>The last message taken, without its dot stuffing.</summary>
    public string Message { get; private set; } = "";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        await SayAsync("220 localhost speaks first");
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "DATA":
                    await SayAsync("354 go on, end with a dot");
                    Message = await ReadMessageAsync(reader, cancellationToken);
                    await SayAsync("250 taken");
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("250 fine");
                    break;
            }
        }

        async Task SayAsync(string reply) => await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), cancellationToken);
    }

    private static async Task<string> ReadMessageAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return message.ToString();
    }
}
