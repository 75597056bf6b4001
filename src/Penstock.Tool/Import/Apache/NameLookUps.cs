using System.Net;
using System.Net.Sockets;

namespace Penstock.Tool.Import.Apache;

/// <summary>The addresses that names have when a configuration is read, as Apache looks them up for ProxyBlock: by the operating system.</summary>
internal static class NameLookUps
{
    // Apache waits for as long as the resolver does. A start is not to hang on a name server that is gone, and a reload neither.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Looks all of them up at once.</summary>
    /// <returns>For each name its addresses; none if it has none, or if they did not come in time.</returns>
    public static IReadOnlyList<IPAddress[]> Find(IReadOnlyList<string> names)
    {
        Task<IPAddress[]>[] lookUps = [.. names.Select(FindAsync)];
        _ = Task.WaitAll(lookUps, Longest);
        return [.. lookUps.Select(lookUp => lookUp.IsCompleted ? lookUp.Result : [])];
    }

    private static async Task<IPAddress[]> FindAsync(string name)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
