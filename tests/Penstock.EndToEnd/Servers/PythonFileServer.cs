using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>Python's own file server, which speaks HTTP/1.0: each answer ends with its connection.</summary>
internal static class PythonFileServer
{
    public static async Task<ServerProcess> StartAsync(string folder)
    {
        int port = FreePort.Take();
        var server = new ServerProcess(port, new ChildProcess(
            RealTool.FindPython(), ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, $"{port}"]));
        await server.StartedAsync();
        return server;
    }
}
