using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Commands;

public sealed class ErrorLogTests
{
    [Theory, BothTransports]
    public async Task Failure_IsOneLineWithPhaseAddressErrnoAndTime_AndAClientsMistakeIsNone(string transport)
    {
        using var folder = new TempFolder();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--error-log", folder["error.log"]]);
        int port = RawOrigin.UnusedPort();
        foreach (string request in (string[])[ProxyFixture.Connect($"127.0.0.1:{port}"), "nonsense\r\n\r\n"])
        {
            using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
            await client.SendAsync(request);
            await client.ReadResponseAsync();
        }

        await penstock.StopAsync();
        Assert.Matches(
            $@"^\S+Z warn  connect 127\.0\.0\.1:{port} for 127\.0\.0\.1: ConnectRefused after \d+ ms; tried 127\.0\.0\.1:{port} ECONNREFUSED \(\d+ ms\)$",
            Assert.Single(await File.ReadAllLinesAsync(folder["error.log"], TestContext.Current.CancellationToken)));
    }

    [Theory, BothTransports]
    public async Task IdleTimeout_IsReadFromTheCommandLine(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--idle-timeout", "300ms"]);
        using var listener = new RawOrigin();
        using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        await client.ReadHeadAsync();

        Assert.Equal("", await client.ReadToEndAsync());
    }
}
