namespace Penstock.Observability.Formats;

/// <summary>The time of a request: <c>%t</c> and <c>%{…}t</c>, as mod_log_config has them.</summary>
internal static class LogTime
{
    private delegate void Number(ref LogLine line, long ticks);

    /// <summary>Compiles the argument: <c>begin:</c> or <c>end:</c>, or neither, then nothing, <c>sec</c>, <c>msec</c>, <c>usec</c>, <c>msec_frac</c>, <c>usec_frac</c> or a format of
    /// strftime(3).</summary>
    public static LogPiece? Of(string argument, TimeZoneInfo zone, out string? problem)
    {
        problem = null;
        bool isEnd = Takes(ref argument, "end");
        if (!isEnd)
        {
            Takes(ref argument, "begin");
        }

        if (argument.Length == 0)
        {
            var common = new SecondText(zone, Strftime.Common);
            return (ref LogLine line, RequestTimeline request) =>
            {
                line.Append((byte)'[');
                line.Append(common.Of(TimeOf(request, isEnd)));
                line.Append((byte)']');
            };
        }

        if (NumberOf(argument) is { } number)
        {
            return (ref LogLine line, RequestTimeline request) => number(ref line, TimeOf(request, isEnd).UtcTicks - DateTime.UnixEpoch.Ticks);
        }

        if (!Strftime.TryParse(argument, out Func<DateTimeOffset, byte[]>? format, out problem))
        {
            return null;
        }

        var text = new SecondText(zone, format!);
        return (ref LogLine line, RequestTimeline request) => line.Append(text.Of(TimeOf(request, isEnd)));
    }

    public static DateTimeOffset TimeOf(RequestTimeline request, bool isEnd) => isEnd ? request.StartedAt + request.Duration : request.StartedAt;

    private static bool Takes(ref string argument, string word)
    {
        if (argument == word)
        {
            argument = "";
            return true;
        }

        if (argument.StartsWith(word + ":", StringComparison.Ordinal))
        {
            argument = argument[(word.Length + 1)..];
            return true;
        }

        return false;
    }

    private static Number? NumberOf(string word) => word switch
    {
        "sec" => static (ref LogLine line, long ticks) => line.Append(ticks / TimeSpan.TicksPerSecond),
        "msec" => static (ref LogLine line, long ticks) => line.Append(ticks / TimeSpan.TicksPerMillisecond),
        "usec" => static (ref LogLine line, long ticks) => line.Append(ticks / TimeSpan.TicksPerMicrosecond),
        "msec_frac" => static (ref LogLine line, long ticks) => line.AppendPadded(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond, 3),
        "usec_frac" => static (ref LogLine line, long ticks) => line.AppendPadded(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond, 6),
        _ => null,
    };
}
