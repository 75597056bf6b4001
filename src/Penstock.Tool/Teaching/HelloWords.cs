namespace Penstock.Tool.Teaching;

/// <summary>What the hellos say in clear, as the proxy tells it.</summary>
internal static class HelloWords
{
    public static string OfClient(TlsFacts? tls)
    {
        if (tls is not { HasClientHello: true })
        {
            return tls?.Problem is { } problem ? $"I did not understand it ({problem})." : "Passes me in clear. I did not look into it: the server had spoken before, and no TLS.";
        }

        string name = tls.ServerName is { } server ? $"the name {server} (SNI)" : "no name (an address is none)";
        string alpn = tls.AlpnOffered is { Count: > 0 } offered ? $", offers {string.Join(" and ", offered)}" : "";
        string versions = tls.VersionsOffered is { Count: > 0 } versionsOffered ? $", can {string.Join(", ", versionsOffered)}" : "";
        string ech = tls.EchOffered ? " Another name may be hidden inside (ECH); I cannot tell." : "";
        string early = tls.EarlyDataOffered ? " Behind it comes data at once, encrypted by a key of last time." : "";
        return $"Passes me in clear: {name}{alpn}{versions}.{ech}{early}";
    }

    public static string OfServer(TlsFacts tls)
    {
        string keys = tls.Group is { } group ? $", keys by {group}" : "";
        string alpn = tls.Alpn is { } chosen ? $", {chosen}" : "";
        string resumed = tls.IsResumed ? " They go on with an earlier session." : "";
        string next = TlsSteps.IsTls13(tls) ? " From here on all is encrypted." : "";
        return $"In clear: {tls.Version}, {tls.CipherSuite}{keys}{alpn}.{resumed}{next}";
    }
}
