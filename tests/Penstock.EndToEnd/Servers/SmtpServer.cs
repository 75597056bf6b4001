using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Penstock.EndToEnd.Servers;

/// <summary>Enough of SMTP (RFC 5321) to take one message: a server that speaks first, as those of SSH, FTP, IMAP and MySQL do. With a certificate it turns to TLS when it is asked to (RFC 3207).</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>The line that it begins with.</summary>
    public const string Greeting = "220 localhost SMTP speaks first";

    private readonly TcpServer _server;

    private readonly X509Certificate2? _certificate;

    public SmtpServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _server = new TcpServer((stream, cancellationToken) => ServeAsync(stream, Greeting, cancellationToken));
    }

    public int Port => _server.Port;

    /// <summary>The last message taken, without its dot stuffing.</summary>
    public string Message { get; private set; } = "";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(Stream stream, string? greeting, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (greeting is not null)
        {
            await SayAsync(greeting);
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO" when _certificate is not null && stream is not SslStream:
                    await SayAsync("250-localhost");
                    await SayAsync("250 STARTTLS");
                    break;
                case "STARTTLS" when _certificate is not null:
                    await SayAsync("220 go ahead");
                    await using (var tls = new SslStream(stream, leaveInnerStreamOpen: true))
                    {
                        await tls.AuthenticateAsServerAsync(_certificate);
                        await ServeAsync(tls, null, cancellationToken);
                    }

                    return;
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
