using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Penstock.Tool.Import.Apache.Servers;

/// <summary>An address as <c>Listen</c> and <c>&lt;VirtualHost&gt;</c> have it.</summary>
/// <param name="Address">The address; null for every one.</param>
/// <param name="Port">The port; 0 for every one.</param>
internal readonly record struct ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>As the native file has it.</summary>
    public override string ToString() => Address is null ? $":{Port}" : new IPEndPoint(Address, Port).ToString();

    /// <summary>Reads what stands behind <c>Listen</c>: <c>8088</c>, <c>*:8088</c>, <c>127.0.0.1:8088</c>, <c>[::1]:8088</c>.</summary>
    public static bool TryParseListen(string text, out ListenAddress address, [NotNullWhen(false)] out string? problem)
    {
        address = default;
        int colon = text.LastIndexOf(':');
        if (!TryParsePort(text[(colon + 1)..], out int port) || port == 0 || colon == 0)
        {
            problem = $"\"{text}\" is no address and port (try 8088, or 127.0.0.1:8088)";
            return false;
        }

        bool read = TryParseHost(colon < 0 ? "*" : text[..colon], isWild: false, out IPAddress? host, out problem);
        address = new ListenAddress(host, port);
        return read;
    }

    /// <summary>Reads what stands in <c>&lt;VirtualHost&gt;</c>: <c>*:8088</c>, <c>_default_:8088</c>, <c>127.0.0.1</c>, <c>[::1]:*</c>.</summary>
    public static bool TryParseVirtualHost(string text, out ListenAddress address, [NotNullWhen(false)] out string? problem)
    {
        address = default;
        int colon = text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        int port = 0;
        if (colon == 0 || (colon > 0 && text[(colon + 1)..] != "*" && (!TryParsePort(text[(colon + 1)..], out port) || port == 0)))
        {
            problem = $"\"{text}\" is no address and port (try *:8088)";
            return false;
        }

        bool read = TryParseHost(colon < 0 ? text : text[..colon], isWild: true, out IPAddress? host, out problem);
        address = new ListenAddress(host, port);
        return read;
    }

    private static bool TryParsePort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port < 65_536;

    // To a VirtualHost 0.0.0.0 is every address; for Listen it is every one of IPv4.
    private static bool TryParseHost(string text, bool isWild, out IPAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        if (text == "*" || (isWild && text is "0.0.0.0" or "_default_" or "_DEFAULT_"))
        {
            return true;
        }

        if (text == "localhost")
        {
            address = IPAddress.Loopback;
            return true;
        }

        bool isBracketed = text is ['[', .., ']'];
        if (IPAddress.TryParse(isBracketed ? text[1..^1] : text, out address)
            && isBracketed == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            && (isBracketed || address.ToString() == text)
            && address.ScopeIdOrZero() == 0)
        {
            return true;
        }

        address = null;
        problem = $"\"{text}\" is not the text of an address, and a name may be any address: write the one that is meant";
        return false;
    }
}

file static class Scope
{
    internal static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
