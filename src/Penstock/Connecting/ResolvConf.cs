using System.Globalization;
using System.Net;

namespace Penstock.Connecting;

/// <summary>What resolv.conf(5) says, with glibc's defaults and limits where it says nothing or too much.</summary>
internal sealed record ResolvConf
{
    private const int DnsPort = 53;

    // glibc's MAXNS, RES_MAXRETRANS and RES_MAXRETRY.
    private const int MaxServers = 3;
    private const int MaxTimeoutSeconds = 30;
    private const int MaxAttempts = 5;

    /// <summary>Never empty: without a nameserver line it is the one on this machine.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

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
                case "options":
                    conf = words[1..].Aggregate(conf, WithOption);
                    break;
                default: // comments (# and ;), sortlist, whatever comes; and domain and search, since rules judge the name that was asked for, and not what a list makes of it
                    break;
            }
        }

        return conf with { Servers = servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, DnsPort)] };
    }

    private static ResolvConf WithOption(ResolvConf conf, string option)
    {
        int colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
        {
            return conf;
        }

        return option[..colon] switch
        {
            "timeout" => conf with { TryTimeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, MaxTimeoutSeconds)) },
            "attempts" => conf with { Tries = Math.Clamp(value, 1, MaxAttempts) },
            _ => conf,
        };
    }
}
