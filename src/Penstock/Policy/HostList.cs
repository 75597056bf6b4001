using System.Collections.Frozen;
using System.Net;

namespace Penstock;

/// <summary>A named list of destinations, made once and shared by the rules that name it.</summary>
public sealed class HostList
{
    private readonly FrozenSet<string> _itself;
    private readonly FrozenSet<string> _below;
    private readonly IPNetwork[] _networks;

    /// <param name="name">What rules call it.</param>
    /// <param name="patterns">What is on it.</param>
    public HostList(string name, IEnumerable<DestinationPattern> patterns)
    {
        Name = name;
        DestinationPattern[] all = [.. patterns];
        _itself = all.Where(p => p.MatchesItself).Select(p => p.Name!).ToFrozenSet();
        _below = all.Where(p => p.MatchesBelow).Select(p => p.Name!).ToFrozenSet();
        _networks = [.. all.Where(p => p.Network is not null).Select(p => p.Network!.Value)];
    }

    /// <summary>What rules call it.</summary>
    public string Name { get; }

    /// <summary>Whether there are addresses on it.</summary>
    public bool HasNetworks => _networks.Length > 0;

    /// <summary>Whether a name, in lower case and without a last dot, is on it.</summary>
    public bool Contains(string host)
    {
        if (_itself.Contains(host))
        {
            return true;
        }

        for (int dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (_below.Contains(host[(dot + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an address is on it.</summary>
    public bool Contains(IPAddress address) => _networks.Any(network => network.Contains(address));
}
