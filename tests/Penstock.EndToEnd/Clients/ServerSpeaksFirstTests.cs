using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class ServerSpeaksFirstTests
{
    [Theory, BothTransports]
    public async Task AServerThatSpeaksFirst_IsHeard_BeforeTheClientHasSaidAnything(string transport)
    {
        await using var server = new SmtpServer();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tunnel.Stream, Encoding.ASCII);

        Assert.Equal(SmtpServer.Greeting, await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        await tunnel.Stream.WriteAsync("QUIT\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("221 bye", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        tunnel.Dispose();
        await penstock.StopAfterTunnelToAsync("127.0.0.1", server.Port);
    }
}
