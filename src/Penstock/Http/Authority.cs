using System.Net;
using System.Text;

namespace Penstock.Http;

/// <summary>The host and port that a client asks for, in the one spelling that rules, logs and the dialler see.</summary>
/// <param name="Host">The name in lower case without a trailing dot, or the canonical text of <paramref name="Address"/>, without brackets.</param>
/// <param name="Port">From 1 to 65535.</param>
/// <param name="Address">The address, if the client wrote one. An IPv4 address inside IPv6 (<c>::ffff:10.0.0.1</c>) stays IPv6, as it was asked for.</param>
internal readonly record struct Authority(string Host, int Port, IPAddress? Address)
{
    /// <summary>RFC 9110, section 4.2.1.</summary>
    internal const int DefaultHttpPort = 80;

    /// <summary>Reads the target of CONNECT: RFC 9112, section 3.2.3: authority-form = uri-host ":" port, and nothing besides.</summary>
    internal static bool TryParseConnect(ReadOnlySpan<byte> target, out Authority authority, out HeadRejection rejection)
    {
        authority = default;
        rejection = TrySplit(target, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> portDigits, out bool bracketed);
        if (rejection is not HeadRejection.None)
        {
            return false;
        }

        if (!TryParsePort(portDigits, out int port))
        {
            rejection = HeadRejection.InvalidConnectPort;
            return false;
        }

        rejection = bracketed ? ReadIPv6(host, port, out authority) : ReadName(host, port, out authority);
        return rejection is HeadRejection.None;
    }

    /// <summary>Reads the authority of an <c>http</c> URI: RFC 9110, section 4.2.1: host and, unless it is 80, port. User information is an error (section 4.2.4).</summary>
    internal static bool TryParseHttp(ReadOnlySpan<byte> text, out Authority authority, out HeadRejection rejection)
    {
        authority = default;
        bool bracketed = text is [(byte)'[', ..];
        int hostEnd = bracketed ? text.IndexOf((byte)']') + 1 : text.IndexOf((byte)':') is >= 0 and var colon ? colon : text.Length;
        ReadOnlySpan<byte> rest = text[hostEnd..];
        if (text.Contains((byte)'@') || (bracketed && hostEnd == 0) || rest is [not (byte)':', ..])
        {
            rejection = HeadRejection.InvalidTargetHost;
            return false;
        }

        // RFC 3986, section 6.2.3: an empty port is the default one.
        int port = DefaultHttpPort;
        if (rest.Length > 1 && !TryParsePort(rest[1..], out port))
        {
            rejection = HeadRejection.InvalidTargetPort;
            return false;
        }

        ReadOnlySpan<byte> host = text[..hostEnd];
        rejection = bracketed ? ReadIPv6(host[1..^1], port, out authority) : ReadName(host, port, out authority);
        if (rejection is HeadRejection.InvalidConnectHost)
        {
            rejection = HeadRejection.InvalidTargetHost;
        }

        return rejection is HeadRejection.None;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Cuts at the colon before the port: the one after the bracket, or the only one.</summary>
    private static HeadRejection TrySplit(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> port, out bool bracketed)
    {
        bracketed = target is [(byte)'[', ..];
        int end = bracketed ? target.IndexOf((byte)']') : target.IndexOf((byte)':');
        host = bracketed ? target[1..Math.Max(end, 1)] : target[..Math.Max(end, 0)];
        port = default;
        if (end < 0)
        {
            return bracketed ? HeadRejection.InvalidConnectHost : HeadRejection.ConnectWithoutPort;
        }

        ReadOnlySpan<byte> rest = target[(bracketed ? end + 1 : end)..];
        if (rest is not [(byte)':', ..])
        {
            return rest.IsEmpty ? HeadRejection.ConnectWithoutPort : HeadRejection.InvalidConnectHost;
        }

        port = rest[1..];
        return port.IsEmpty ? HeadRejection.ConnectWithoutPort
            // A second colon: an IPv6 address without brackets, user:password@host, or a scheme.
            : port.ContainsAny(":@/"u8) ? HeadRejection.InvalidConnectHost
            : HeadRejection.None;
    }

    /// <summary>RFC 3986, section 3.2.3: port = *DIGIT. Here without leading zeros: one number, one spelling.</summary>
    private static bool TryParsePort(ReadOnlySpan<byte> digits, out int port) =>
        StrictAddress.TryParseDecimal(digits, out port) && port is >= 1 and <= 65535;

    private static HeadRejection ReadIPv6(ReadOnlySpan<byte> host, int port, out Authority authority)
    {
        bool isAddress = StrictAddress.TryParseIPv6(host, out IPAddress? address);
        authority = isAddress ? new(address!.ToString(), port, address) : default;
        return isAddress ? HeadRejection.None : HeadRejection.InvalidConnectHost;
    }

    private static HeadRejection ReadName(ReadOnlySpan<byte> host, int port, out Authority authority)
    {
        authority = default;
        if (StrictAddress.TryParseIPv4(host, out IPAddress? address))
        {
            authority = new(address.ToString(), port, address);
            return HeadRejection.None;
        }

        ReadOnlySpan<byte> name = host is [.., (byte)'.'] ? host[..^1] : host;
        if (!HostName.IsValid(name))
        {
            return HeadRejection.InvalidConnectHost;
        }

        if (HostName.EndsInNumber(name))
        {
            return HeadRejection.AmbiguousAddress;
        }

        authority = new(Encoding.ASCII.GetString(name).ToLowerInvariant(), port, null);
        return HeadRejection.None;
    }
}
