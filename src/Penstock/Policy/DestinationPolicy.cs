using System.Net;

namespace Penstock.Policy;

/// <summary>
/// May this client be connected to this address? Asked after name resolution, of each candidate, and only what was allowed is dialled: a name that
/// resolves to an inside address (DNS rebinding, SSRF) gains nothing. Pure: what is known of the host is handed in.
/// </summary>
internal static class DestinationPolicy
{
    /// <param name="clientIsLoopback">The client is on this host, by a loopback address or a Unix socket: what it may dial, it could dial without us.</param>
    /// <param name="address">The candidate.</param>
    /// <param name="port">The port that would be dialled.</param>
    /// <param name="listeners">Where the proxy listens, as bound: real ports, not 0.</param>
    /// <param name="isLocalAddress">Whether <see cref="LocalAddresses"/> holds the candidate.</param>
    public static AddressVerdict Judge(bool clientIsLoopback, IPAddress address, int port, IReadOnlyList<IPEndPoint> listeners, bool isLocalAddress)
    {
        AddressClass addressClass = AddressClassifier.Classify(address);
        AddressRuling ruling =
            IsOwnListener(address, port, listeners, isLocalAddress || addressClass is AddressClass.Loopback) ? AddressRuling.OwnListener
            : clientIsLoopback ? AddressRuling.Allowed
            : isLocalAddress ? AddressRuling.OwnHost
            : addressClass != AddressClass.Global ? AddressRuling.ProhibitedClass
            : AddressRuling.Allowed;
        return new AddressVerdict(ruling, addressClass);
    }

    private static bool IsOwnListener(IPAddress address, int port, IReadOnlyList<IPEndPoint> listeners, bool isLocal)
    {
        UInt128 target = AddressBits.Of(address);

        // Where connect(2) to an unspecified address goes.
        if (target == AddressBits.AnyIPv4 || target == AddressBits.AnyIPv6)
        {
            target = target == AddressBits.AnyIPv4 ? AddressBits.LoopbackIPv4 : AddressBits.LoopbackIPv6;
            isLocal = true;
        }

        for (int i = 0; i < listeners.Count; i++)
        {
            if (listeners[i].Port == port && Reaches(AddressBits.Of(listeners[i].Address), target, isLocal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Reaches(UInt128 listener, UInt128 target, bool isLocal) =>
        listener == target ||
        (isLocal && (listener == AddressBits.AnyIPv6 || (listener == AddressBits.AnyIPv4 && AddressBits.IsIPv4(target)))); // [::] is dual-stack: both families
}
