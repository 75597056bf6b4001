using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Time.Testing;
using Penstock.Policy;

namespace Penstock.Tests.Policy;

public sealed class LocalAddressesTests
{
    private static readonly IPAddress Own = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider _time = new();
    private readonly LocalAddresses _local;
    private Func<IReadOnlyCollection<IPAddress>> _source = () => [Own];
    private int _enumerations;

    public LocalAddressesTests() => _local = new LocalAddresses(_time, () =>
    {
        _ = Interlocked.Increment(ref _enumerations);
        return _source();
    });

    [Theory]
    [InlineData("127.0.0.0", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("126.255.255.255", false)]
    [InlineData("128.0.0.0", false)]
    [InlineData("0.0.0.0", true)]
    [InlineData("0.0.0.1", false)]
    [InlineData("::", true)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:0.0.0.0", true)]
    public void LoopbackAndUnspecified_AreLocalWithoutASnapshot(string address, bool always)
    {
        Assert.Equal(always, _local.TryContains(IPAddress.Parse(address), out bool isLocal));
        Assert.Equal(always, isLocal);
        Assert.Equal(0, _enumerations);
        Assert.Equal(always, _local.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("198.51.100.1", true)]
    [InlineData("2001:db8::7", true)]
    [InlineData("2001:db8::8", false)]
    [InlineData("fe80::7%2", true)]
    [InlineData("fe80::7", true)]
    [InlineData("fe80::7%9", true)]
    public async Task InterfaceAddresses_AreLocal_WhateverTheirSpellingOrZone(string address, bool expected)
    {
        _source = () => [Own, IPAddress.Parse("::ffff:198.51.100.1"), IPAddress.Parse("2001:db8::7"), IPAddress.Parse("fe80::7%2")];
        Assert.Equal(expected, await _local.ContainsAsync(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task Snapshot_IsTakenAgainAfterFiveSeconds()
    {
        IPAddress added = IPAddress.Parse("192.0.2.8");
        await _local.RefreshAsync();
        _source = () => [Own, added];

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_local.TryContains(added, out bool isLocal));
        Assert.False(isLocal);
        await _local.RefreshAsync();
        Assert.Equal(1, _enumerations);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_local.TryContains(added, out isLocal));
        Assert.False(isLocal);
        Assert.False(_local.TryContains(Own, out _));
        Assert.True(await _local.ContainsAsync(added));
        Assert.Equal(2, _enumerations);
    }

    [Fact]
    public async Task RefreshAsync_AskedByManyAtOnce_EnumeratesOnce()
    {
        using ManualResetEventSlim gate = new();
        _source = () =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return [Own];
        };
        Task[] refreshes = [.. Enumerable.Range(0, 10).Select(_ => _local.RefreshAsync())];
        Assert.All(refreshes, refresh => Assert.Same(refreshes[0], refresh));
        gate.Set();
        await Task.WhenAll(refreshes);
        Assert.Equal(1, _enumerations);
        Assert.True(_local.TryContains(Own, out bool isLocal));
        Assert.True(isLocal);
    }

    [Fact]
    public async Task FailedEnumeration_KeepsTheLastSnapshot_AndIsTriedAgainLater()
    {
        await _local.RefreshAsync();
        _source = () => throw new NetworkInformationException(12);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await _local.ContainsAsync(Own));
        Assert.IsType<NetworkInformationException>(_local.LastFailure);
        Assert.True(_local.TryContains(Own, out _));
        Assert.Equal(2, _enumerations);

        _source = () => [];
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(await _local.ContainsAsync(Own));
        Assert.Null(_local.LastFailure);
    }

    [Fact]
    public async Task FailedEnumeration_WithNothingToKeep_FailsTheCaller_AndTheNextCallTriesAgain()
    {
        _source = () => throw new NetworkInformationException(12);
        await Assert.ThrowsAsync<NetworkInformationException>(() => _local.RefreshAsync());
        await Assert.ThrowsAsync<NetworkInformationException>(async () => await _local.ContainsAsync(Own));
        _source = () => [Own];
        Assert.True(await _local.ContainsAsync(Own));
    }

    [Fact]
    public async Task ThisHost_CanBeAsked()
    {
        LocalAddresses host = new(TimeProvider.System);
        await host.RefreshAsync();
        foreach (IPAddress address in NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address))
        {
            Assert.True(await host.ContainsAsync(address), $"{address} is of this host");
        }

        Assert.False(await host.ContainsAsync(IPAddress.Parse("192.0.2.1")));
    }
}
