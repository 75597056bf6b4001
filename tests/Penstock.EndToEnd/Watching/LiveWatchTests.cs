using System.Net;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Watching;

/// <summary>The command <c>watch</c> in a terminal, at a running proxy.</summary>
public sealed class LiveWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Admin => $"unix:{_folder["admin.sock"]}";

    public void Dispose() => _folder.Dispose();

    [Theory, BothTransports]
    public async Task Keys_Choose_Open_Filter_AndClose(string transport)
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport, ["--admin", Admin]);
        using var origin = new RawOrigin();
        using RawPeer first = await OpenTunnelAsync(penstock, origin.EndPoint);
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(["watch", Admin]);
        await terminal.ShowsAsync("1 shown, newest first");
        await terminal.ShowsAsync($"CONNECT {origin.EndPoint}");

        // A newer one comes to the top; the keys find it.
        using RawPeer second = await OpenTunnelAsync(penstock, origin.EndPoint);
        await terminal.ShowsAsync("2 shown, newest first");
        await terminal.PressAsync("k", "k", "Enter");
        await terminal.ShowsAsync("connected to the server");
        await terminal.ShowsAsync($"dialled {origin.EndPoint}: connected after");

        // A key that follows an escape at once would be another key to a terminal.
        await terminal.PressAsync("Escape");
        await terminal.ShowsAsync("j k choose");
        await terminal.PressAsync("s");
        await terminal.ShowsAsync("2 shown, busiest first");
        await terminal.PressAsync("/");
        await terminal.TypeAsync("nowhere");
        await terminal.ShowsAsync("filter: nowhere_   0 shown");
        await terminal.PressAsync("Escape");
        await terminal.ShowsAsync("2 shown, busiest first");

        await terminal.PressAsync("c");
        await terminal.ShowsAsync("Both sides are reset. y/n");
        await terminal.PressAsync("n", "g", "c");
        await terminal.ShowsAsync("Both sides are reset. y/n");
        await terminal.PressAsync("y");
        await terminal.ShowsAsync("ClosedByOperator");

        await terminal.ResizeAsync(72, 12);
        await terminal.ShowsAsync("ClosedByOpe…");
        await terminal.PressAsync("q");
        await terminal.EndsAsync();
    }

    [Fact]
    public async Task WhatPeersWrite_CannotSteerTheTerminal()
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", Admin]);
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(["watch", Admin]);
        await terminal.ShowsAsync("0 shown");
        using RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync("GET http://a.test/[red]\e[2J\e]0;x\a HTTP/1.1\r\nHost: a.test\r\n\r\n");

        await terminal.ShowsAsync("HeadRejected");
        string screen = await terminal.ScreenAsync();
        Assert.Contains("penstock watch", screen, StringComparison.Ordinal);
        Assert.Contains("[red]", screen, StringComparison.Ordinal);
        Assert.Contains("1 shown", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProxyThatEnds_IsWaitedFor()
    {
        await using TmuxTerminal terminal = await WatchOneThatEndsAsync();
        await terminal.ShowsAsync("No word from the proxy: ");

        await using PenstockProcess next = await PenstockProcess.StartAsync("epoll", ["--admin", Admin]);
        await terminal.ShowsAsync("0 shown");
    }

    private async Task<TmuxTerminal> WatchOneThatEndsAsync()
    {
        await using PenstockProcess penstock = await PenstockProcess.StartAsync("epoll", ["--admin", Admin]);
        TmuxTerminal terminal = await TmuxTerminal.StartAsync(["watch", Admin]);
        await terminal.ShowsAsync("0 shown");
        await penstock.StopAsync();
        return terminal;
    }

    private static async Task<RawPeer> OpenTunnelAsync(PenstockProcess penstock, IPEndPoint origin)
    {
        RawPeer client = await RawPeer.ConnectAsync(penstock.EndPoint);
        await client.SendAsync($"CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n\r\n");
        Assert.Contains(" 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return client;
    }
}
