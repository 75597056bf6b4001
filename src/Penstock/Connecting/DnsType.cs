namespace Penstock.Connecting;

/// <summary>The types of records that are asked for or looked at (RFC 1035, section 3.2.2; RFC 3596, section 2.1; RFC 6891, section 6.1.1).</summary>
internal enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Soa = 6,
    Aaaa = 28,
    Opt = 41,
}
