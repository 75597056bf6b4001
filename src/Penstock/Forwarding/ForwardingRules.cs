using System.Net;
using System.Net.Sockets;
using Penstock.Http;
using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>What is said to origins and clients about this proxy and about each other.</summary>
internal sealed class ForwardingRules(ProxyConfig config, string pseudonym)
{
    public ViaField Via { get; } = new(config.Via, config.ViaPseudonym ?? pseudonym);

    /// <summary>A name for one server: two proxies with one name would each take what comes from the other for a loop. A random one also tells origins nothing about this machine.</summary>
    public static string MakePseudonym() => $"{ProductInfo.ProxyStatusName}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Tells the origin who asks, if that is wanted. A client on a Unix socket has no address to tell.</summary>
    public void WriteForwarded(ref HeadWriter to, PeerAddress client)
    {
        if (config.Forwarded == ForwardedMode.Off || client.ToIPAddress() is not { } address)
        {
            return;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (config.Forwarded == ForwardedMode.XForwardedFor)
        {
            to.Append("X-Forwarded-For: "u8);
            to.Append(WithoutScope(address).ToString());
        }
        else
        {
            // RFC 7239, section 6: an IPv6 address is in brackets, and so has to be quoted.
            to.Append("Forwarded: for="u8);
            to.Append(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"\"[{WithoutScope(address)}]\"" : address.ToString());
        }

        to.EndLine();
    }

    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
}
