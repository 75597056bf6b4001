using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock;

/// <summary>An address to listen on.</summary>
public sealed record ListenerConfig
{
    /// <summary>Reads an address as people write it.</summary>
    /// <param name="address"><c>127.0.0.1:8088</c>, <c>[::1]:8088</c>, <c>:8088</c> for every address of this machine, <c>localhost:8088</c>, or
    /// <c>unix:/path</c>. Port 0 lets the system choose.</param>
    /// <exception cref="FormatException">It is none of these; the message says what is wrong.</exception>
    public ListenerConfig(string address)
        : this(TryParse(address, out ListenerConfig? parsed, out string? problem) ? parsed.EndPoint : throw new FormatException(problem))
    {
    }

    private ListenerConfig(EndPoint endPoint) => EndPoint = endPoint;

    /// <summary>An <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Who may use the proxy by this address. Default null: <see cref="ProxyConfig.Clients"/>.</summary>
    public IReadOnlyList<IPNetwork>? Clients { get; init; }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLocal => EndPoint is not IPEndPoint ip || IPAddress.IsLoopback(ip.Address);

    /// <summary>Reads an address as people write it; <paramref name="problem"/> is a sentence that says what is wrong with it.</summary>
    public static bool TryParse(string address, [NotNullWhen(true)] out ListenerConfig? listener, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(address);
        listener = null;
        problem = null;
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = address["unix:".Length..];
            if (Encoding.UTF8.GetByteCount(path) is 0 or > 107)
            {
                problem = $"\"{address}\" needs a path of 1 to 107 bytes (try unix:/run/penstock.sock)";
                return false;
            }

            listener = new ListenerConfig(new UnixDomainSocketEndPoint(path));
            return true;
        }

        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? "" : address[..colon];
        if (colon < 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            problem = $"\"{address}\" is not an address and port (try 127.0.0.1:8088, [::1]:8088, :8088 or unix:/path)";
            return false;
        }

        if (!TryParseHost(host, out IPAddress? ip))
        {
            problem = $"\"{host}\" is not an address of this machine (try 127.0.0.1:{port}, [::1]:{port} or :{port})";
            return false;
        }

        listener = new ListenerConfig(new IPEndPoint(ip, port));
        return true;
    }

    /// <summary>The address in the form that it is written in.</summary>
    public override string ToString() => EndPoint is UnixDomainSocketEndPoint ? $"unix:{EndPoint}" : EndPoint.ToString()!;

    private static bool TryParseHost(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = host switch
        {
            "" or "*" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => null,
        };
        if (address is not null)
        {
            return true;
        }

        bool isBracketed = host is ['[', .., ']'];
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out address)
            && isBracketed == (address.AddressFamily == AddressFamily.InterNetworkV6)
            // "127.1" and "0x7f.0.0.1" are addresses to the parser; to a reader they are slips.
            && (isBracketed || host == address.ToString());
    }
}
