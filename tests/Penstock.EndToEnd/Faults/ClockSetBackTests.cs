using System.Globalization;
using System.Text.Json;
using Penstock.EndToEnd.Admin;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Faults;

/// <summary>The command's clock is set back an hour while it runs: libfaketime says another time of day, and leaves the clock that only goes on as it is.</summary>
public sealed class ClockSetBackTests
{
    private static readonly string s_library = OperatingSystem.IsLinux() ? $"/usr/lib/{(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu/faketime/libfaketime.so.1" : "";

    [Theory, BothTransports]
    public async Task Clock_SetBackAnHour_CutsNoTunnel_AndEveryLimitComesInItsTime(string transport)
    {
        using var folder = new TempFolder();
        string clock = folder.Write("clock", "+0\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(
            transport,
            ["--idle-timeout", "2s", "--head-timeout", "2s", "--keep-alive-timeout", "2s"],
            new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = RealTool.FindFile(s_library),
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["FAKETIME_NO_CACHE"] = "1",
            });
        await using var origin = new HttpOrigin(_ => Task.FromResult<byte[]?>("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray()));
        using var listener = new RawOrigin();
        await GetAsync(penstock, origin);
        (RawPeer busy, RawPeer busyOrigin) = await OpenAsync(penstock, listener);
        (RawPeer idle, RawPeer idleOrigin) = await OpenAsync(penstock, listener);

        await File.WriteAllTextAsync(clock, "-1h\n", TestContext.Current.CancellationToken);
        long set = TimeProvider.System.GetTimestamp();
        Task<string> idleEnds = idle.ReadToEndAsync();
        while (!idleEnds.IsCompleted)
        {
            await busy.SendAsync("ping");
            Assert.Equal("ping", await busyOrigin.ReadAsync(4));
            await Task.WhenAny(idleEnds, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.InRange(TimeProvider.System.GetElapsedTime(set), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }

        // The idle one ended, at its limit; the other is alive. New ones are served, and silent clients let go.
        Assert.Equal("", await idleEnds);
        await GetAsync(penstock, origin);
        using (RawPeer silent = await RawPeer.ConnectAsync(penstock.EndPoint))
        {
            Assert.Equal("", await silent.ReadToEndAsync());
        }

        using (RawPeer half = await RawPeer.ConnectAsync(penstock.EndPoint))
        {
            await half.SendAsync("GET / HT");
            Assert.StartsWith("HTTP/1.1 408 ", await half.ReadToEndAsync(), StringComparison.Ordinal);
        }

        busy.Dispose();
        busyOrigin.Dispose();
        idle.Dispose();
        idleOrigin.Dispose();
        await penstock.StopAsync();

        // The log's times are those of the clock: the last request began an hour before the first, and the tunnels, which began before that, have the time of their beginning.
        DateTimeOffset[] gets = [.. penstock.AccessLog().Where(line => line.Contains("\"GET http", StringComparison.Ordinal)).Select(TimeOf)];
        Assert.Equal(2, gets.Length);
        Assert.InRange(gets[0] - gets[1], TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
        Assert.Equal(2, penstock.AccessLog().Count(line => line.Contains("\"CONNECT ", StringComparison.Ordinal) && line.Contains("\" 200 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Status_HasAnUptimeThatTheClockDoesNotChange_FromTheStartAndNotFromTheFirstLook()
    {
        var time = new SteppedClock();
        await using AdminFixture admin = await AdminFixture.StartAsync(time: time);
        DateTimeOffset start = time.GetUtcNow();
        time.Step = TimeSpan.FromHours(-1);
        time.Passed = TimeSpan.FromMinutes(5);

        JsonElement status = await admin.GetAsync("/api/v1/status");
        Assert.InRange(status.GetProperty("uptime_s").GetInt64(), 300, 330);
        Assert.InRange(start - status.GetProperty("started").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static async Task GetAsync(PenstockProcess penstock, HttpOrigin origin)
    {
        using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync($"GET {origin.Url("/")} HTTP/1.1\r\nHost: 127.0.0.1:{origin.Port}\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\nok", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static async Task<(RawPeer Client, RawPeer Origin)> OpenAsync(PenstockProcess penstock, RawOrigin listener)
    {
        RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync(ProxyFixture.Connect(listener.EndPoint.ToString()));
        RawPeer origin = await listener.AcceptAsync();
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return (client, origin);
    }

    private static DateTimeOffset TimeOf(string line) =>
        DateTimeOffset.ParseExact(line.Split('[', ']')[1], "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public TimeSpan Passed { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Step;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Passed.TotalSeconds * TimestampFrequency);
    }
}
