using System.Net;
using Microsoft.Extensions.Time.Testing;
using Penstock.Identity;
using Penstock.Transport;

namespace Penstock.Tests.Identity;

public sealed class VerificationQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly VerificationQueue _queue;

    public VerificationQueueTests() => _queue = new VerificationQueue(_time);

    [Fact]
    public void OfOneUserFromOneAddress_OneHasItsTurnAtATime()
    {
        VerificationQueue.Place first = Join();
        VerificationQueue.Place second = Join();

        Assert.True(first.HasTurn(out _));
        Assert.False(second.HasTurn(out _));
        Assert.True(Join(user: "bob").HasTurn(out _));
        Assert.True(Join("192.0.2.2").HasTurn(out _));
        first.Leave(isWrong: false);
        Assert.True(second.HasTurn(out _));
    }

    [Fact]
    public void AfterFailures_TheNextWaits_LongerEachTime_UntilOneIsRight()
    {
        var waits = new List<double>();
        for (int i = 0; i < 10; i++)
        {
            VerificationQueue.Place place = Join();
            if (!place.HasTurn(out TimeSpan wait))
            {
                waits.Add(wait.TotalSeconds);
                _time.Advance(wait);
                Assert.True(place.HasTurn(out _));
            }

            place.Leave(isWrong: i < 9);
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 5, 5], waits);
        Assert.True(Join().HasTurn(out _));
    }

    [Fact]
    public void WhatWasNotLookedAt_CostsNobodyAnything()
    {
        for (int i = 0; i < 10; i++)
        {
            VerificationQueue.Place place = Join();
            Assert.True(place.HasTurn(out _));
            place.Leave(isWrong: null);
        }

        VerificationQueue.Place one = Join();
        Assert.True(one.HasTurn(out _));
        VerificationQueue.Place gone = Join();
        Assert.False(gone.HasTurn(out _));
        gone.Leave(isWrong: null);
        Assert.False(Join().HasTurn(out _));
    }

    [Fact]
    public void TooManyInLine_AreSentAway()
    {
        Assert.True(Join().HasTurn(out _));
        while (_queue.TryJoin(Peer("192.0.2.1"), "alice") is { } place)
        {
            Assert.False(place.HasTurn(out _));
        }

        Assert.NotNull(_queue.TryJoin(Peer("192.0.2.1"), "bob"));
    }

    [Fact]
    public void UsersWithoutEnd_AreNotAllKept()
    {
        for (int i = 0; i < 20_000; i++)
        {
            VerificationQueue.Place place = Join(user: $"user {i}");
            Assert.True(place.HasTurn(out _));
            place.Leave(isWrong: true);
        }
    }

    private VerificationQueue.Place Join(string address = "192.0.2.1", string user = "alice") => Assert.IsType<VerificationQueue.Place>(_queue.TryJoin(Peer(address), user));

    private static PeerAddress Peer(string address) => PeerAddress.From(new IPEndPoint(IPAddress.Parse(address), 1));
}
