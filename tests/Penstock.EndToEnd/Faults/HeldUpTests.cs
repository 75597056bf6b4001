using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Load;
using Penstock.EndToEnd.Support;
using Penstock.EndToEnd.Telemetry;

namespace Penstock.EndToEnd.Faults;

/// <summary>The command, or one of its loops, stands still for two seconds under traffic, as in a debugger or on a machine that was suspended.</summary>
[Collection(nameof(Alone))]
public sealed class HeldUpTests
{
    private const int Tunnels = 32;

    private static readonly TimeSpan s_stop = TimeSpan.FromSeconds(2);

    // A stop that is longer than the shortest of the time limits in this test.
    private static readonly TimeSpan s_longStop = TimeSpan.FromSeconds(4);

    [Theory, BothTransports]
    public async Task ProcessThatStandsStill_CutsNoTunnelThatHasSomethingToPass(string transport)
    {
        // Shorter than the stop: whoever reckons from the last byte that was passed would find them all idle.
        using var folder = new TempFolder();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--idle-timeout", "3s", "--head-timeout", "3s", "--admin", $"unix:{folder["admin.sock"]}"]);
        using var maker = new TunnelMaker(penstock.EndPoint);
        await PrometheusText.ScrapeAsync(folder["admin.sock"]);
        LoadTunnel[] tunnels = await OpenAsync(maker);
        await Task.WhenAll(tunnels.Select(tunnel => tunnel.PingAsync(1)));
        using RawPeer slow = await RawPeer.ConnectAsync(penstock.EndPoint);
        await slow.SendAsync("GET / HTTP/1.1\r\nHo");

        penstock.Send(Signal.Stop);
        await Eventually.TrueAsync(() => File.ReadLines($"/proc/{penstock.Id}/status").Any(line => line.StartsWith("State:\tT", StringComparison.Ordinal)), "it stands still");
        Task[] pings = [.. tunnels.Select(tunnel => tunnel.StreamAsync(100_000, 100_000))];
        await slow.SendAsync("st: here\r\nConnection: close\r\n\r\n");
        await WaitAsync(s_longStop);
        Assert.DoesNotContain(pings, ping => ping.IsCompleted);
        penstock.Send(Signal.Continue);

        await Task.WhenAll(pings);
        Assert.StartsWith("HTTP/1.1 ", await slow.ReadHeadAsync(), StringComparison.Ordinal);
        await FinishAsync(tunnels);
        await penstock.StopAsync();
        Assert.Equal(Tunnels, penstock.AccessLog().Count(line => line.Contains("\"CONNECT ", StringComparison.Ordinal) && line.Contains("\" 200 ", StringComparison.Ordinal)));
        Assert.DoesNotContain(penstock.AccessLog(), line => line.Contains("\" 408 ", StringComparison.Ordinal));
    }

    [Theory, BothTransports]
    public async Task LoopThatStandsStill_HoldsUpItsOwnClientsAlone_LosesNothing_AndIsSeenToBeLate(string transport)
    {
        using var folder = new TempFolder();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--loops", "2", "--admin", $"unix:{folder["admin.sock"]}"]);
        using var maker = new TunnelMaker(penstock.EndPoint);
        LoadTunnel[] tunnels = await OpenAsync(maker);
        Assert.InRange((await PrometheusText.ScrapeAsync(folder["admin.sock"]))["penstock_loop_lag_seconds 1"], 0, 1);

        using var release = new ManualResetEventSlim();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task hold = StoppedThread.HoldAsync(StoppedThread.Find(penstock.Id, "penstock loop 1"), held, release);
        Task[] pings;
        try
        {
            await held.Task;
            pings = [.. tunnels.Select(tunnel => tunnel.PingAsync(1_000))];
            await WaitAsync(s_stop);

            // Those of the other loop have been served, whose share of 32 is none once in four thousand million times.
            Assert.InRange(pings.Count(ping => ping.IsCompletedSuccessfully), 1, Tunnels - 1);
        }
        finally
        {
            release.Set();
            await hold;
        }

        await Task.WhenAll(pings);
        PrometheusText after = await PrometheusText.ScrapeAsync(folder["admin.sock"]);
        Assert.InRange(after["penstock_loop_lag_seconds 1"], 0.8, 30);
        Assert.InRange(after["penstock_loop_lag_seconds 0"], 0, 0.8);
        await FinishAsync(tunnels);
        await penstock.StopAsync();
        Assert.Equal(Tunnels, penstock.AccessLog().Length);
    }

    private static Task<LoadTunnel[]> OpenAsync(TunnelMaker maker) => Task.WhenAll(Enumerable.Range(0, Tunnels).Select(_ => maker.OpenAsync()));

    private static async Task FinishAsync(LoadTunnel[] tunnels)
    {
        foreach (LoadTunnel tunnel in tunnels)
        {
            await tunnel.FinishAsync(clientFirst: true);
            tunnel.Dispose();
        }
    }

    private static async Task WaitAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }
}
