using System.Net;

namespace Penstock;

/// <summary>How names become addresses: first the hosts file, then <c>localhost</c> by itself (RFC 6761, section 6.3), then DNS or the system.</summary>
public sealed record ResolverConfig
{
    /// <summary>The DNS servers to ask, in order. Default none, which means those of <see cref="ResolvConfPath"/>. They are asked for each name just as it is, as if it ended with a dot: the search list of
    /// resolv.conf would lead to names that no rule has seen.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Ask the operating system (<c>getaddrinfo</c>) rather than DNS, for names that only it knows: mDNS, NIS, a VPN's split DNS, short names of a search list. Default false,
    /// because the system tells no lifetimes, answers both families at once, and holds a thread while it waits; and because rules about names see the short name alone. It is also what is asked when
    /// there are no <see cref="Servers"/> and no resolv.conf.</summary>
    public bool System { get; init; }

    /// <summary>How long one look-up may take, with all its servers and tries. Default 10 s: what glibc needs to give up on one silent
    /// server (two tries of 5 s), and less than most clients wait for a CONNECT. Range 100 ms to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one server may take for one question before the next is asked. Default resolv.conf's <c>timeout:</c>, or else 2 s: a resolver
    /// that has to walk from the root answers within 1 s or so, and two servers can be tried twice within <see cref="Timeout"/>. Range 100 ms to
    /// 30 s.</summary>
    public TimeSpan? TryTimeout { get; init; }

    /// <summary>How many times the list of servers is gone through. Default resolv.conf's <c>attempts:</c>, or else 2, as in glibc; range 1 to 5.</summary>
    public int? Tries { get; init; }

    /// <summary>The most names whose answers are kept. Default 10,000: a few MiB when full; range 16 to 1,000,000.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>The hosts file, read again when it changes. Default <c>/etc/hosts</c>, or <c>drivers\etc\hosts</c> in Windows's system folder.</summary>
    public string HostsPath { get; init; } = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts")
        : "/etc/hosts";

    /// <summary>Where DNS servers are found when <see cref="Servers"/> is empty; read again when it changes. Default
    /// <c>/etc/resolv.conf</c>, and none on Windows and macOS: the first has no such file, and the second's is not what its resolver goes by.</summary>
    public string? ResolvConfPath { get; init; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? null : "/etc/resolv.conf";

    /// <summary>By what they say: two lists of the same servers are the same.</summary>
    public bool Equals(ResolverConfig? other) => other is not null && Servers.SequenceEqual(other.Servers)
        && (System, Timeout, TryTimeout, Tries, CacheSize, HostsPath, ResolvConfPath)
            == (other.System, other.Timeout, other.TryTimeout, other.Tries, other.CacheSize, other.HostsPath, other.ResolvConfPath);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Servers.Count, System, Timeout, TryTimeout, Tries, CacheSize, HostsPath, ResolvConfPath);
}
