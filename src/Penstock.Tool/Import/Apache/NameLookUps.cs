using System.Net;
using System.Net.Sockets;

namespace Penstock.Tool.Import.Apache;

/// <summary>The addresses that names have when a configuration is read, as Apache looks them up for ProxyBlock: by the operating system.</summary>
internal static class NameLookUps
{
    // Apache waits for as long as the resolver does. A start is not to hang on a name server that is gone, and a reload neither.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Each holds a thread that others look names up on, too.
    private const int MostAtOnce = 8;

    /// <summary>Looks all of them up at once.</summary>
    /// <returns>For each name its addresses; none if it has none, or if they did not come in time.</returns>
    public static IReadOnlyList<IPAddress[]> Find(IReadOnlyList<string> names)
    {
        // Not disposed of: those that are late still give their places back.
        var gate = new SemaphoreSlim(MostAtOnce);
        using var over = new CancellationTokenSource(Longest);
        Task<IPAddress[]>[] lookUps = [.. names.Select(name => FindAsync(name, gate, over.Token))];
        _ = Task.WaitAll(lookUps, Longest);
        return [.. lookUps.Select(lookUp => lookUp.IsCompleted ? lookUp.Result : [])];
    }

    private static async Task<IPAddress[]> FindAsync(string name, SemaphoreSlim gate, CancellationToken over)
    {
        try
        {
            await gate.WaitAsync(over);
            try
            {
                return await Dns.GetHostAddressesAsync(name, over);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception e) when (e is SocketException or ArgumentException or OperationCanceledException)
        {
            return [];
        }
    }
}
