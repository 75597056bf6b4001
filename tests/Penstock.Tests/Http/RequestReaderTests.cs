using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Penstock.Http;
using Penstock.Tests.Fuzz;

namespace Penstock.Tests.Http;

/// <summary>When a request begins, of what a client sends piece by piece.</summary>
public sealed class RequestReaderTests
{
    private const string Get = "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n";

    private readonly FakeTimeProvider _time = new();

    // The limit of a head is the shorter one: a request that had begun would end by it.
    [Theory]
    [InlineData("\r\n", false)]
    [InlineData("\r|\n", false)]
    [InlineData("\r", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r", true)]
    public async Task EmptyLine_IsNoRequest(string sent, bool finishes)
    {
        ProxyRequest? request = await ReadAsync(sent, new() { Head = TimeSpan.FromMilliseconds(100), KeepAlive = TimeSpan.FromMilliseconds(300) }, client =>
        {
            if (finishes)
            {
                client.Finish();
            }
        });

        Assert.Null(request);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r|\n")]
    [InlineData("\r")]
    public async Task RequestBehindAnEmptyLine_BeginsWithItsFirstByte(string sent)
    {
        DateTimeOffset came = _time.GetUtcNow() + TimeSpan.FromSeconds(5);
        ProxyRequest? request = await ReadAsync(sent, new(), client =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            client.Add((sent == "\r" ? "\n" : "") + Get);
        });

        Assert.Equal((HeadRejection.None, "GET", came), (request!.Rejection, request.Timeline.Method, request.Timeline.StartedAt));
    }

    [Theory]
    [InlineData("\r\n|\r\n", "InvalidRequestLine")]
    [InlineData("\r\n|\n", "BareLineFeed")]
    [InlineData("\r|G", "BareCarriageReturn")]
    [InlineData("\r\n|GE|\0", "InvalidMethod")] // no line end has to come for that
    public async Task WhatIsWrongBehindAnEmptyLine_IsRefusedAtOnce(string sent, string rejection)
    {
        ProxyRequest? request = await ReadAsync(sent, new(), _ => { });

        Assert.Equal(rejection, request!.Rejection.ToString());
    }

    /// <param name="sent">The pieces, between bars.</param>
    /// <param name="timeouts">How long they may take.</param>
    /// <param name="then">What the client does once they have all been read, and nothing has come of it.</param>
    private async Task<ProxyRequest?> ReadAsync(string sent, TimeoutConfig timeouts, Action<MemoryConnection> then)
    {
        await using var server = new ProxyServer(new ProxyConfig { Timeouts = timeouts });
        ProxyServices services = TestServices.Of(TestSnapshot.Of(server.Config), server, NullLogger.Instance, _time);
        var loop = new MemoryLoop();
        var client = new MemoryConnection(loop, new(IPAddress.Loopback, 50_000), sent.Split('|').Select(Encoding.Latin1.GetBytes));
        var read = new TaskCompletionSource<ProxyRequest?>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Idle = () =>
        {
            if (!client.HasUnread && !read.Task.IsCompleted)
            {
                loop.Idle = null;
                then(client);
            }
        };
        loop.Post(_ => _ = ReadOnLoopAsync(), null);
        loop.Start();
        ProxyRequest? request = await read.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await loop.StopAsync();
        return request;

        async Task ReadOnLoopAsync() => read.SetResult(await new RequestReader(client, services).ReadAsync());
    }
}
