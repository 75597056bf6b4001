using System.Globalization;

namespace Penstock.Connecting;

/// <summary>What a server says of a question as a whole: the RCODE of a header (RFC 1035, section 4.1.1). There are 16 of them.</summary>
internal enum DnsCode : byte
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
}

internal static class DnsCodes
{
    /// <summary>Its name in the IANA registry, or <c>RCODE9</c> for those that no answer to a query should have.</summary>
    public static string NameOf(DnsCode code) => code switch
    {
        DnsCode.NoError => "NOERROR",
        DnsCode.FormatError => "FORMERR",
        DnsCode.ServerFailure => "SERVFAIL",
        DnsCode.NameError => "NXDOMAIN",
        DnsCode.NotImplemented => "NOTIMP",
        DnsCode.Refused => "REFUSED",
        _ => "RCODE" + ((int)code).ToString(CultureInfo.InvariantCulture),
    };
}
