using System.Globalization;
using System.Text;

namespace Penstock.Tool.Reporting;

/// <summary>The line that <c>-v</c> shows for a request: when it ended, what was asked, where it went, how much passed, how long it took, who closed.</summary>
internal static class RequestLine
{
    public static string Format(RequestTimeline request)
    {
        DateTimeOffset ended = (request.StartedAt + request.Duration).ToLocalTime();
        string asked = request.Host is { } host ? $"CONNECT {(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{request.Port}" : Printable(request.RequestLine);
        string reached = request.OriginEndPoint is { } origin ? $" → {origin.Address}" : "";
        string passed = request.Status == 200
            ? $"  ↑ {ByteCount.Format(request.BytesUp)}  ↓ {ByteCount.Format(request.BytesDown)}"
            : $"  {(request.Status == 0 ? "no answer" : request.Status)}";
        return string.Create(CultureInfo.InvariantCulture, $"{ended:HH:mm:ss}  {asked}{reached}{passed}  {Seconds(request.Duration)}  {Ending(request)}");
    }

    private static string Ending(RequestTimeline request) => request.Outcome switch
    {
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
    private static string Printable(byte[] line)
    {
        var text = new StringBuilder();
        foreach (byte b in line.AsSpan(0, Math.Min(line.Length, 100)))
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        }

        return text.Length == 0 ? "(no request)" : text.ToString();
    }
}
