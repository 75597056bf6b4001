using Penstock.Observability.Formats;
using Penstock.Transport;

namespace Penstock.Observability;

/// <summary>One access log: a line a request, when it ends, and, if that is wanted, some before. Whatever a peer wrote is escaped: a line of the log is a line of ours.</summary>
internal sealed class AccessLog(LogFile file, AccessLogFormat format, AccessLogConfig config)
{
    /// <summary>Whether a tunnel has a line when it opens.</summary>
    public bool HasStarts => config.Start;

    /// <summary>How often an open tunnel has a line; null for never.</summary>
    public TimeSpan? Interval => config.Interval;

    // By the loop's number; each has its own.
    private readonly LoopLines?[] _lines = new LoopLines?[IoLoop.Most];

    /// <summary>Writes a line; the file has it after <see cref="Hand"/>.</summary>
    public void Write(int loop, RequestTimeline request)
    {
        LoopLines lines = _lines[loop] ??= new LoopLines(file);
        LogLine line = lines.Next();
        format.Write(ref line, request);
        lines.Add(line);
    }

    /// <summary>Gives the file the lines of that loop.</summary>
    public void Hand(int loop) => _lines[loop]?.Hand();
}
