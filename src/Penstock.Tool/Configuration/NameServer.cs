using System.Net;

namespace Penstock.Tool.Configuration;

/// <summary>Reads the address of a name server: <c>9.9.9.9</c>, <c>[2620:fe::fe]:53</c>.</summary>
internal static class NameServer
{
    public static bool TryParse(string text, out IPEndPoint server, out string? problem)
    {
        // IPEndPoint alone takes "53" and "127.1" for addresses.
        bool read = IPEndPoint.TryParse(text, out IPEndPoint? parsed) && (text.Contains("::", StringComparison.Ordinal) || text.Count(c => c is '.' or ':') >= 3);
        problem = read ? null : $"\"{MapReader.Shown(text)}\" is not the address of a name server (try 9.9.9.9, [2620:fe::fe]:53, or system)";
        server = read && parsed!.Port == 0 ? new IPEndPoint(parsed.Address, 53) : parsed!;
        return read;
    }
}
