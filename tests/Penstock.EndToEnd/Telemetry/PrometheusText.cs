using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Telemetry;

/// <summary>What <c>/metrics</c> answers.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, double> _values = [];

    private PrometheusText(string text)
    {
        Text = text;
        foreach (Match sample in Sample().Matches(text))
        {
            string labels = string.Join(' ', Label().Matches(sample.Groups[2].Value).Select(label => label.Groups[1].Value));
            _values.Add($"{sample.Groups[1].Value} {labels}".TrimEnd(), double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    /// <summary>The values, by the name and the values of the labels: <c>penstock_bytes_total up</c>.</summary>
    public double this[string name] => _values.TryGetValue(name, out double value) ? value : double.NaN;

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Asks an admin endpoint on a Unix socket.</summary>
    public static async Task<PrometheusText> ScrapeAsync(string socketPath)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        await Eventually.TrueAsync(() => File.Exists(socketPath), "the admin endpoint is there");
        using HttpResponseMessage response = await client.GetAsync("http://localhost/metrics", TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/plain", $"{response}\n{text}");
        return new PrometheusText(text);
    }

    [GeneratedRegex(@"^(\w+)(?:\{(.*)\})? (\S+)(?: \d+)?$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\w+=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
