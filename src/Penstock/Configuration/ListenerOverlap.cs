using System.Net;
using System.Net.Sockets;

namespace Penstock;

/// <summary>Whether two addresses to listen on are, in part, the same.</summary>
internal static class ListenerOverlap
{
    /// <summary>One port, and one address or a wildcard that holds it. <c>[::]</c> holds every address, as our listeners do; port 0 is no port yet.</summary>
    public static bool Of(EndPoint one, EndPoint other) => (one, other) switch
    {
        (IPEndPoint first, IPEndPoint second) => first.Port == second.Port && first.Port != 0
            && (Holds(first.Address, second.Address) || Holds(second.Address, first.Address)),
        _ => one is UnixDomainSocketEndPoint && other is UnixDomainSocketEndPoint && one.ToString() == other.ToString(),
    };

    private static bool Holds(IPAddress wildcard, IPAddress address) =>
        wildcard.Equals(address) || wildcard.Equals(IPAddress.IPv6Any) || (wildcard.Equals(IPAddress.Any) && address.AddressFamily == AddressFamily.InterNetwork);
}
