using Penstock.Observability.Formats;

namespace Penstock.Observability;

/// <summary>One access log: a line a request, when it ends, and, if that is wanted, some before. Whatever a peer wrote is escaped: a line of the log is a line of ours.</summary>
internal sealed class AccessLog(LogFile file, AccessLogFormat format, AccessLogConfig config)
{
    /// <summary>Whether a tunnel has a line when it opens.</summary>
    public bool HasStarts => config.Start;

    /// <summary>How often an open tunnel has a line; null for never.</summary>
    public TimeSpan? Interval => config.Interval;

    private const int UsualBytes = 1024;

    // A target can be long; a buffer for such a line is not kept.
    private const int MostKeptBytes = 16 * 1024;

    [ThreadStatic]
    private static byte[]? t_line;

    public void Write(RequestTimeline request)
    {
        var line = new LogLine(t_line ??= new byte[UsualBytes]);
        format.Write(ref line, request);
        file.Write(line.Written);
        if (line.Buffer.Length <= MostKeptBytes)
        {
            t_line = line.Buffer;
        }
    }
}
