using static Penstock.AddressClass;

namespace Penstock.Policy;

/// <summary>
/// The registries as tables, as of 2025-10-09:
/// <see href="https://www.iana.org/assignments/iana-ipv4-special-registry/">IPv4</see> and
/// <see href="https://www.iana.org/assignments/iana-ipv6-special-registry/">IPv6</see> Special-Purpose Addresses, with multicast and the
/// <see href="https://www.iana.org/assignments/ipv6-address-space/">IPv6 Address Space</see>. The first row that holds an address decides, so a block
/// stands below its exceptions; the last row holds every address. Rows of one name in the registry are left out where the block around them says the same.
/// </summary>
internal static class SpecialPurposeAddresses
{
    public static readonly AddressBlock[] IPv4 =
    [
        new("0.0.0.0", 32, Unspecified),               // "This host on this network": RFC 1122, section 3.2.1.3
        new("0.0.0.0", 8, ThisNetwork),                // "This network": RFC 791, section 3.2
        new("10.0.0.0", 8, Private),                   // Private-Use: RFC 1918
        new("100.64.0.0", 10, SharedAddressSpace),     // Shared Address Space: RFC 6598
        new("127.0.0.0", 8, Loopback),                 // Loopback: RFC 1122, section 3.2.1.3
        new("169.254.0.0", 16, LinkLocal),             // Link Local: RFC 3927
        new("172.16.0.0", 12, Private),                // Private-Use: RFC 1918
        new("192.0.0.9", 32, Global),                  // Port Control Protocol Anycast, globally reachable: RFC 7723
        new("192.0.0.10", 32, Global),                 // TURN Anycast, globally reachable: RFC 8155
        new("192.0.0.0", 24, ProtocolAssignments),     // IETF Protocol Assignments: RFC 6890, section 2.1; holds RFC 7335, 7600 and 8880
        new("192.0.2.0", 24, Documentation),           // TEST-NET-1: RFC 5737
        new("192.31.196.0", 24, Global),               // AS112-v4, globally reachable: RFC 7535
        new("192.52.193.0", 24, Global),               // AMT, globally reachable: RFC 7450
        new("192.88.99.0", 24, Reserved),              // 6to4 Relay Anycast, deprecated by RFC 7526; holds 6a44 (192.88.99.2, RFC 6751), not global either
        new("192.168.0.0", 16, Private),               // Private-Use: RFC 1918
        new("192.175.48.0", 24, Global),               // Direct Delegation AS112 Service, globally reachable: RFC 7534
        new("198.18.0.0", 15, Benchmarking),           // Benchmarking: RFC 2544
        new("198.51.100.0", 24, Documentation),        // TEST-NET-2: RFC 5737
        new("203.0.113.0", 24, Documentation),         // TEST-NET-3: RFC 5737
        new("224.0.0.0", 4, Multicast),                // RFC 5771, of the IPv4 Multicast registry; holds MCAST-TEST-NET (RFC 6676)
        new("255.255.255.255", 32, Broadcast),         // Limited Broadcast: RFC 919, section 7; RFC 8190
        new("240.0.0.0", 4, Reserved),                 // Reserved: RFC 1112, section 4
        new("0.0.0.0", 0, Global),
    ];

    // Not here: IPv4-mapped addresses, ::ffff:0:0/96 (RFC 4291, section 2.5.5.2). To AddressBits they are IPv4 addresses.
    public static readonly AddressBlock[] IPv6 =
    [
        new("::", 128, Unspecified),                                         // Unspecified Address: RFC 4291, section 2.5.2
        new("::1", 128, Loopback),                                           // Loopback Address: RFC 4291, section 2.5.3
        new("::", 96, Reserved, EmbeddedIPv4.Last32),                        // IPv4-compatible, deprecated: RFC 4291, section 2.5.5.1
        new("::ffff:0:0:0", 96, Reserved, EmbeddedIPv4.Last32),              // IPv4-translated, obsolete: RFC 2765, section 2.1
        new("64:ff9b::", 96, Global, EmbeddedIPv4.Last32),                   // IPv4-IPv6 Translation (NAT64), globally reachable: RFC 6052, section 2.1
        new("64:ff9b:1::", 48, Private),                                     // IPv4-IPv6 Translation, local use: RFC 8215
        new("100::", 64, DiscardOnly),                                       // Discard-Only Address Block: RFC 6666
        new("100:0:0:1::", 64, DiscardOnly),                                 // Dummy IPv6 Prefix: RFC 9780
        new("2001::", 32, ProtocolAssignments, EmbeddedIPv4.Teredo),         // TEREDO, reachability N/A: RFC 4380; RFC 8190
        new("2001:1::1", 128, Global),                                       // Port Control Protocol Anycast, globally reachable: RFC 7723
        new("2001:1::2", 128, Global),                                       // TURN Anycast, globally reachable: RFC 8155
        new("2001:1::3", 128, Global),                                       // DNS-SD Service Registration Protocol Anycast, globally reachable: RFC 9665
        new("2001:2::", 48, Benchmarking),                                   // Benchmarking: RFC 5180
        new("2001:3::", 32, Global),                                         // AMT, globally reachable: RFC 7450
        new("2001:4:112::", 48, Global),                                     // AS112-v6, globally reachable: RFC 7535
        new("2001:20::", 28, Global),                                        // ORCHIDv2, globally reachable: RFC 7343
        new("2001:30::", 28, Global),                                        // Drone Remote ID Entity Tags, globally reachable: RFC 9374
        new("2001::", 23, ProtocolAssignments),                              // IETF Protocol Assignments: RFC 2928; holds ORCHID (2001:10::/28, RFC 4843)
        new("2001:db8::", 32, Documentation),                                // Documentation: RFC 3849
        new("2002::", 16, Global, EmbeddedIPv4.After16),                     // 6to4, reachability N/A: RFC 3056
        new("2620:4f:8000::", 48, Global),                                   // Direct Delegation AS112 Service, globally reachable: RFC 7534
        new("3fff::", 20, Documentation),                                    // Documentation: RFC 9637
        new("5f00::", 16, SegmentRouting),                                   // Segment Routing (SRv6) SIDs: RFC 9602
        new("fc00::", 7, Private),                                           // Unique-Local: RFC 4193
        new("fe80::", 10, LinkLocal),                                        // Link-Local Unicast: RFC 4291, section 2.5.6
        new("fec0::", 10, Private),                                          // Site-Local, deprecated by RFC 3879 but still what sites gave out themselves
        new("ff00::", 8, Multicast),                                         // Multicast: RFC 4291, section 2.7
        new("2000::", 3, Global),                                            // Global Unicast, the one part from which unicast is assigned: RFC 4291
        new("::", 0, Reserved),                                              // Reserved by IETF: RFC 4291, section 2.4, and the Address Space registry
    ];
}
