using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class OpenSslTests
{
    [Theory, BothTransports]
    public async Task SClient_VerifiesTheServer_AndReadsItsAnswer(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.Add("/line", Content.RandomLine(256 * 1024), "text/plain");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        CommandResult result = await Command.RunAsync(
            "openssl",
            [
                "s_client", "-quiet", "-proxy", penstock.EndPoint.ToString(), "-connect", $"localhost:{origin.Port}", "-servername", "localhost",
                "-CAfile", origin.AuthorityFile, "-verify_return_error", "-verify_hostname", "localhost",
            ],
            input: $"GET /line HTTP/1.1\r\nHost: localhost:{origin.Port}\r\nConnection: close\r\n\r\n");

        string body = result.Output[(result.Output.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(hash, Content.Hash(Encoding.ASCII.GetBytes(body)));
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }
}
