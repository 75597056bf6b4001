using Penstock.Observability;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the <c>logs</c> of a configuration file.</summary>
internal sealed class LogReader(MapReader root)
{
    private readonly MapReader _logs = root.Map("logs");

    public IReadOnlyList<AccessLogConfig> ReadAccessLogs()
    {
        List<AccessLogConfig> logs = [];
        foreach (ConfigNode item in _logs.Items("access"))
        {
            MapReader map = new(_logs.Source, item as MapNode, "logs.access", "logs.access[]");
            string? path = item is MapNode ? map.Text("path") : _logs.Scalar(item, "logs.access");
            if (path is null)
            {
                if (item is MapNode && !map.Has("path"))
                {
                    _logs.Source.Problem(item, "logs.access", "a path is missing");
                }

                continue;
            }

            string format = map.Text("format", "common");
            if (!AccessLogFormat.TryParse(format, out _, out string? problem))
            {
                _logs.Source.Problem(map.Value("format")!, "logs.access.format", MapReader.Shown(problem, 300));
                format = "common";
            }

            logs.Add(new AccessLogConfig { Path = ResolveLog(path), Format = format, Rotation = Rotation(map), Start = map.Flag("start", false), Interval = map.Has("interval") ? map.Time("interval", default) : null });
        }

        return logs;
    }

    public bool ReadRedactQueries() => _logs.Flag("redact-queries", false);

    public ToolConfig ReadErrorLog()
    {
        ConfigNode? node = _logs.Value("error");
        MapReader map = new(_logs.Source, node as MapNode, "logs.error");
        string? path = node is null ? null : node is MapNode ? map.Text("path") : _logs.Scalar(node, "logs.error");
        LogRotation rotation = Rotation(map);
        foreach (string problem in rotation.Problems())
        {
            _logs.Source.Problem(map.Value("rotate") ?? map.Value("keep")!, "logs.error", problem);
        }

        return new ToolConfig
        {
            ErrorLog = path is null ? null : ResolveLog(path),
            ErrorLogRotation = rotation,
            Debug = map.Choice("level", false, [("info", false), ("debug", true)]),
            ShowRequests = _logs.Flag("requests", false),
        };
    }

    private static LogRotation Rotation(MapReader map)
    {
        var defaults = new LogRotation();
        return new LogRotation { Bytes = map.Size("rotate", defaults.Bytes), Keep = map.Number("keep", defaults.Keep) };
    }

    private string ResolveLog(string path) => path == "-" ? path : _logs.Source.Resolve(path);
}
