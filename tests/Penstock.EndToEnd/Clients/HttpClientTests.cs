using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Clients;

public sealed class HttpClientTests
{
    [Theory, BothTransports]
    public async Task HttpClient_Gets16MiBOverHttps_Intact(string transport)
    {
        await using var origin = new HttpsOrigin();
        string hash = origin.AddRandom("/16MiB", 16 << 20);
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using HttpClient client = Create(penstock, origin.Authority);

        byte[] content = await client.GetByteArrayAsync(origin.Url("/16MiB"), TestContext.Current.CancellationToken);

        Assert.Equal(hash, Content.Hash(content));

        client.Dispose();
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    [Theory, BothTransports]
    public async Task HttpClient_WithManyRequestsAtOnce_GetsEachItsOwnAnswer(string transport)
    {
        await using var origin = new HttpsOrigin();
        string[] hashes = [.. Enumerable.Range(0, 200).Select(i => origin.AddRandom($"/{i}", 10_000 + i))];
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using HttpClient client = Create(penstock, origin.Authority);

        byte[][] contents = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => client.GetByteArrayAsync(origin.Url($"/{i}"), TestContext.Current.CancellationToken)));

        Assert.Equal(hashes, contents.Select(content => Content.Hash(content)));

        client.Dispose();
        await penstock.StopAfterTunnelToAsync("localhost", origin.Port);
    }

    [Theory, BothTransports]
    public async Task HttpClient_WithManyRequestsAtOnce_OverHttp_GetsEachItsOwnAnswer(string transport)
    {
        await using var origin = new HttpOrigin();
        string[] hashes = [.. Enumerable.Range(0, 200).Select(i => origin.AddRandom($"/{i}", 10_000 + i))];
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using HttpClient client = Create(penstock);

        byte[][] contents = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => client.GetByteArrayAsync(origin.Url($"/{i}"), TestContext.Current.CancellationToken)));

        Assert.Equal(hashes, contents.Select(content => Content.Hash(content)));
        await penstock.StopAfterAsync("GET", origin.Url("/199"));
    }

    // With a length, in chunks, and waiting for the origin's 100: one after another, so the client has the choice of keeping its connection.
    [Theory, BothTransports]
    public async Task HttpClient_PostsOverHttp_Intact(string transport)
    {
        await using var origin = new HttpOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using HttpClient client = Create(penstock);
        byte[] body = Content.Random(5_000_000);

        Assert.Equal(Content.Hash(body), await PostAsync());
        Assert.Equal(Content.Hash(body), await PostAsync(chunked: true));
        Assert.Equal(Content.Hash(body), await PostAsync(expectContinue: true));
        Assert.Equal(Content.Hash(body), await PostAsync(chunked: true, expectContinue: true));

        Assert.Equal(["", "chunked", "", "chunked"], origin.Requests.Select(request => request.Field("Transfer-Encoding")));
        Assert.Equal(["", "", "100-continue", "100-continue"], origin.Requests.Select(request => request.Field("Expect")));
        await penstock.StopAfterAsync("POST", origin.Url("/post"));

        async Task<string> PostAsync(bool chunked = false, bool expectContinue = false)
        {
            using var content = new ByteArrayContent(body);
            using var request = new HttpRequestMessage(HttpMethod.Post, origin.Url("/post")) { Content = content };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = expectContinue;
            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory, BothTransports]
    public async Task ClientWebSocket_EchoesMessages(string transport)
    {
        await using var origin = new HttpOrigin();
        await using PenstockProcess penstock = await PenstockProcess.StartAsync(transport);
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = new WebProxy(penstock.Url);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{origin.Port}/echo"), cancellationToken);
        foreach (int length in (int[])[0, 1, 125, 126, 65_536, 1_000_000])
        {
            byte[] message = Content.Random(length);
            Task sending = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).AsTask();
            byte[] echo = await ReceiveAsync();
            await sending;
            Assert.Equal(Content.Hash(message), Content.Hash(echo));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        await penstock.StopAfterTunnelToAsync("127.0.0.1", origin.Port);

        async Task<byte[]> ReceiveAsync()
        {
            using var message = new MemoryStream();
            byte[] buffer = new byte[64 * 1024];
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                message.Write(buffer, 0, received.Count);
            }
            while (!received.EndOfMessage);

            return message.ToArray();
        }
    }

    private static HttpClient Create(PenstockProcess penstock) =>
        new(new SocketsHttpHandler { Proxy = new WebProxy(penstock.Url), Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(60) };

    private static HttpClient Create(PenstockProcess penstock, X509Certificate2 authority)
    {
        var handler = new SocketsHttpHandler { Proxy = new WebProxy(penstock.Url) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }
}
