using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Servers;

/// <summary>PostgreSQL itself, with a cluster of its own. It refuses to run as root, so root runs it as the user that its package made.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private PostgresServer(TempFolder folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    public int Port => _process.Port;

    private static bool IsRoot => Environment.UserName == "root";

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = new TempFolder();
        string initdb = RealTool.Find("initdb");
        if (IsRoot)
        {
            await Command.RunAsync("chown", ["postgres", folder.Path]);
        }

        (string program, string[] arguments) = AsServer(initdb, ["-D", folder["data"], "-U", "penstock", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        await Command.RunAsync(program, arguments);

        int port = FreePort.Take();
        (program, arguments) = AsServer(
            RealTool.Find("postgres"),
            ["-D", folder["data"], "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]);
        // SIGINT is its "fast" shutdown: it does not wait for its clients.
        var server = new PostgresServer(folder, new ServerProcess(port, new ChildProcess(RealTool.Find(program), arguments), Signal.Interrupt));
        await server._process.StartedAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    // setpriv becomes the program that it starts, so that the process started is the server.
    private static (string Program, string[] Arguments) AsServer(string program, string[] arguments) =>
        IsRoot ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program, .. arguments]) : (program, arguments);
}
