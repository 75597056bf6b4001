namespace Penstock.Tool.Configuration;

/// <summary>Reads the <c>otlp</c> of a configuration file.</summary>
internal sealed class OtlpReader(MapReader root)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public OtlpConfig Read()
    {
        MapReader map = root.Map("otlp");
        var defaults = new OtlpConfig();
        if (map.Node is { } node && !map.Has("endpoint"))
        {
            root.Source.Problem(node, "otlp", "an endpoint is missing (try endpoint: http://127.0.0.1:4318)");
        }

        TimeSpan interval = map.Time("interval", defaults.Interval);
        if (interval < s_shortest || interval > s_longest)
        {
            root.Source.Problem(map.Value("interval")!, "otlp.interval", $"{Duration.Format(interval)} is not from 1s to 1h");
        }

        return new OtlpConfig
        {
            Endpoint = ReadEndpoint(map),
            Headers = ReadHeaders(map),
            Metrics = map.Flag("metrics", defaults.Metrics),
            Traces = map.Flag("traces", defaults.Traces),
            Interval = interval,
        };
    }

    private Uri? ReadEndpoint(MapReader map)
    {
        if (map.Text("endpoint") is not { } text)
        {
            return null;
        }

        if (!OtlpConfig.TryParseEndpoint(text, out Uri? endpoint, out string? problem))
        {
            root.Source.Problem(map.Value("endpoint")!, "otlp.endpoint", problem!);
        }

        return endpoint;
    }

    private Dictionary<string, string> ReadHeaders(MapReader map)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // The names are the user's: none of them is unknown.
        foreach (MapEntry entry in map.Value("headers") is MapNode named ? named.Entries : map.Map("headers").Node?.Entries ?? [])
        {
            string name = entry.Key.Text;
            string path = $"otlp.headers.{MapReader.Shown(name)}";
            if (!IsName(name))
            {
                root.Source.Problem(entry.Key, "otlp.headers", $"\"{MapReader.Shown(name)}\" is not the name of a field");
            }
            else if (map.Scalar(entry.Value, path) is not { } value)
            {
                continue;
            }
            else if (value.Any(c => c is < ' ' or > '~'))
            {
                root.Source.Problem(entry.Value, path, "it has characters that a field cannot have");
            }
            else if (!headers.TryAdd(name, value))
            {
                root.Source.Problem(entry.Key, "otlp.headers", $"\"{name}\" is here a second time");
            }
        }

        return headers;
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
