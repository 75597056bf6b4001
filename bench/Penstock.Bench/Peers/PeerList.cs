namespace Penstock.Bench.Peers;

/// <summary>All that can be measured, in the order of the table.</summary>
internal static class PeerList
{
    /// <param name="floor">The program that bench/floor.c was compiled to.</param>
    /// <param name="penstock">The penstock command.</param>
    /// <param name="before">That of another build; null for none.</param>
    public static Peer[] All(string floor, string penstock, string? before = null) =>
    [
        Floor.Of(floor), .. before is null ? [] : (Peer[])[PenstockPeers.Before(before)],
        PenstockPeers.Plain(penstock), PenstockPeers.Seen(penstock), PenstockPeers.WithRules(penstock),
        TrafficServer.Peer, Squid.Peer, Apache.Peer, OtherPeers.Tinyproxy, OtherPeers.Privoxy, OtherPeers.HAProxy, OtherPeers.Nginx,
    ];

    /// <summary>Those that were asked for, by name.</summary>
    /// <param name="all">Whom there are.</param>
    /// <param name="only">Names separated by commas; null for all.</param>
    /// <param name="problem">Names that nobody has.</param>
    public static Peer[] Choose(Peer[] all, string? only, out string? problem)
    {
        string[] names = only?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. all.Select(peer => peer.Name)];
        string[] unknown = [.. names.Except(all.Select(peer => peer.Name))];
        problem = unknown.Length == 0 ? null : $"no such proxy: {string.Join(", ", unknown)} (there are {string.Join(", ", all.Select(peer => peer.Name))})";
        return [.. all.Where(peer => names.Contains(peer.Name))];
    }

    /// <summary>What Debian's package of a peer says of its version, as 5.7; null without one.</summary>
    public static string? UpstreamVersion(string debianVersion)
    {
        // epoch:upstream-revision, and the upstream part may say more than its number: 1:2.6.12-1+deb12u4, 9.2.5+ds-0+deb12u4
        string upstream = debianVersion[(debianVersion.IndexOf(':') + 1)..];
        string number = new([.. upstream.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return number.Length == 0 ? null : string.Join('.', number.TrimEnd('.').Split('.').Take(2));
    }
}
