using System.Net.Sockets;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

public sealed class StopTests
{
    // Far above the time that ending takes, far below the drain times in these tests: who waits for a drain is found out.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [Theory, BothTransports]
    public async Task Term_RefusesNewClients_AndLetsAnOpenTunnelFinish(string transport)
    {
        await using TcpServer echo = Echo();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "10m"]);
        using (ClientTunnel tunnel = await OpenAsync(penstock, echo))
        {
            penstock.Send(Signal.Terminate);
            await RefusesNewClientsAsync(penstock);

            await AssertEchoesAsync(tunnel);
            Assert.False(penstock.HasExited);
        }

        await penstock.WaitForExitAsync(AtOnce);
        Assert.Contains(" 200 ", Assert.Single(penstock.AccessLog()), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Term_ClosesATunnel_ThatDoesNotFinishInTheTimeToDrain(string transport)
    {
        await using TcpServer echo = Echo();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "500ms"]);
        using ClientTunnel tunnel = await OpenAsync(penstock, echo);

        penstock.Send(Signal.Terminate);

        await AssertEndsAsync(tunnel);
        await penstock.WaitForExitAsync(AtOnce);
        Assert.Contains(" 200 ", Assert.Single(penstock.AccessLog()), StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ASecondTerm_ClosesOpenTunnelsAtOnce(string transport)
    {
        await using TcpServer echo = Echo();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "10m"]);
        using ClientTunnel tunnel = await OpenAsync(penstock, echo);

        penstock.Send(Signal.Terminate);
        await RefusesNewClientsAsync(penstock);
        penstock.Send(Signal.Terminate);

        await AssertEndsAsync(tunnel);
        await penstock.WaitForExitAsync(AtOnce);
    }

    [Theory, BothTransports]
    public async Task Interrupt_StopsItToo(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        penstock.Send(Signal.Interrupt);

        await penstock.WaitForExitAsync(AtOnce);
        Assert.Contains("stopped after 0 requests, 0 tunnels", penstock.Error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task Term_DoesNotWait_ForAClientThatHasAskedForNothing(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--drain", "10m"]);
        using var client = new TcpClient();
        await client.ConnectAsync(penstock.EndPoint, TestContext.Current.CancellationToken);

        penstock.Send(Signal.Terminate);

        await penstock.WaitForExitAsync(AtOnce);
    }

    [Theory, BothTransports]
    public async Task SignalsUntilItIsGone_DoNotKillIt(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);

        // One of these comes in the last instant, whenever that is.
        int[] signals = [Signal.Terminate, Signal.HangUp, Signal.User1];
        for (int i = 0; !penstock.HasExited && Signal.TrySend(penstock.Id, signals[i % signals.Length]); i++)
        {
        }

        await penstock.WaitForExitAsync(AtOnce);
        Assert.Contains("stopped after 0 requests, 0 tunnels", penstock.Error, StringComparison.Ordinal);
    }

    private static TcpServer Echo() => new((stream, cancellationToken) => stream.CopyToAsync(stream, cancellationToken));

    private static async Task<ClientTunnel> OpenAsync(PenstockProcess penstock, TcpServer echo)
    {
        ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{echo.Port}", TestContext.Current.CancellationToken);
        await AssertEchoesAsync(tunnel);
        return tunnel;
    }

    private static async Task AssertEchoesAsync(ClientTunnel tunnel)
    {
        byte[] sent = Content.Random(1000);
        byte[] received = new byte[sent.Length];
        await tunnel.Stream.WriteAsync(sent, TestContext.Current.CancellationToken);
        await tunnel.Stream.ReadExactlyAsync(received, TestContext.Current.CancellationToken).AsTask().WaitAsync(AtOnce, TestContext.Current.CancellationToken);
        Assert.Equal(sent, received);
    }

    // By a FIN or by a reset: both are an end.
    private static async Task AssertEndsAsync(ClientTunnel tunnel)
    {
        try
        {
            int received = await tunnel.Stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(AtOnce, TestContext.Current.CancellationToken);
            Assert.Equal(0, received);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
        }
    }

    private static Task RefusesNewClientsAsync(PenstockProcess penstock) => Eventually.TrueAsync(
        async () => !await Eventually.CanConnectAsync(penstock.EndPoint.Port), "penstock refuses new clients");
}
