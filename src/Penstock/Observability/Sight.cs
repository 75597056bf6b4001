using System.Globalization;
using Penstock.Recognition;

namespace Penstock.Observability;

/// <summary>What the proxy saw of one request and what it could not see, in sentences: the answer to the question that people ask. Each sentence is true of this request, not of proxies at large.</summary>
internal static class Sight
{
    private const int MaxAddresses = 8;

    public static IReadOnlyList<string> Saw(RequestTimeline request)
    {
        List<string> saw = [];
        string client = request.ClientAddress is { } address ? $"{address}" : "a client on a Unix socket of this machine";
        string user = request.User is null ? "" : $", logged in as {request.User},";
        saw.Add(request switch
        {
            { Host: not null } => $"Who asks, and for what: {client}{user} asks for {request.Host}, port {request.Port}.",
            { Method: "", Outcome: ProxyOutcome.None } => $"A request from {client} that is not yet complete.",
            { Method: "", Outcome: ProxyOutcome.ClientGone or ProxyOutcome.HeadTimedOut or ProxyOutcome.ProxyStopped or ProxyOutcome.ClosedByOperator } => $"A request from {client} that never became complete.",
            { Outcome: ProxyOutcome.TooManyConnections } => $"A connection from {client} too many: I did not wait for its request.",
            { Method: "" } => $"A request from {client} that I did not understand.",
            { Outcome: ProxyOutcome.HeadRejected } => $"A request from {client} that I refused for what it says, or how ({request.Detail}), before I looked where it was to go.",
            _ => $"A request from {client} for myself.",
        });
        saw.Add($"When and how long: {request.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, {Seconds(request.Duration)}{(request.IsOpen ? " so far" : "")}.");
        if (request.IsTunnel)
        {
            saw.Add($"How much: {Number(request.BytesUp)} bytes up, {Number(request.BytesDown)} bytes down{Records(request)}.");
        }

        if (request.LookUp is { Source: not "literal", Answers.Count: > 0 } lookUp)
        {
            string more = lookUp.Answers.Count > MaxAddresses ? $" and {lookUp.Answers.Count - MaxAddresses} more" : "";
            saw.Add($"The addresses of that name: {string.Join(", ", lookUp.Answers.Take(MaxAddresses).Select(answer => answer.Address))}{more} ({lookUp.Source}).");
        }

        if (request is { Method: not ("" or "CONNECT"), Host: not null })
        {
            saw.Add(InClear(request));
        }

        if (request is { IsTunnel: true, Recognized: { } seen })
        {
            AddProtocol(saw, seen);
            if (request.Tls is { } tls)
            {
                TlsSight.AddSeen(saw, tls);
            }
        }

        return saw;
    }

    public static IReadOnlyList<string> CouldNotSee(RequestTimeline request) => request switch
    {
        { IsTunnel: true, Tls: { } tls } when tls.HasClientHello || tls.HasServerHello => TlsSight.Hidden(tls, request),
        { IsTunnel: true } => OfOtherTunnel(request),
        { Outcome: ProxyOutcome.Forwarded } => ["Nothing: plain http hides nothing from a proxy. With https I would see the host's name, how much and when, and not what was said."],
        { Method: "CONNECT", Host: not null, IsOpen: false } => ["What the client wanted to say there: there was no tunnel, so it could not say it."],
        _ => [],
    };

    private static string InClear(RequestTimeline request)
    {
        string kept = request.Logged is null ? "the request line and the counts" : "the request line, the counts and what the access log's format names";
        return request switch
        {
            { IsTunnel: true } => $"The request that asked for another protocol: it was plain http, so the whole address, the fields and the cookies came to me in clear. I keep {kept}.",
            { Outcome: ProxyOutcome.Forwarded } => $"Everything else as well: it was plain http, so the whole address, the fields, the cookies and the bodies passed through me in clear. I keep {kept}.",
            _ => $"What was asked: it is plain http, so the whole address, the fields and the cookies come to me in clear. I keep {kept}.",
        };
    }

    private static void AddProtocol(List<string> saw, TunnelRecognizer seen)
    {
        string? name = ProtocolWords.Name(seen.Protocol);
        if (name is not null)
        {
            saw.Add($"What it is, by its first bytes: {name}{(seen.HttpMethod is { } method ? $", a {method}" : "")}{(seen.StartTls ? ", which then turned to TLS" : "")}.");
        }

        if (seen.ServerBanner is { } server)
        {
            saw.Add($"{(seen.Protocol is TunnelProtocol.MySql ? "The server's version" : "The server's first line")}, in clear: {server}");
        }

        if (seen.ClientBanner is { } client)
        {
            saw.Add($"The client's first line, in clear: {client}");
        }
    }

    private static string[] OfOtherTunnel(RequestTimeline request) => request switch
    {
        { BytesUp: 0, BytesDown: 0 } => [request.IsOpen ? "Nothing yet: no byte has passed." : "Nothing: no byte passed."],
        { Recognized.Protocol: TunnelProtocol.Ssh } =>
        [
            "The user, the commands, the files: SSH encrypts them with keys that the two agree on, and that never pass.",
            "I read the first lines and no more, and I change nothing.",
        ],
        { Recognized: { Protocol: TunnelProtocol.Tls, HelloProblem: HelloProblem.None } } =>
            [$"Whom it was for, and all that came after: it began as TLS, and the client's hello {(request.IsOpen ? "is not complete yet" : "never was complete")}. I changed nothing."],
        { Recognized.Protocol: TunnelProtocol.Tls } =>
            ["What the hello said, and all that came after: it began as TLS, I did not understand it further and looked at no more, and I changed none of it."],
        { Recognized: { Protocol: TunnelProtocol.Unknown } or null } =>
            ["What it was: I did not know the first bytes, I looked at no others, and I changed none."],
        _ => ["The rest: it began in clear, but I looked at the first bytes and no further, and I changed none."],
    };

    private static string Records(RequestTimeline request) =>
        request.TlsRecordsUp + request.TlsRecordsDown == 0 ? "" : $" ({(request.TlsRecordsAreExact ? "" : "at least ")}{Number(request.TlsRecordsUp)} and {Number(request.TlsRecordsDown)} TLS records)";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan duration) => $"{duration.TotalSeconds.ToString(duration.TotalSeconds < 10 ? "0.000" : "N0", CultureInfo.InvariantCulture)} s";
}
