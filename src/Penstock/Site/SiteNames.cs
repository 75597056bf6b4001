using System.Net;

namespace Penstock.Site;

/// <summary>The names that a site goes by.</summary>
internal sealed class SiteNames(IReadOnlyList<string> names)
{
    private readonly HashSet<string> _names = [.. names.Select(Normal)];

    /// <summary>Whether a request with that Host is for the site: every one if there are no names; else one of the names, <c>localhost</c>, or the address that the client came to.</summary>
    /// <param name="host">The value of Host; null or empty if the client did not say.</param>
    /// <param name="local">The address of this end; null for a Unix socket.</param>
    public bool Take(string? host, IPAddress? local)
    {
        if (_names.Count == 0 || string.IsNullOrEmpty(host))
        {
            return true;
        }

        int colon = host.LastIndexOf(':');
        string name = Normal(colon >= 0 && host.IndexOf(']', colon) < 0 ? host[..colon] : host);
        return name == "localhost" || _names.Contains(name) || (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) && IsOurs(address, local));
    }

    private static bool IsOurs(IPAddress address, IPAddress? local) =>
        IPAddress.IsLoopback(address) || (local is not null && Unmapped(address).Equals(Unmapped(local)));

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string Normal(string name) => (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();
}
