namespace Penstock.EndToEnd.Tls;

/// <summary>What somebody says of a TLS connection: the proxy's timeline, or tshark. Two that agree are equal.</summary>
internal sealed record TlsAccount
{
    public string? ServerName { get; init; }

    public string Alpn { get; init; } = "";

    public string Versions { get; init; } = "";

    public string? Ja4 { get; init; }

    public bool HasEch { get; init; }

    public bool HasPsk { get; init; }

    public bool HasTicket { get; init; }

    public bool HasEarlyData { get; init; }

    public bool HasPostQuantum { get; init; }

    public string? Version { get; init; }

    public string? CipherSuite { get; init; }

    public string? Group { get; init; }

    public string? ChosenAlpn { get; init; }

    public bool IsResumed { get; init; }

    public bool IsRetried { get; init; }

    public string? Subject { get; init; }

    public string Names { get; init; } = "";

    public string? Alert { get; init; }

    /// <summary>Null where they are not compared: where some passed unseen, or one side did not wait for the other's last.</summary>
    public string? Records { get; init; }

    /// <summary>What the proxy says.</summary>
    public static TlsAccount Of(RequestTimeline request, bool withRecords)
    {
        TlsFacts tls = Assert.IsType<TlsFacts>(request.Tls);
        Assert.Null(tls.Problem);
        Assert.True(!withRecords || request.TlsRecordsAreExact, "the count of records is not exact");
        return new TlsAccount
        {
            ServerName = tls.ServerName,
            Alpn = string.Join(' ', tls.AlpnOffered),
            Versions = string.Join(", ", tls.VersionsOffered),
            Ja4 = tls.Ja4,
            HasEch = tls.EchOffered,
            HasPsk = tls.PskOffered,
            HasTicket = tls.TicketOffered,
            HasEarlyData = tls.EarlyDataOffered,
            HasPostQuantum = tls.PostQuantumOffered,
            Version = tls.Version,
            CipherSuite = tls.CipherSuite,
            Group = tls.Group,
            ChosenAlpn = tls.Alpn,
            IsResumed = tls.IsResumed,
            IsRetried = tls.WasRetried,
            Subject = tls.Certificate?.Subject,
            Names = string.Join(' ', tls.Certificate?.Names ?? []),
            Alert = tls.Alert is { } alert ? $"{alert.From} {alert.Description}" : null,
            Records = withRecords ? $"{request.TlsRecordsUp} up, {request.TlsRecordsDown} down" : null,
        };
    }
}
