using System.Net;
using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Behaviour;

/// <summary>An address that counts as global and leads to this machine, without being an address of it: a local route, as ip-route(8) has it. Needs root.</summary>
internal sealed class GlobalAddress : IAsyncDisposable
{
    private GlobalAddress(IPAddress address) => Address = address;

    public IPAddress Address { get; }

    public static async Task<GlobalAddress> RouteHereAsync()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("routes need root");
        }

        // Out of a network of which little is reachable from anywhere, and another one in each run.
        var global = new GlobalAddress(new IPAddress([11, .. Random.Shared.GetItems<byte>([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)]));
        await Command.RunAsync("ip", ["route", "add", "local", $"{global.Address}/32", "dev", "lo"]);
        return global;
    }

    public async ValueTask DisposeAsync() => await Command.RunAsync("ip", ["route", "delete", "local", $"{Address}/32", "dev", "lo"]);
}
