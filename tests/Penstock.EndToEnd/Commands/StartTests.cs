using System.Net;
using System.Net.Sockets;
using System.Text;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

public sealed class StartTests
{
    [Theory, BothTransports]
    public async Task PortInUse_EndsWith1_AndSaysWhichAndWhatToChange(string transport)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await using ChildProcess penstock = PenstockCommand.Start(
            ["--listen", $"{taken.LocalEndpoint}"], new Dictionary<string, string> { ["PENSTOCK_TRANSPORT"] = transport });

        Assert.True(await penstock.WaitForExitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1, penstock.ExitCode);
        Assert.Contains($"{taken.LocalEndpoint}", penstock.Error, StringComparison.Ordinal);
        Assert.Contains("in use", penstock.Error, StringComparison.Ordinal);
        Assert.Contains("--listen", penstock.Error, StringComparison.Ordinal);
        Assert.Equal("", penstock.Output);
    }

    [Fact]
    public async Task AnAccessLogThatCannotBeOpened_EndsWith1_AndSaysWhich()
    {
        CommandResult result = await PenstockCommand.RunAsync(["--listen", "127.0.0.1:0", "--access-log", "/nonexistent/folder/access.log"], exitCode: 1);

        Assert.Contains("/nonexistent/folder/access.log", result.Error, StringComparison.Ordinal);
    }

    [Theory, BothTransports]
    public async Task ItListens_OnSeveralAddresses_AndOnASocketFile(string transport)
    {
        await using var server = new SmtpServer();
        using var folder = new TempFolder();
        string path = folder["penstock.sock"];
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--listen", $"unix:{path}"]);

        foreach (EndPoint listener in (EndPoint[])[penstock.EndPoint, new UnixDomainSocketEndPoint(path)])
        {
            using ClientTunnel tunnel = await ClientTunnel.OpenAsync(listener, $"127.0.0.1:{server.Port}", TestContext.Current.CancellationToken);
            using var reader = new StreamReader(tunnel.Stream);
            Assert.Equal(SmtpServer.Greeting, await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await penstock.StopAsync();
        Assert.False(File.Exists(path), "The socket file is still there.");
    }

    [Theory, BothTransports]
    public async Task Systemd_IsTold_WhenItIsReadyAndWhenItStops(string transport)
    {
        using var folder = new TempFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["notify"]));

        await using PenstockProcess penstock = await PenstockProcess.StartAsync(
            transport, environment: new Dictionary<string, string> { ["NOTIFY_SOCKET"] = folder["notify"] });
        Assert.Equal("READY=1", await ReceiveAsync(socket));

        await penstock.StopAsync();
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        byte[] datagram = new byte[100];
        int length = await socket.ReceiveAsync(datagram, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(datagram, 0, length);
    }
}
