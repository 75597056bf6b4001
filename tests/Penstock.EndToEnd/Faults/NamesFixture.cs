using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Behaviour;
using Penstock.EndToEnd.Servers;
using Penstock.EndToEnd.Support;
using Penstock.Tests.Connecting;

namespace Penstock.EndToEnd.Faults;

/// <summary>The command, asking name servers that do what a test says, an origin on 127.0.0.1, and curl.</summary>
internal sealed partial class NamesFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpOrigin _origin = new();

    private NamesFixture() => _origin.Add("/", "here"u8.ToArray(), "text/plain");

    public TestDnsServer Server { get; private init; } = new();

    /// <summary>Asked after <see cref="Server"/>; it finds every name on this machine.</summary>
    public TestDnsServer Second { get; } = new() { Otherwise = OnThisMachine };

    public PenstockProcess Penstock { get; private set; } = null!;

    public int OriginPort => _origin.Port;

    public IReadOnlyCollection<HttpRequest> OriginRequests => _origin.Requests;

    /// <summary>127.0.0.1, for a minute, and no IPv6.</summary>
    public static TestDnsReply OnThisMachine { get; } = Of("127.0.0.1", seconds: 60);

    /// <summary>An answer to the question about that address's family, and nothing to the other.</summary>
    public static TestDnsReply Of(string address, int seconds) => q =>
        (q.Type == global::Penstock.Connecting.DnsType.Aaaa) == address.Contains(':', StringComparison.Ordinal) ? TestDnsReplies.Addresses(seconds, address)(q) : TestDnsReplies.NoData(q);

    /// <param name="transport">What PENSTOCK_TRANSPORT says.</param>
    /// <param name="withSecond">Whether there is a second server to ask.</param>
    /// <param name="timeout">For one look-up.</param>
    /// <param name="tryTimeout">For one server.</param>
    /// <param name="more">More of the configuration.</param>
    /// <param name="arguments">More of the command.</param>
    /// <param name="withTcp">Whether the server listens for TCP too.</param>
    public static async Task<NamesFixture> StartAsync(
        string transport, bool withSecond = false, string timeout = "20s", string tryTimeout = "10s", string more = "", string[]? arguments = null, bool withTcp = true)
    {
        var names = new NamesFixture { Server = new TestDnsServer(withTcp) { Otherwise = OnThisMachine } };
        string servers = string.Join(", ", (withSecond ? (TestDnsServer[])[names.Server, names.Second] : [names.Server]).Select(s => $"\"{s.EndPoint}\""));
        string hosts = names._folder.Write("hosts", "");
        string config = names._folder.Write("penstock.yaml", $"resolver: {{ servers: [{servers}], timeout: {timeout}, try-timeout: {tryTimeout}, tries: 1, hosts: {hosts} }}\n{more}\n");
        try
        {
            names.Penstock = await PenstockProcess.StartAsync(transport, ["--config", config, .. arguments ?? []]);
            return names;
        }
        catch
        {
            await names.DisposeAsync();
            throw;
        }
    }

    /// <summary>What curl is told when it asks for a page of that host, as a plain request and through a tunnel: the status, and the Proxy-Status if the proxy said something.</summary>
    public async Task<Told> CurlAsync(string host, bool tunnel, IPEndPoint? proxy = null, IPAddress? from = null, int? port = null)
    {
        string[] arguments =
        [
            "-q", "--silent", "--globoff", "--max-time", "60", "--output", "/dev/null", "--dump-header", "-", "--proxy", $"http://{proxy ?? Penstock.EndPoint}",
            .. tunnel ? (string[])["--proxytunnel"] : [], .. from is null ? (string[])[] : ["--interface", from.ToString()], $"http://{host}:{port ?? OriginPort}/",
        ];
        await using var curl = new ChildProcess(RealTool.Find("curl"), arguments);
        Assert.True(await curl.WaitForExitAsync(RawPeer.Limit * 4), $"curl did not end.\n{curl.Describe()}");
        Match status = StatusLine().Matches(curl.Output).LastOrDefault() ?? throw new InvalidOperationException(curl.Describe());
        return new Told(int.Parse(status.Groups[1].Value, CultureInfo.InvariantCulture), ProxyStatus().Match(curl.Output).Groups[1].Value);
    }

    /// <summary>Makes sure that what went wrong with a name has spoiled nothing: another one is found at once.</summary>
    public async Task AssertOthersAreServedAsync()
    {
        string name = $"n{Guid.NewGuid():N}.test";
        Server.OnBoth(name, OnThisMachine);
        Assert.Equal(200, (await CurlAsync(name, tunnel: true)).Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (Penstock is not null)
        {
            await Penstock.DisposeAsync();
        }

        await Server.DisposeAsync();
        await Second.DisposeAsync();
        await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3}) ", RegexOptions.Multiline)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"^Proxy-Status: (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex ProxyStatus();

    /// <param name="Status">The status of the last response.</param>
    /// <param name="ProxyStatus">The field by that name, or nothing.</param>
    internal sealed record Told(int Status, string ProxyStatus)
    {
        /// <summary>The status, and the error by its name in RFC 9209.</summary>
        public string Ending => ProxyStatus.Split("error=") is [_, { } error] ? $"{Status} {error.Split(';')[0]}" : $"{Status}";
    }
}
