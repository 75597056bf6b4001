namespace Penstock.Observability.Formats;

/// <summary>The pieces that need no argument.</summary>
internal static class LogParts
{
    public static LogPiece ConnectionStatus { get; } = static (ref LogLine line, RequestTimeline request) => line.Append(
        request.Outcome is ProxyOutcome.ClientGone or ProxyOutcome.ClientTooSlow or ProxyOutcome.ClientResetTunnel or ProxyOutcome.ResponseTruncated ? (byte)'X'
        : request.KeepsConnection ? (byte)'+'
        : (byte)'-');

    public static LogPiece? Of(string code, LogSettings settings) => code switch
    {
        "b" => settings.TunnelsHaveNoBody ? ApacheBytes : Bytes,
        "B" => settings.TunnelsHaveNoBody
            ? static (ref LogLine line, RequestTimeline request) => line.Append(IsTunnel(request) ? 0 : request.BodyBytes)
            : static (ref LogLine line, RequestTimeline request) => line.Append(request.BodyBytes),
        "D" => static (ref LogLine line, RequestTimeline request) => line.Append(request.Duration.Ticks / TimeSpan.TicksPerMicrosecond),
        "f" => static (ref LogLine line, RequestTimeline request) =>
        {
            if (IsProxied(request))
            {
                line.Append("proxy:"u8);
            }

            OrDash(ref line, IsProxied(request) ? LoggedLine.Target(request.RequestLine) : default);
        },
        "H" => static (ref LogLine line, RequestTimeline request) => OrDash(ref line, LoggedLine.Version(request.RequestLine)),
        "I" => static (ref LogLine line, RequestTimeline request) => line.Append(request.RequestHeadBytes + request.BytesUp),
        "k" => static (ref LogLine line, RequestTimeline request) => line.Append(request.Before),
        "m" => static (ref LogLine line, RequestTimeline request) => OrDash(ref line, LoggedLine.Method(request.RequestLine)),
        "O" => static (ref LogLine line, RequestTimeline request) => line.Append(request.ResponseHeadBytes + request.BodyBytes),
        "q" => static (ref LogLine line, RequestTimeline request) => line.AppendEscaped(LoggedLine.Query(LoggedLine.Target(request.RequestLine))),
        "r" => static (ref LogLine line, RequestTimeline request) => OrDash(ref line, request.RequestLine),
        "R" => static (ref LogLine line, RequestTimeline request) => line.Append(IsProxied(request) ? "proxy-server"u8 : "-"u8),
        "s" => static (ref LogLine line, RequestTimeline request) => NumberOrDash(ref line, request.Status),
        "S" => static (ref LogLine line, RequestTimeline request) =>
            line.Append(request.RequestHeadBytes + request.BytesUp + request.ResponseHeadBytes + request.BodyBytes),
        "u" => User,
        "U" => static (ref LogLine line, RequestTimeline request) => Url(ref line, LoggedLine.Target(request.RequestLine)),
        "X" => ConnectionStatus,
        _ => null,
    };

    private static LogPiece Bytes { get; } = static (ref LogLine line, RequestTimeline request) => NumberOrDash(ref line, request.BodyBytes);

    private static LogPiece ApacheBytes { get; } = static (ref LogLine line, RequestTimeline request) => NumberOrDash(ref line, IsTunnel(request) ? 0 : request.BodyBytes);

    private static LogPiece User { get; } = static (ref LogLine line, RequestTimeline request) =>
    {
        switch (request.User)
        {
            case null:
                line.Append((byte)'-');
                break;
            case "":
                line.Append("\"\""u8);
                break;
            default:
                line.AppendEscaped(request.User);
                break;
        }
    };

    private static bool IsTunnel(RequestTimeline request) => request.Status == 200 && LoggedLine.IsConnect(request.RequestLine);

    // What asks for a path or for "*" asks the proxy itself.
    private static bool IsProxied(RequestTimeline request) => request.Outcome != ProxyOutcome.HeadRejected && LoggedLine.Target(request.RequestLine) is [not ((byte)'/' or (byte)'*'), ..];

    // Apache logs what it proxies whole, and of what it serves the path as it is on the disk.
    private static void Url(ref LogLine line, ReadOnlySpan<byte> target)
    {
        if (target is not [(byte)'/', ..])
        {
            OrDash(ref line, target);
            return;
        }

        ReadOnlySpan<byte> path = target[..^LoggedLine.Query(target).Length];
        Span<byte> decoded = path.Length <= 1024 ? stackalloc byte[1024] : new byte[path.Length];
        line.AppendEscaped(decoded[..Http.PercentEncoding.Decode(path, decoded)]);
    }

    private static void OrDash(ref LogLine line, scoped ReadOnlySpan<byte> text) => line.AppendEscaped(text.IsEmpty ? "-"u8 : text);

    private static void NumberOrDash(ref LogLine line, long number)
    {
        if (number == 0)
        {
            // %b has a dash where nothing was sent; a request that could not be answered has no status either.
            line.Append((byte)'-');
        }
        else
        {
            line.Append(number);
        }
    }
}
