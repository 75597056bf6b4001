using System.Net;
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
