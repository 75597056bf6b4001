using System.Globalization;
using System.Text;

namespace Penstock.Tool.Reporting;

/// <summary>The line that <c>-v</c> shows for a request: when it ended, what was asked, where it went, how much passed, how long it took, who closed.</summary>
internal static class RequestLine
{
    public static string Format(RequestTimeline request)
    {
        DateTimeOffset ended = (request.StartedAt + request.Duration).ToLocalTime();
        string asked = Asked(request);
        string reached = request.OriginEndPoint is { } origin ? $" → {origin.Address}" : "";
        bool isTunnel = request.RequestLine.AsSpan().StartsWith("CONNECT "u8) && request.Status == 200;
        string status = isTunnel ? "" : $"  {(request.Status == 0 ? "no answer" : request.Status)}";
        string bytes = isTunnel || request.Outcome == ProxyOutcome.Forwarded || request.BytesUp > 0
            ? $"  ↑ {ByteCount.Format(request.BytesUp)}  ↓ {ByteCount.Format(request.BytesDown)}"
            : "";
        string passed = status + bytes;
        return string.Create(CultureInfo.InvariantCulture, $"{ended:HH:mm:ss}  {asked}{reached}{passed}  {Seconds(request.Duration)}  {Ending(request)}");
    }

    // "CONNECT host:port" as rules see it, or the method and the URI as the client wrote it, without the version that says nothing.
    private static string Asked(RequestTimeline request)
    {
        if (request.Host is { } host && request.RequestLine.AsSpan().StartsWith("CONNECT "u8))
        {
            return $"CONNECT {(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{request.Port}";
        }

        ReadOnlySpan<byte> line = request.RequestLine;
        int version = line.LastIndexOf(" HTTP/1."u8);
        return Printable(version > 0 ? line[..version] : line);
    }

    private static string Ending(RequestTimeline request) => request.Outcome switch
    {
        ProxyOutcome.Forwarded => "done",
        ProxyOutcome.Answered => "answered by penstock itself",
        ProxyOutcome.ClientClosedTunnel => "client closed",
        ProxyOutcome.OriginClosedTunnel => "server closed",
        ProxyOutcome.ClientResetTunnel => "client reset",
        ProxyOutcome.OriginResetTunnel => "server reset",
        ProxyOutcome.TunnelIdle => "idle for too long",
        ProxyOutcome.ProxyStopped => "penstock stopped",
        var outcome when string.IsNullOrEmpty(request.Detail) => outcome.ToString(),
        var outcome => $"{outcome}: {request.Detail}",
    };

    private static string Seconds(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds.ToString(duration.TotalSeconds < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)} s");

    // What a client wrote goes to a terminal: nothing but plain characters, and not a screenful of them.
    private static string Printable(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder();
        foreach (byte b in line[..Math.Min(line.Length, 100)])
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        }

        return text.Length == 0 ? "(no request)" : text.ToString();
    }
}
