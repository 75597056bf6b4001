using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Behaviour;
using Penstock.Tool.Configuration;
using Penstock.Tool.Import;
using Penstock.Tool.Import.Apache;

namespace Penstock.EndToEnd.Apache;

/// <summary>The real Apache and Penstock in its manner are asked the same: what differs is what docs/apache-differences.md says.</summary>
public sealed partial class SideBySideTests
{
    [Theory]
    [InlineData(TransportKind.Epoll, "Off", ViaMode.Off)]
    [InlineData(TransportKind.Sockets, "Off", ViaMode.Off)]
    [InlineData(TransportKind.Epoll, "Block", ViaMode.Block)]
    [InlineData(TransportKind.Epoll, "On", ViaMode.On)]
    public async Task Answers_DifferOnlyWhereTheDocumentSaysSo(TransportKind transport, string apacheVia, ViaMode via)
    {
        using var origin = new SideBySideOrigin();
        int unused = RawOrigin.UnusedPort();
        int[] ports = [443, 563, origin.Port, unused];
        await using ApacheForwardProxy apache = await ApacheForwardProxy.StartAsync(ports, apacheVia);
        // By the same file; but on a port of its own, and named as Apache names itself.
        ImportResult import = ApacheImport.Load(apache.ConfigPath, []);
        ConfigFile file = ConfigReader.Read(import.Yaml, apache.ConfigPath, Path.GetDirectoryName(apache.ConfigPath)!, _ => null, import.PlaceOfLine);
        Assert.True(file.IsUsable, string.Join('\n', file.Problems) + string.Join('\n', import.Notes));
        await using ProxyFixture proxy = await ProxyFixture.StartAsync(transport, config => file.Config with
        {
            Listeners = config.Listeners,
            Transport = config.Transport,
            Loops = config.Loops,
            ViaPseudonym = "localhost",
        });

        var differences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string request, string from) in SideBySideCases.All)
        {
            string bytes = request.Replace("@", origin.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("!", unused.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            string[] answers = await Task.WhenAll(
                AskAsync(new IPEndPoint(IPAddress.Loopback, apache.Port), bytes, from, origin.Port, via),
                AskAsync(proxy.EndPoint, bytes, from, origin.Port, via));
            if (answers[0] != answers[1])
            {
                differences[name] = $"--- {name}\nApache:\n{answers[0]}\nPenstock:\n{answers[1]}";
            }
        }

        string[] expected = [.. DocumentedCase().Matches(ReadDocument()).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.True(differences.Keys.SequenceEqual(expected), $"documented: {string.Join(", ", expected)}\nfound: {string.Join(", ", differences.Keys)}\n{string.Join('\n', differences.Where(difference => !expected.Contains(difference.Key)).Select(difference => difference.Value))}");
    }

    /// <summary>The answer, and whether the connection takes another request after it.</summary>
    private static async Task<string> AskAsync(EndPoint proxy, string request, string from, int originPort, ViaMode via)
    {
        using RawPeer client = await RawPeer.ConnectAsync(proxy, IPAddress.Parse(from));
        await client.SendAsync(request);
        string head = await client.ReadHeadAsync();
        bool isTunnel = head.StartsWith("HTTP/1.0 200 ", StringComparison.Ordinal);
        bool hasBody = !isTunnel && !request.StartsWith("HEAD", StringComparison.Ordinal) && Length().Match(head) is { Success: true };
        string body = hasBody ? await client.ReadAsync(int.Parse(Length().Match(head).Groups[1].Value, CultureInfo.InvariantCulture)) : "";
        string next = "";
        try
        {
            // In a tunnel this is for the origin, and the end of it has to reach that.
            await client.SendAsync(isTunnel ? "GET /next HTTP/1.1\r\nHost: x\r\n\r\n" : $"GET http://127.0.0.1:{originPort}/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            client.FinishSending();
            next = await client.ReadToEndAsync();
        }
        catch (SocketException)
        {
            // It was closed: there is no next answer.
        }

        body = OwnName().Replace(body, "1.x localhost").Replace("before|Via: ", "before, ", StringComparison.Ordinal);
        return $"{Comparable(head, via)}{body}\nand next: {(isTunnel ? next : next.Split('\r')[0])}";
    }

    // What the proxies say themselves is compared to the byte, but for the time and the name of the product; of a message passed on, the status and Via.
    private static string Comparable(string head, ViaMode via)
    {
        string[] lines = head.Split("\r\n");
        // How they name themselves in Via, and that Block is for requests alone in Apache, is a matter of configuration.
        bool isPassedOn = lines[0].StartsWith("HTTP/1.1 2", StringComparison.Ordinal);
        var kept = new StringBuilder();
        foreach (string line in lines.Where((line, i) => !isPassedOn || i == 0 || (via != ViaMode.Block && line.StartsWith("Via:", StringComparison.OrdinalIgnoreCase))))
        {
            kept.Append(Changing().Replace(OwnName().Replace(line, "1.x localhost"), "$1 *")).Append('\n');
        }

        return kept.ToString();
    }

    private static string ReadDocument()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Penstock.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return File.ReadAllText(Path.Combine(folder!, "docs", "apache-differences.md"));
    }

    [GeneratedRegex(@"^\| `([a-z0-9.-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedCase();

    [GeneratedRegex(@"^Content-Length: (\d+)\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"1\.[01] localhost(?::\d+)?")]
    private static partial Regex OwnName();

    [GeneratedRegex(@"^(Date:|Server:|Proxy-agent:|Keep-Alive:) .*$")]
    private static partial Regex Changing();
}
