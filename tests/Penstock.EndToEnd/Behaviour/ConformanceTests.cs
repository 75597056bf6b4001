using Penstock.Tests.Conformance;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>The rows of tests/Penstock.Tests/Conformance over the wire: what a client is answered, what reaches an origin, and what becomes of the connections.</summary>
public sealed class ConformanceTests(ConformanceProxies proxies) : IClassFixture<ConformanceProxies>
{
    private static readonly TransportKind[] s_transports = [TransportKind.Epoll, TransportKind.Sockets];

    public static IEnumerable<ITheoryDataRow> Requests => Rows(RequestCase.All.Select(row => row.Name));

    public static IEnumerable<ITheoryDataRow> ShortRequests => Rows(RequestCase.All.Where(row => row.MayBeCut).Select(row => row.Name), ", byte by byte");

    public static IEnumerable<ITheoryDataRow> SampledRequests => Rows(RequestCase.All.Where(row => row.MayBeCut).Where((_, i) => i % 16 == 0).Select(row => row.Name), ", in two pieces");

    public static IEnumerable<ITheoryDataRow> Origins => Rows(OriginCase.All.Select(row => row.Name));

    [Theory, MemberData(nameof(Requests))]
    public async Task Client(string name, TransportKind transport)
    {
        RequestCase row = RequestOf(name);
        (_, CasePlayer player) = await proxies.GetAsync(transport, row.Config);
        AssertAsExpected(row.Entry, await player.PlayAsync(row));
    }

    [Theory, MemberData(nameof(ShortRequests))]
    public async Task ClientByteByByte(string name, TransportKind transport)
    {
        RequestCase row = RequestOf(name);
        (_, CasePlayer player) = await proxies.GetAsync(transport, row.Config);
        CaseResult result = await player.PlayAsync(row, async (client, bytes) =>
        {
            foreach (char one in bytes)
            {
                await client.SendAsync(one.ToString());
            }
        });
        AssertAsExpected(row.Entry, result);
    }

    [Theory, MemberData(nameof(SampledRequests))]
    public async Task ClientInTwoPieces(string name, TransportKind transport)
    {
        RequestCase row = RequestOf(name);
        (ProxyFixture proxy, CasePlayer player) = await proxies.GetAsync(transport, row.Config);
        int length = CaseText.Expand(row.Client, CasePlaces.Anywhere).Length;
        using RawPeer other = await proxy.ConnectAsync();
        for (int cut = 1; cut < length; cut++)
        {
            CaseResult result = await player.PlayAsync(row, async (client, bytes) =>
            {
                await client.SendAsync(bytes[..Math.Min(cut, bytes.Length)]);

                // The one loop has seen that piece when it has answered somebody who asked later.
                await other.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                await other.ReadResponseAsync();
                await client.SendAsync(bytes[Math.Min(cut, bytes.Length)..]);
            });
            AssertAsExpected(row.Entry, result);
        }
    }

    [Theory, MemberData(nameof(Origins))]
    public async Task Origin(string name, TransportKind transport)
    {
        OriginCase row = OriginCase.All.First(row => row.Name == name);
        (_, CasePlayer player) = await proxies.GetAsync(transport, row.Config);
        AssertAsExpected(row.Entry, await player.PlayAsync(row));
    }

    private static RequestCase RequestOf(string name) => RequestCase.All.First(row => row.Name == name);

    private static void AssertAsExpected(CaseEntry entry, CaseResult result) => Assert.True(result.Wrong.Count == 0, result.Describe(entry));

    private static IEnumerable<ITheoryDataRow> Rows(IEnumerable<string> names, string how = "") =>
        from name in names
        from transport in s_transports
        select new TheoryDataRow<string, TransportKind>(name, transport) { TestDisplayName = name + how };
}
