using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Penstock.Http;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the address of a name server: <c>9.9.9.9</c>, <c>[2620:fe::fe]:53</c>.</summary>
internal static class NameServer
{
    private const int DnsPort = 53;

    public static bool TryParse(string text, out IPEndPoint server, out string? problem)
    {
        (string host, string? portText) = Split(text);
        int port = DnsPort;
        bool read = TryParseAddress(host, out IPAddress? address)
            && (portText is null || (StrictAddress.TryParseDecimal(Encoding.UTF8.GetBytes(portText), out port) && port is > 0 and <= IPEndPoint.MaxPort));
        problem = read ? null : $"\"{MapReader.Shown(text)}\" is not the address of a name server (try 9.9.9.9, [2620:fe::fe]:53, or system)";
        server = read ? new IPEndPoint(address!, port) : null!;
        return read;
    }

    private static (string Host, string? Port) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return text is ['[', .. var whole, ']'] ? (whole, null)
            : text is ['[', ..] && colon > 0 && text[colon - 1] == ']' ? (text[1..(colon - 1)], text[(colon + 1)..])
            : colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon ? (text[..colon], text[(colon + 1)..])
            : (text, null);
    }

    // The server on a link has a zone, which the strict spelling has not.
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        StrictAddress.TryParse(text, out address)
        || (text.Contains(':', StringComparison.Ordinal) && StrictAddress.TryParse(text.Split('%')[0], out _) && IPAddress.TryParse(text, out address));
}
