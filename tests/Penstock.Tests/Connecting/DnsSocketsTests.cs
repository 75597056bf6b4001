using System.Net.Sockets;
using Penstock.Connecting;
using static Penstock.Tests.Connecting.ResolverFixture;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.Tests.Connecting;

/// <summary>How many sockets there are at a time.</summary>
public sealed class DnsSocketsTests
{
    private readonly DnsSockets _sockets = new();

    [Fact]
    public async Task WhoComesWhenAllAreOpen_WaitsForATurn_InOrder()
    {
        List<DnsSocket> open = await OpenAllAsync();
        Task<DnsSocket?> first = OpenAsync();
        Task<DnsSocket?> second = OpenAsync();
        Assert.Equal((DnsSockets.Most, 2), (_sockets.Open, _sockets.Waiting));

        open[0].Dispose();
        open[0].Dispose();
        open.Add((await Soon(first))!);
        Assert.False(second.IsCompleted);
        open[1].Dispose();
        open.Add((await Soon(second))!);

        Assert.Equal((DnsSockets.Most, 0), (_sockets.Open, _sockets.Waiting));
        open.ForEach(socket => socket.Dispose());
        Assert.Equal(0, _sockets.Open);
    }

    [Fact]
    public async Task WhoGivesUpWaiting_TakesNobodysTurn()
    {
        List<DnsSocket> open = await OpenAllAsync();
        using CancellationTokenSource end = new();
        Task<DnsSocket?> first = _sockets.OpenAsync(AddressFamily.InterNetwork, SocketType.Dgram, end.Token).AsTask();
        Task<DnsSocket?> second = OpenAsync();

        await end.CancelAsync();
        Assert.Null(await Soon(first));
        open[0].Dispose();

        open.Add((await Soon(second))!);
        open.ForEach(socket => socket.Dispose());
        Assert.Equal((0, 0), (_sockets.Open, _sockets.Waiting));
    }

    [Fact]
    public async Task ASocketThatCannotBe_IsNone_AndTakesNoTurn()
    {
        Assert.Null(await _sockets.OpenAsync(AddressFamily.Unknown, SocketType.Dgram, CancellationToken.None));
        Assert.Equal(0, _sockets.Open);
    }

    [Fact]
    public async Task ABurstOfLookUps_OpensNoMoreThanItMay_AndAllAreAnswered()
    {
        const int Names = 300;
        const int Most = 32;
        DnsSockets sockets = new(Most);
        await using TestDnsServer server = new();
        TaskCompletionSource gate = new();
        server.Otherwise = After(gate.Task, Addresses(60, "192.0.2.1", "2001:db8::1"));
        DnsSource names = new(new DnsServers([server.EndPoint], TimeSpan.FromSeconds(20), 1, sockets, TimeProvider.System));
        Task<LookUpResult>[] lookUps = [.. Enumerable.Range(0, Names).Select(i => names.AskAsync(new NameLookUp($"n{i}.test"), TestContext.Current.CancellationToken))];
        await server.ArrivalsAsync(Most);
        Assert.Equal((Most, Most, 2 * Names - Most), (server.Seen.Count, sockets.Open, sockets.Waiting));

        gate.SetResult();

        Assert.All(await Soon(Task.WhenAll(lookUps)), result => Assert.Equal(LookUpStatus.Found, result.Status));
        Assert.Equal(2 * Names, server.Seen.Count);
    }

    private Task<DnsSocket?> OpenAsync() => _sockets.OpenAsync(AddressFamily.InterNetwork, SocketType.Dgram, CancellationToken.None).AsTask();

    private async Task<List<DnsSocket>> OpenAllAsync()
    {
        List<DnsSocket> open = [];
        while (open.Count < DnsSockets.Most)
        {
            open.Add((await Soon(OpenAsync()))!);
        }

        return open;
    }
}
