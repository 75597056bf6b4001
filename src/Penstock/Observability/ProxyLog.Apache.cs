using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Penstock.Observability;

/// <summary>What Apache's error log says of a request, for those who search it for these lines; beside our own.</summary>
internal static partial class ProxyLog
{
    /// <summary>One line, if Apache has one that is known.</summary>
    public static void AsApache(ILogger logger, RequestTimeline request)
    {
        switch (request.Outcome)
        {
            case ProxyOutcome.NameUnknown or ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut:
                ApacheLookUpFailed(logger, request.ClientAddress, request.Host, request.Port);
                break;
            case ProxyOutcome.Denied when request.Decision?.Rule?.Because is { } because:
                ApacheRefused(logger, request.ClientAddress, because, Target(request.RequestLine));
                break;
            case ProxyOutcome.ClientNotAllowed or ProxyOutcome.Denied:
                ApacheDenied(logger, request.ClientAddress, Target(request.RequestLine));
                break;
        }
    }

    private static string Target(ReadOnlySpan<byte> line)
    {
        int first = line.IndexOf((byte)' ') + 1;
        int last = line.LastIndexOf((byte)' ');
        return Encoding.Latin1.GetString(first > 0 && last > first ? line[first..last] : default);
    }

    [LoggerMessage(50, LogLevel.Error, "[client {Client}] AH00898: DNS lookup failure for: {Host} returned by {Host}:{Port}")]
    private static partial void ApacheLookUpFailed(ILogger logger, IPAddress? client, string? host, int port);

    [LoggerMessage(52, LogLevel.Error, "[client {Client}] AH00898: {Reason} returned by {Target}")]
    private static partial void ApacheRefused(ILogger logger, IPAddress? client, string reason, string target);

    [LoggerMessage(51, LogLevel.Error, "[client {Client}] AH01797: client denied by server configuration: proxy:{Target}")]
    private static partial void ApacheDenied(ILogger logger, IPAddress? client, string target);
}
