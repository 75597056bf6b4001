using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Redis itself, in memory only.</summary>
internal static class RedisServer
{
    public static async Task<ServerProcess> StartAsync()
    {
        int port = FreePort.Take();
        var server = new ServerProcess(port, new ChildProcess(
            RealTool.Find("redis-server"), ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()]));
        await server.StartedAsync();
        return server;
    }
}
