using System.Net;
using System.Net.Sockets;
using Penstock.Connecting;
using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;
using static Penstock.Tests.Connecting.TestDnsReplies;

namespace Penstock.EndToEnd.Faults;

/// <summary>Name servers, or who pretends to be one, that say what is wrong.</summary>
public sealed class WrongDnsTests
{
    private static readonly Dictionary<string, (TestDnsReply Reply, string Ending)> Replies = new()
    {
        ["wrong-id"] = (WrongId(NamesFixture.OnThisMachine), "504 dns_timeout"),
        ["wrong-question"] = (WrongQuestion("other.test", "127.0.0.1"), "504 dns_timeout"),
        ["garbage"] = (Garbage, "504 dns_timeout"),
        ["empty"] = (_ => Task.FromResult<byte[]?>([]), "504 dns_timeout"),
        ["echo"] = (q => Task.FromResult<byte[]?>(q.Message), "504 dns_timeout"),
        ["other-owner"] = (Answer(Address("other.test", 60, "127.0.0.1")), "502 dns_error"),
        ["huge-counts"] = (HugeCounts, "502 dns_error"),
        ["circle"] = (q => Answer(Alias(q.Name, 60, "pool.test"), Alias("pool.test", 60, q.Name))(q), "502 dns_error"),
        ["pointer-to-itself"] = (q => Pointing(q, to: q.Message.Length - 11), "502 dns_error"),
        ["pointer-forward"] = (q => Pointing(q, to: 0x3FFF), "502 dns_error"),
        ["long-names"] = (TruncatedOverUdp(LongNames), "502 dns_error"),
        ["nxdomain"] = (Code(DnsCode.NameError), "502 dns_error"),
        ["servfail"] = (Code(DnsCode.ServerFailure), "502 dns_error"),
        ["refused"] = (Code(DnsCode.Refused), "502 dns_error"),
    };

    [Theory, BothTransports]
    public async Task WhatIsNoAnswer_IsNotBelieved_AndOthersAreServed(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, timeout: "2s");
        foreach ((string kind, (TestDnsReply reply, _)) in Replies)
        {
            names.Server.OnBoth($"{kind}.test", reply);
        }

        string[] endings = await Task.WhenAll(Replies.Keys.SelectMany(kind => (bool[])[false, true], async (kind, tunnel) => $"{kind}: {(await names.CurlAsync($"{kind}.test", tunnel)).Ending}"));

        Assert.Equal(Replies.SelectMany(r => Enumerable.Repeat($"{r.Key}: {r.Value.Ending}", 2)), endings);
        Assert.Empty(names.OriginRequests);
        await names.AssertOthersAreServedAsync();
    }

    [Theory, BothTransports]
    public async Task WrongDatagramsBeforeTheAnswer_ArePassedOver(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport);
        names.Server.OnBoth("some.test", Behind(10, Garbage, Behind(10, WrongId(Addresses(60, "127.0.0.66")), NamesFixture.OnThisMachine)));

        Assert.Equal("200", (await names.CurlAsync("some.test", tunnel: true)).Ending);
    }

    [Theory, BothTransports]
    public async Task AnswerOfAnotherSender_IsNotSeen(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, timeout: "1s");
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        names.Server.OnBoth("some.test", async q =>
        {
            await other.SendToAsync((await NamesFixture.OnThisMachine(q))!, q.From);
            return null;
        });

        Assert.Equal("504 dns_timeout", (await names.CurlAsync("some.test", tunnel: true)).Ending);
        Assert.Empty(names.OriginRequests);
    }

    [Theory, BothTransports]
    public async Task ServerThatFails_IsReplacedByTheSecond(string transport)
    {
        await using NamesFixture names = await NamesFixture.StartAsync(transport, withSecond: true);
        foreach ((DnsCode code, int i) in ((DnsCode[])[DnsCode.ServerFailure, DnsCode.Refused, DnsCode.FormatError, DnsCode.NotImplemented]).Select((code, i) => (code, i)))
        {
            names.Server.OnBoth($"n{i}.test", Code(code));
            Assert.Equal("200", (await names.CurlAsync($"n{i}.test", tunnel: true)).Ending);
        }
    }

    // An answer whose record has an owner that is a pointer and nothing else.
    private static async Task<byte[]?> Pointing(DnsQuestionSeen question, int to)
    {
        byte[] message = (await Answer(Address("", 60, "127.0.0.1"))(question))!;
        byte[] record = message[^15..];
        return [.. message[..^15], (byte)(0xC0 | (to >> 8)), (byte)to, .. record[1..]];
    }
}
