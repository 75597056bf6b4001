using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Tls;

/// <summary>tshark on the loopback interface, between the proxy and an origin: another reader of the same bytes. Where it may not capture, the test is skipped, and fails in CI.</summary>
internal sealed class Tshark : IAsyncDisposable
{
    private const string FirstMark = "9";
    private const string LastMark = "10";

    private readonly TempFolder _folder = new();
    private readonly Socket _marker = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly int _port;
    private readonly string _dissector;
    private readonly ChildProcess _process;

    private Tshark(int port, string dissector)
    {
        _port = port;
        _dissector = dissector;

        // Datagrams to a port that nobody listens on mark the beginning and the end of what is captured; their lengths are shown as they come.
        int mark = FreePort.Take();
        _marker.Connect(IPAddress.Loopback, mark);
        _process = new ChildProcess(
            RealTool.Find("tshark"),
            ["-n", "-l", "-i", "lo", "-f", $"tcp port {port} or udp dst port {mark}", "-w", _folder["capture"], "-P", "-T", "fields", "-e", "udp.length"],
            new Dictionary<string, string> { ["HOME"] = _folder.Path });
    }

    /// <summary>Captures what passes to and from an origin's port, and takes it for a protocol: <c>tls</c>, or <c>smtp</c>, that becomes it.</summary>
    public static async Task<Tshark> StartAsync(int port, string dissector = "tls")
    {
        var tshark = new Tshark(port, dissector);
        await tshark.SeesAsync(FirstMark, "\0"u8.ToArray());
        if (tshark._process.HasExited)
        {
            string message = $"tshark may not capture here.\n{tshark._process.Describe()}";
            await tshark.DisposeAsync();
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", message);
            Assert.Fail(message);
        }

        return tshark;
    }

    /// <summary>Ends the capture when all that has passed is in it; the connections, in the order in which they were opened.</summary>
    public async Task<IReadOnlyList<TsharkConnection>> StopAsync()
    {
        await SeesAsync(LastMark, "\0\0"u8.ToArray());
        _process.Send(Signal.Interrupt);
        Assert.True(await _process.WaitForExitAsync(TimeSpan.FromSeconds(30)), _process.Describe());

        CommandResult read = await Command.RunAsync(
            "tshark",
            ["-n", "-r", _folder["capture"], "-Y", "tcp", "-d", $"tcp.port=={_port},{_dissector}", "-T", "pdml"],
            new Dictionary<string, string> { ["HOME"] = _folder.Path });
        return [.. XElement.Parse(read.Output).Elements("packet")
            .GroupBy(packet => int.Parse(Field(packet, "tcp.stream"), CultureInfo.InvariantCulture))
            .OrderBy(stream => stream.Key)
            .Select(stream => new TsharkConnection(
                [.. stream.Where(packet => Field(packet, "tcp.dstport") == $"{_port}")], [.. stream.Where(packet => Field(packet, "tcp.srcport") == $"{_port}")]))];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _marker.Dispose();
        _folder.Dispose();
    }

    private static string Field(XElement packet, string name) => packet.Descendants("field").First(field => field.Attribute("name")!.Value == name).Attribute("show")!.Value;

    // Packets are shown in the order in which they pass, so whatever passed before a mark is in the capture when the mark is. That nobody listens is told to the sender, by an error.
    private Task SeesAsync(string mark, byte[] datagram) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await _marker.SendAsync(datagram, TestContext.Current.CancellationToken);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The answer to the one before.
            }

            return _process.HasExited || _process.Output.Split('\n').Contains(mark);
        },
        $"tshark shows a datagram of length {mark}");
}
