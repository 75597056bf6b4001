using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using Penstock.Observability;
using Penstock.Observability.Recent;
using Penstock.Policy;
using Penstock.Recognition;
using Penstock.Transport;

namespace Penstock.Tests.Observability.Recent;

public sealed class RecentRequestsTests
{
    [Fact]
    public void TheNewest_ComeFirst_AndTheOldestGo()
    {
        var recent = new RecentRequests(3, loops: 1);
        Assert.Empty(recent.Newest(10));
        for (long id = 1; id <= 5; id++)
        {
            recent.Add(0, Request(id));
        }

        Assert.Equal([5, 4, 3], recent.Newest(10).Select(request => request.Id));
        Assert.Equal([5], recent.Newest(1).Select(request => request.Id));
        Assert.Equal([5], recent.Newest(10, after: 4).Select(request => request.Id));
        Assert.Empty(recent.Newest(10, after: 5));
        Assert.Equal(5, recent.Total);
    }

    [Fact]
    public void WithoutRoom_NothingIsKept()
    {
        var recent = new RecentRequests(0, loops: 1);
        recent.Add(0, Request(1));

        Assert.Empty(recent.Newest(10));
    }

    [Fact]
    public void ManyLoops_LoseNothing()
    {
        var recent = new RecentRequests(4_000, loops: 4);
        Parallel.For(0, 4, loop =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                recent.Add(loop, Request((loop * 1_000) + i));
            }
        });

        Assert.Equal(Enumerable.Range(0, 4_000).Select(id => (long)id), recent.Newest(4_000).Select(request => request.Id).Order());
    }

    [Theory]
    [InlineData(5, "example.com")]
    [InlineData(8_000, "example.com")]
    [InlineData(0, null)]
    public void WhatIsKept_IsAllOfIt(int lineLength, string? host)
    {
        var recent = new RecentRequests(2, loops: 1);
        byte[] line = [.. Enumerable.Range(0, lineLength).Select(i => (byte)i)];
        for (int i = 0; i < 5; i++)
        {
            // A place that had a long line is used for a short one, and the other way about.
            recent.Add(0, new RequestTimeline(default, TimeProvider.System) { Id = -1, RequestLine = new byte[i % 2 == 0 ? 4_000 : 3], Host = "other", Logged = LoggedFields.OfUserAgent("old"u8) });
        }

        var request = new RequestTimeline(default, TimeProvider.System) { Id = 9, RequestLine = line, Host = host, Method = "GET", Port = 80, User = "ann", Logged = LoggedFields.OfUserAgent("curl/8"u8) };
        request.Stamp(TimelineStage.HeadRead);
        recent.Add(0, request);

        RequestTimeline kept = recent.Newest(1)[0];
        Assert.Equal(line, kept.RequestLine);
        Assert.Equal((9, host, "GET", 80, "ann"), (kept.Id, kept.Host, kept.Method, kept.Port, kept.User));
        Assert.Equal("curl/8"u8.ToArray(), kept.Logged!.Request("user-agent"));
        Assert.Equal(request.At(TimelineStage.HeadRead), kept.At(TimelineStage.HeadRead));
        Assert.Equal(request.StartedAt, kept.StartedAt);
    }

    // Those of one loop are some hundreds a chunk, so that the other's few are older than the first that have to go.
    [Fact]
    public void TheNewest_AreThoseOfAllLoops_HoweverUnevenTheyAre()
    {
        var recent = new RecentRequests(1_000, loops: 2);
        var all = new List<long>();
        for (int i = 0; i < 20_000; i++)
        {
            int loop = i % 700 == 0 ? 1 : 0;
            recent.Add(loop, Request(i));
            all.Add(i);
        }

        Assert.Equal(all.TakeLast(1_000).Reverse(), recent.Newest(10_000).Select(request => request.Id));
        Assert.Equal(all.TakeLast(10).Reverse(), recent.Newest(10_000, after: 19_990).Select(request => request.Id));
    }

    // A page that is open asks once a second.
    [Fact]
    public void AFewOfMany_AreFoundWithoutACopyOfAll()
    {
        var recent = new RecentRequests(10_000, loops: 2);
        for (int i = 0; i < 10_000; i++)
        {
            recent.Add(i % 2, Request(i));
        }

        Assert.InRange(Allocated.By(() => recent.Newest(10)), 1, 256 * 1024);
    }

    [Fact]
    public async Task Readers_FindEachOnce_WhileLoopsWrite()
    {
        var recent = new RecentRequests(500, loops: 2);
        using var stop = new CancellationTokenSource();
        Task writing = Task.WhenAll(Enumerable.Range(0, 2).Select(loop => Task.Run(() =>
        {
            for (long id = loop; !stop.IsCancellationRequested; id += 2)
            {
                recent.Add(loop, Request(id));
            }
        })));
        for (int i = 0; i < 300; i++)
        {
            long total = recent.Total;
            List<RequestTimeline> newest = recent.Newest(500);
            Assert.InRange(newest.Count, Math.Min(total, 500), 500);
            Assert.Equal(newest.Count, newest.Select(request => request.Id).Distinct().Count());
            foreach (IGrouping<long, long> ofLoop in newest.Select(request => request.Id).GroupBy(id => id % 2))
            {
                Assert.Equal(ofLoop.OrderDescending(), ofLoop);
            }
        }

        await stop.CancelAsync();
        await writing;
    }

    // Whoever gives a request another value must say here whether it is kept.
    [Fact]
    public void EveryValue_IsKept_ButThoseForItsLogLineAndItsSpan()
    {
        string[] notKept = [nameof(TimelineState.IsStarting), nameof(TimelineState.TraceParent), nameof(TimelineState.Logged)];
        object state = default(TimelineState);
        FieldInfo[] fields = [.. typeof(TimelineState).GetFields().Where(field => !notKept.Contains(field.Name))];
        Assert.Equal(typeof(TimelineState).GetFields().Length - notKept.Length, fields.Length);
        long number = 0;
        foreach (FieldInfo field in fields)
        {
            field.SetValue(state, Some(field.FieldType, ++number));
        }

        var recent = new RecentRequests(1, loops: 1);
        recent.Add(0, new RequestTimeline((TimelineState)state));
        TimelineState kept = recent.Newest(1)[0].State;

        foreach (FieldInfo field in fields)
        {
            object? one = field.GetValue(state);
            object? other = field.GetValue(kept);
            Assert.True(Describe(one) == Describe(other), $"{field.Name}: {Describe(one)} became {Describe(other)}");
        }
    }

    [Fact]
    public void ManyAddressesAndLongTexts_AreKept()
    {
        var request = new RequestTimeline(PeerAddress.From(IPEndPoint.Parse("[fe80::1%3]:65535")), TimeProvider.System) { Host = new string('ü', 5_000), RequestLine = new byte[100_000] };
        request.Connecting.Begin();
        foreach (int i in Enumerable.Range(0, 64))
        {
            request.Connecting.Judge(IPAddress.Parse($"2001:db8::{i:x}"), new AddressVerdict(AddressRuling.ProhibitedClass, AddressClass.Documentation));
            request.Connecting.AttemptEnded(request.Connecting.AttemptStarted(IPEndPoint.Parse($"[2001:db8::{i:x}]:65535")), SocketError.HostUnreachable);
        }

        var recent = new RecentRequests(1, loops: 1);
        recent.Add(0, request);
        RequestTimeline kept = recent.Newest(1)[0];

        Assert.Equal((request.Host, request.RequestLine.Length), (kept.Host, kept.RequestLine.Length));
        Assert.Equal((request.ClientAddress, request.ClientPort), (kept.ClientAddress, kept.ClientPort));
        Assert.Equal(request.Attempts, kept.Attempts);
        Assert.Equal(64, kept.Trace.Judged.Count);
        Assert.Equal(request.Trace.Judged.At(63), kept.Trace.Judged.At(63));
    }

    private static object Some(Type type, long number) => type.Name switch
    {
        nameof(Int64) => number % 2 == 0 ? long.MaxValue - number : number,
        nameof(Int32) => (int)number,
        nameof(Boolean) => true,
        nameof(String) => $"text {number}",
        nameof(TimeSpan) => TimeSpan.FromTicks(number),
        nameof(DateTimeOffset) => new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero),
        nameof(PeerAddress) => PeerAddress.From(IPEndPoint.Parse($"[2001:db8::{number}%5]:443")),
        nameof(ProxyOutcome) => ProxyOutcome.NameUnknown,
        nameof(TimeProvider) => TimeProvider.System,
        "Byte[]" => new byte[number],
        nameof(StageStamps) => SomeStamps(),
        nameof(TraceState) => SomeTrace(),
        nameof(TunnelRecognizer) => new TunnelRecognizer(),
        nameof(Decision) => RuntimeHelpers.GetUninitializedObject(type),
        _ => throw new InvalidOperationException($"no value for {type}"),
    };

    private static StageStamps SomeStamps()
    {
        StageStamps stamps = default;
        for (int i = 1; i < StageStamps.Count; i++)
        {
            // Before the start, at it, after it.
            stamps[i] = i - 4;
        }

        return stamps;
    }

    private static TraceState SomeTrace()
    {
        var request = new RequestTimeline(default, TimeProvider.System);
        request.Connecting.Begin();
        request.Connecting.LookUpStarted();
        request.Connecting.Judge(IPAddress.Loopback, new AddressVerdict(AddressRuling.Allowed, AddressClass.Loopback));
        request.Connecting.AttemptEnded(request.Connecting.AttemptStarted(IPEndPoint.Parse("127.0.0.1:443")), SocketError.ConnectionRefused);
        request.Connecting.AttemptStarted(IPEndPoint.Parse("[::1]:443"));
        return request.Trace;
    }

    private static string Describe(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        StageStamps stamps => string.Join(' ', ((ReadOnlySpan<long>)stamps).ToArray()),
        TraceState trace => $"{trace.Exists} {trace.LookUpStart} {trace.LookUpEnd} {trace.Judged.Count} {trace.Judged.At(0)} {string.Join(' ', Enumerable.Range(0, trace.Attempts.Count).Select(i => trace.Attempts.At(i)).Select(attempt => $"{attempt.EndPoint} {attempt.EndPoint.Port} {attempt.Start} {attempt.End} {attempt.Result}"))}",
        PeerAddress address => $"{address} {address.Port}",
        TunnelRecognizer or Decision => RuntimeHelpers.GetHashCode(value).ToString(CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    private static RequestTimeline Request(long id) => new(default, TimeProvider.System) { Id = id };
}
