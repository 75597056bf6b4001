using System.Net;
using Penstock.Http;
using Penstock.Policy;

namespace Penstock;

/// <summary>A named list of destinations, made once by a <see cref="HostListBuilder"/> and shared by the rules that name it. It may have millions of entries: a look-up takes well under a microsecond and
/// nothing of the heap, and a name takes some 30 bytes.</summary>
public sealed class HostList
{
    internal const int Itself = 1;
    internal const int Below = 2;

    private readonly NameTable _names;
    private readonly AddressRanges _networks;

    internal HostList(string name, NameTable names, AddressRanges networks)
    {
        Name = name;
        _names = names;
        _networks = networks;
    }

    /// <summary>What rules call it.</summary>
    public string Name { get; }

    /// <summary>How many names are on it.</summary>
    public int Names => _names.Count;

    /// <summary>Whether there are addresses on it.</summary>
    public bool HasNetworks => !_networks.IsEmpty;

    /// <summary>Whether a name, in lower case and without a last dot, is on it.</summary>
    public bool Contains(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Span<byte> room = stackalloc byte[HostName.MaxLength];
        NameTable.MatchEnumerator matches = _names.Match(host, room);
        while (matches.MoveNext())
        {
            if ((matches.Current & (matches.IsWhole ? Itself : Below)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an address is on it.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _networks.Contains(address);
    }

    internal bool ContainsOther(IPAddress address) => _networks.ContainsOther(address);
}
