using System.Globalization;
using System.Net;

namespace Penstock.Connecting;

/// <summary>What resolv.conf(5) says, with glibc's defaults and limits where it says nothing or too much.</summary>
internal sealed record ResolvConf
{
    private const int DnsPort = 53;

    // glibc's MAXNS, RES_MAXNDOTS, RES_MAXRETRANS and RES_MAXRETRY. It has no limit to search domains any more; before, it was 6.
    private const int MaxServers = 3;
    private const int MaxDots = 15;
    private const int MaxTimeoutSeconds = 30;
    private const int MaxAttempts = 5;
    private const int MaxSearch = 32;

    /// <summary>The longest name in text form, without the last dot: 255 octets on the wire (RFC 1035, section 2.3.4).</summary>
    private const int MaxNameLength = 253;

    /// <summary>Never empty: without a nameserver line it is the one on this machine.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Domains to try under, lower case, without a last dot.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>A name with fewer dots than this is tried under the search domains before it is tried by itself.</summary>
    public int Dots { get; init; } = 1;

    /// <summary>Null where the file does not say.</summary>
    public TimeSpan? TryTimeout { get; init; }

    /// <inheritdoc cref="TryTimeout"/>
    public int? Tries { get; init; }

    public static ResolvConf Parse(string text)
    {
        List<IPEndPoint> servers = [];
        ResolvConf conf = new();
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver" when servers.Count < MaxServers && HostsFile.TryParseAddress(words[1], out IPAddress? address):
                    servers.Add(new IPEndPoint(address, DnsPort));
                    break;
                case "domain": // the last of "domain" and "search" lines counts
                    conf = conf with { Search = Domains(words[1..2]) };
                    break;
                case "search":
                    conf = conf with { Search = Domains(words[1..]) };
                    break;
                case "options":
                    conf = words[1..].Aggregate(conf, WithOption);
                    break;
                default: // comments (# and ;), sortlist, and whatever comes
                    break;
            }
        }

        return conf with { Servers = servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, DnsPort)] };
    }

    /// <summary>The names to ask for, in order, when someone says <paramref name="name"/>.</summary>
    public IEnumerable<string> Candidates(string name)
    {
        IEnumerable<string> under = Search.Select(domain => name + "." + domain).Where(n => n.Length <= MaxNameLength);
        return name.Count(c => c == '.') < Dots ? [.. under, name] : [name, .. under];
    }

    private static List<string> Domains(IEnumerable<string> words) =>
        [.. words.Select(w => w.Trim('.').ToLowerInvariant()).Where(w => w.Length > 0).Take(MaxSearch)];

    private static ResolvConf WithOption(ResolvConf conf, string option)
    {
        int colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
        {
            return conf;
        }

        return option[..colon] switch
        {
            "ndots" => conf with { Dots = Math.Min(value, MaxDots) },
            "timeout" => conf with { TryTimeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, MaxTimeoutSeconds)) },
            "attempts" => conf with { Tries = Math.Clamp(value, 1, MaxAttempts) },
            _ => conf,
        };
    }
}
