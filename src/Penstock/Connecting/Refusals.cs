using System.Net;
using System.Text;
using Penstock.Policy;

namespace Penstock.Connecting;

/// <summary>The addresses of one destination that were judged and not let through, and why.</summary>
internal sealed class Refusals
{
    private readonly StringBuilder _text = new();
    private AddressRuling _ruling;

    /// <summary>What the request ends with if no address was let through.</summary>
    public ProxyOutcome Outcome => _ruling switch
    {
        AddressRuling.OwnListener => ProxyOutcome.ProxyLoop,
        AddressRuling.NeedsUser => ProxyOutcome.AuthenticationRequired,
        AddressRuling.DeniedByRule => ProxyOutcome.Denied,
        AddressRuling.PortNotAllowed => ProxyOutcome.ConnectPortNotAllowed,
        _ => ProxyOutcome.DestinationProhibited,
    };

    /// <summary>What decided on the address that <see cref="Outcome"/> speaks of.</summary>
    public Decision? Decision { get; private set; }

    public bool Any => _text.Length > 0;

    public void Add(IPAddress address, AddressVerdict verdict)
    {
        if (_text.Length == 0 || Weight(verdict.Ruling) > Weight(_ruling))
        {
            _ruling = verdict.Ruling;
            Decision = verdict.Decider;
        }

        _text.Append(_text.Length == 0 ? "" : ", ").Append(address).Append(verdict.Ruling switch
        {
            AddressRuling.OwnListener => " is this proxy's own listener",
            AddressRuling.OwnHost => " is an address of the proxy's own host",
            AddressRuling.DeniedByRule => $" is denied by {verdict.Decision}",
            AddressRuling.PortNotAllowed => " may not be reached by CONNECT on that port",
            AddressRuling.NeedsUser => " is decided by a rule about users",
            _ => $" is not a global address ({verdict.Class})",
        });
    }

    public override string ToString() => _text.ToString();

    // Of several reasons the one is told that its client can do most about.
    private static int Weight(AddressRuling ruling) => ruling switch
    {
        AddressRuling.OwnListener => 4,
        AddressRuling.NeedsUser => 3,
        AddressRuling.DeniedByRule => 2,
        AddressRuling.PortNotAllowed => 1,
        _ => 0,
    };
}
