using System.Net;
using System.Text;
using Penstock.Policy;

namespace Penstock.Connecting;

/// <summary>The addresses of one destination that were judged and not let through, and why.</summary>
internal sealed class Refusals
{
    private readonly StringBuilder _text = new();
    private bool _loop;

    /// <summary>What the request ends with if no address was let through.</summary>
    public ProxyOutcome Outcome => _loop ? ProxyOutcome.ProxyLoop : ProxyOutcome.DestinationProhibited;

    public bool Any => _text.Length > 0;

    public void Add(IPAddress address, AddressVerdict verdict)
    {
        _loop |= verdict.Ruling == AddressRuling.OwnListener;
        _text.Append(_text.Length == 0 ? "" : ", ").Append(address).Append(verdict.Ruling switch
        {
            AddressRuling.OwnListener => " is this proxy's own listener",
            AddressRuling.OwnHost => " is an address of the proxy's own host",
            _ => $" is not a global address ({verdict.Class})",
        });
    }

    public override string ToString() => _text.ToString();
}
