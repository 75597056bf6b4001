using System.Net;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Watching;

/// <summary>The command <c>watch</c> where its output is no terminal.</summary>
public sealed class PlainWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Admin => $"unix:{_folder["admin.sock"]}";

    public void Dispose() => _folder.Dispose();

    [Theory, BothTransports]
    public async Task EachThatBeginsAndEnds_IsALine(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", Admin]);
        await using var origin = new HttpOrigin();
        await using ChildProcess watch = PenstockCommand.Start(["watch", Admin]);
        await UntilItWatches(penstock, origin, watch);

        using (await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{origin.Port}", TestContext.Current.CancellationToken))
        {
            await Eventually.TrueAsync(() => Lines(watch).Any(line => line.Contains(" began ", StringComparison.Ordinal) && line.EndsWith($"127.0.0.1 CONNECT 127.0.0.1:{origin.Port}", StringComparison.Ordinal)), "its beginning is a line");
        }

        await Eventually.TrueAsync(() => Lines(watch).Any(line => line.Contains(" ended ", StringComparison.Ordinal) && line.Contains($"CONNECT 127.0.0.1:{origin.Port}", StringComparison.Ordinal) && line.Contains("ClosedTunnel", StringComparison.Ordinal)), "its end is a line");
        watch.Send(Signal.Terminate);
        Assert.True(await watch.WaitForExitAsync(TimeSpan.FromSeconds(15)) && watch.ExitCode == 0, watch.Describe());
        Assert.Equal("", watch.Error);
    }

    [Theory, BothTransports]
    public async Task TheLastThatEndsWhileTheProxyDrains_IsALine_AndThenItSaysThatThereIsNoProxy(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", Admin]);
        await using var origin = new HttpOrigin();
        await using ChildProcess watch = PenstockCommand.Start(["watch", Admin]);
        await UntilItWatches(penstock, origin, watch);
        Task stopped;
        using (await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{origin.Port}", TestContext.Current.CancellationToken))
        {
            await Eventually.TrueAsync(() => Lines(watch).Any(line => line.Contains(" began ", StringComparison.Ordinal) && line.Contains("CONNECT", StringComparison.Ordinal)), "its beginning is a line");
            stopped = penstock.StopAsync();
        }

        await stopped;
        Assert.True(await watch.WaitForExitAsync(TimeSpan.FromSeconds(15)) && watch.ExitCode == 1, watch.Describe());
        Assert.Contains(Lines(watch), line => line.Contains(" ended ", StringComparison.Ordinal) && line.Contains($"CONNECT 127.0.0.1:{origin.Port}", StringComparison.Ordinal));
        Assert.Equal($"penstock: cannot watch {Admin} any more: it has stopped", watch.Error.TrimEnd());
    }

    [Fact]
    public async Task AReaderThatHasSeenEnough_EndsIt()
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", Admin]);
        await using var origin = new HttpOrigin();
        await using ChildProcess watch = PenstockCommand.StartUnder(["sh", "-c", "\"$@\" | head -n 1", "sh"], ["watch", Admin]);
        await UntilItWatches(penstock, origin, watch);
        await Eventually.TrueAsync(
            async () =>
            {
                await GetAsync(penstock, origin);
                return watch.HasExited;
            },
            "it has ended");

        Assert.Single(Lines(watch));
    }

    [Fact]
    public async Task AToken_IsReadFromAFile()
    {
        int port = FreePort.Take();
        string token = _folder.Write("token", "a-token-of-24-characters\n");
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", $"127.0.0.1:{port}", "--admin-token-file", token]);
        await using var origin = new HttpOrigin();

        CommandResult without = await PenstockCommand.RunAsync(["watch", $"127.0.0.1:{port}"], exitCode: 1);
        Assert.Contains("it wants a token: --token-file FILE", without.Error, StringComparison.Ordinal);

        CommandResult wrong = await PenstockCommand.RunAsync(["watch", $"127.0.0.1:{port}", "--token-file", _folder.Write("wrong", "b-token-of-24-characters\n")], exitCode: 1);
        Assert.Contains("the token is not the one that it wants", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("b-token", wrong.Error, StringComparison.Ordinal);

        await using ChildProcess watch = PenstockCommand.Start(["watch", $"http://127.0.0.1:{port}", "--token-file", token]);
        await UntilItWatches(penstock, origin, watch);
    }

    [Fact]
    public async Task WhereNobodyIs_ItSaysSo()
    {
        CommandResult result = await PenstockCommand.RunAsync(["watch", $"127.0.0.1:{FreePort.Take()}"], exitCode: 1);
        Assert.Contains("Connection refused. Does a penstock run there", result.Error, StringComparison.Ordinal);

        await using var other = new HttpOrigin();
        result = await PenstockCommand.RunAsync(["watch", $"127.0.0.1:{other.Port}"], exitCode: 1);
        Assert.Contains("is that the admin endpoint of a penstock?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASocketThatCannotBeUsed_IsToldWhyNot()
    {
        Assert.Contains($"{Admin}: there is no such socket", (await PenstockCommand.RunAsync(["watch", Admin], exitCode: 1)).Error, StringComparison.Ordinal);
        Assert.Contains("it is a directory and no socket", (await PenstockCommand.RunAsync(["watch", "unix:/tmp"], exitCode: 1)).Error, StringComparison.Ordinal);
        Assert.Contains("nobody listens there", (await PenstockCommand.RunAsync(["watch", $"unix:{_folder.Write("file", "")}"], exitCode: 1)).Error, StringComparison.Ordinal);
        Assert.Contains("the path is longer than that of a socket can be", (await PenstockCommand.RunAsync(["watch", $"unix:/{new string('a', 200)}"], exitCode: 1)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsOpenAtTheStart_IsALine()
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", Admin]);
        await using var echo = new TcpServer((stream, cancellation) => stream.CopyToAsync(stream, cancellation));
        using ClientTunnel tunnel = await ClientTunnel.OpenAsync(penstock.EndPoint, $"127.0.0.1:{echo.Port}", TestContext.Current.CancellationToken);
        await using ChildProcess watch = PenstockCommand.Start(["watch", Admin]);

        await Eventually.TrueAsync(() => Lines(watch).Length > 0, "there is a line");

        Assert.Matches($"^\\d\\d:\\d\\d:\\d\\d open \\d+ 127\\.0\\.0\\.1 CONNECT 127\\.0\\.0\\.1:{echo.Port}  ↑ 0 B  ↓ 0 B$", Lines(watch)[0]);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("127.0.0.1:8089", "--token-file", "/nonexistent")]
    public async Task AMistake_IsNamed(params string[] arguments)
    {
        CommandResult result = await PenstockCommand.RunAsync(["watch", .. arguments], exitCode: 64);

        Assert.Contains(arguments[^1], result.Error, StringComparison.Ordinal);
    }

    // What begins and ends before it listens is not told: requests are made until one is.
    private static Task UntilItWatches(PenstockProcess penstock, HttpOrigin origin, ChildProcess watch) => Eventually.TrueAsync(
        async () =>
        {
            await GetAsync(penstock, origin);
            return Lines(watch).Any(line => line.Contains($"GET {origin.Url("/")}", StringComparison.Ordinal));
        },
        "a request is a line");

    private static async Task GetAsync(PenstockProcess penstock, HttpOrigin origin)
    {
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(penstock.Url) });
        using HttpResponseMessage response = await client.GetAsync(origin.Url("/"), TestContext.Current.CancellationToken);
    }

    private static string[] Lines(ChildProcess process) => process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
