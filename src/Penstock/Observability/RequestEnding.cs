namespace Penstock.Observability;

/// <summary>Who ended a request, and with what, in the words of the JSON log: what <see cref="ProxyOutcome"/> says in one, in two.</summary>
internal static class RequestEnding
{
    /// <summary>The detail of a response that the proxy has given up, because no more of it came.</summary>
    internal const string OriginWasSilent = "the origin sent nothing for too long";

    /// <summary><c>client</c>, <c>origin</c> or <c>proxy</c>; null while it is open.</summary>
    public static string? By(ProxyOutcome outcome) => Of(outcome).By;

    /// <summary><c>fin</c>, <c>reset</c>, <c>limit</c>, <c>refusal</c>, <c>response</c>, <c>stop</c>, <c>rules</c>, <c>operator</c> or <c>fault</c>; null while it is open.</summary>
    public static string? With(ProxyOutcome outcome) => Of(outcome).With;

    /// <summary>The same of one request: it was the proxy that gave up an origin which had fallen silent.</summary>
    public static string? By(RequestTimeline request) => WasGivenUp(request) ? "proxy" : By(request.Outcome);

    /// <summary>The same of one request: of a side that has gone, its timeline knows whether it said so.</summary>
    public static string? With(RequestTimeline request) => request.Outcome switch
    {
        ProxyOutcome.ClientGone when request.Has(TimelineStage.ClientFinished) => "fin",
        ProxyOutcome.ResponseTruncated when request.Has(TimelineStage.OriginFinished) => "fin",
        ProxyOutcome.ResponseTruncated when WasGivenUp(request) => "limit",
        _ => With(request.Outcome),
    };

    private static bool WasGivenUp(RequestTimeline request) => request is { Outcome: ProxyOutcome.ResponseTruncated, Detail: OriginWasSilent };

    private static (string? By, string? With) Of(ProxyOutcome outcome) => outcome switch
    {
        ProxyOutcome.None => (null, null),
        ProxyOutcome.ClientClosedTunnel => ("client", "fin"),
        ProxyOutcome.OriginClosedTunnel => ("origin", "fin"),
        ProxyOutcome.ClientResetTunnel or ProxyOutcome.ClientGone => ("client", "reset"),
        ProxyOutcome.OriginResetTunnel or ProxyOutcome.ResponseTruncated => ("origin", "reset"),
        ProxyOutcome.TunnelIdle or ProxyOutcome.HeadTimedOut or ProxyOutcome.ClientTooSlow or ProxyOutcome.ResponseTimedOut or ProxyOutcome.ConnectTimedOut
            or ProxyOutcome.NameLookUpTimedOut => ("proxy", "limit"),
        ProxyOutcome.Forwarded => ("origin", "response"),
        ProxyOutcome.Answered => ("proxy", "response"),
        ProxyOutcome.RulesChanged => ("proxy", "rules"),
        ProxyOutcome.ProxyStopped => ("proxy", "stop"),
        ProxyOutcome.ClosedByOperator => ("proxy", "operator"),
        ProxyOutcome.InternalError => ("proxy", "fault"),
        ProxyOutcome.ConnectRefused or ProxyOutcome.OriginClosedEarly or ProxyOutcome.ResponseRejected => ("origin", "refusal"),
        _ => ("proxy", "refusal"),
    };
}
