namespace Penstock;

/// <summary>
/// What kind of address this is, by the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), the Multicast registries and the
/// IPv6 Address Space registry. Everything but <see cref="Global"/> is a place that a proxy's client should not reach through the proxy unasked.
/// </summary>
public enum AddressClass
{
    /// <summary>
    /// An address of the public Internet, as far as the registries tell. A provider may still serve its own guests at one: Azure at 168.63.129.16.
    /// </summary>
    Global,

    /// <summary>0.0.0.0 and ::. connect(2) to them arrives at the host itself.</summary>
    Unspecified,

    /// <summary>0.0.0.0/8 (RFC 791, section 3.2).</summary>
    ThisNetwork,

    /// <summary>127.0.0.0/8 and ::1.</summary>
    Loopback,

    /// <summary>169.254.0.0/16 and fe80::/10. The metadata service of most clouds, 169.254.169.254, is here.</summary>
    LinkLocal,

    /// <summary>Addresses a site gives out itself: RFC 1918, unique local fc00::/7, site-local fec0::/10, local-use NAT64 64:ff9b:1::/48.</summary>
    Private,

    /// <summary>
    /// 100.64.0.0/10: between a provider's carrier-grade NAT and its customers (RFC 6598). Overlay networks and some metadata services live here.
    /// </summary>
    SharedAddressSpace,

    /// <summary>For examples in texts: RFC 5737, RFC 3849, RFC 9637.</summary>
    Documentation,

    /// <summary>For benchmarks of network devices: RFC 2544, RFC 5180.</summary>
    Benchmarking,

    /// <summary>224.0.0.0/4 and ff00::/8.</summary>
    Multicast,

    /// <summary>255.255.255.255.</summary>
    Broadcast,

    /// <summary>Not assigned, or no longer: 240.0.0.0/4, 6to4 relay anycast, IPv6 outside of 2000::/3, deprecated ways to carry an IPv4 address.</summary>
    Reserved,

    /// <summary>192.0.0.0/24 and 2001::/23, apart from what the registries call globally reachable. Teredo is here.</summary>
    ProtocolAssignments,

    /// <summary>Routed nowhere, on purpose: 100::/64 and the dummy prefix 100:0:0:1::/64 (RFC 6666, RFC 9780).</summary>
    DiscardOnly,

    /// <summary>5f00::/16: segment identifiers inside one provider's network (RFC 9602).</summary>
    SegmentRouting,
}
