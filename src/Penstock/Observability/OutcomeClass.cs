namespace Penstock.Observability;

/// <summary>The outcomes in three words, for metrics that a word each would be too much for.</summary>
internal static class OutcomeClass
{
    public const string Ok = "ok";
    public const string Refused = "refused";
    public const string Failed = "failed";

    /// <summary>
    /// <c>failed</c>: by the origin, the network, the look-up, or a fault or want of the proxy's own; <c>refused</c>: what the client asked, or how, was not to be carried out; <c>ok</c>: it was carried
    /// out, however its client or its origin ended it.
    /// </summary>
    public static string Of(ProxyOutcome outcome) => outcome switch
    {
        ProxyOutcome.HeadRejected or ProxyOutcome.HeadTimedOut or ProxyOutcome.BodyRejected or ProxyOutcome.ClientTooSlow or ProxyOutcome.TooManyConnections or ProxyOutcome.ClientNotAllowed
            or ProxyOutcome.Denied or ProxyOutcome.ConnectPortNotAllowed or ProxyOutcome.AuthenticationRequired or ProxyOutcome.DestinationProhibited or ProxyOutcome.ProxyLoop => Refused,
        ProxyOutcome.NameUnknown or ProxyOutcome.NameLookUpFailed or ProxyOutcome.NameLookUpTimedOut or ProxyOutcome.ConnectRefused or ProxyOutcome.ConnectUnreachable
            or ProxyOutcome.ConnectTimedOut or ProxyOutcome.ConnectFailed or ProxyOutcome.OriginClosedEarly or ProxyOutcome.ResponseRejected or ProxyOutcome.ResponseTimedOut
            or ProxyOutcome.ResponseTruncated or ProxyOutcome.ResourcesExhausted or ProxyOutcome.InternalError => Failed,
        _ => Ok,
    };
}
