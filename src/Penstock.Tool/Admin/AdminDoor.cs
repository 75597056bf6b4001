using System.Net.Sockets;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Admin;

/// <summary>
/// The admin endpoint before anybody has come: a listening socket, the history that the page will show, and a thread that sleeps until there is a first client. Only then the server behind it is
/// started, and takes the client from the backlog: most proxies are never looked into, and a web server is half of what they would hold.
/// </summary>
internal sealed class AdminDoor : IAsyncDisposable
{
    // How soon the thread sees that the door was shut. It holds nothing then that anybody waits for.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly AdminSocket _socket;
    private readonly AdminConfig _config;
    private readonly AdminHost _host;
    private readonly History _history;
    private readonly Lock _gate = new();
    private Task<AdminServer>? _server;
    private bool _isShut;

    private AdminDoor(AdminSocket socket, AdminConfig config, AdminHost host)
    {
        _socket = socket;
        _config = config;
        _host = host;
        _history = new History(host.Proxy, host.Time);
    }

    /// <summary>Begins to wait for the first client of <paramref name="socket"/>.</summary>
    public static AdminDoor Open(AdminSocket socket, AdminConfig config, AdminHost host)
    {
        var door = new AdminDoor(socket, config, host);
        new Thread(door.WaitForFirst) { Name = "penstock admin", IsBackground = true }.Start();
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isShut = true;
        }

        if (_server is { } server)
        {
            // One that could not start has been told of.
            await server.ContinueWith(started => started.IsCompletedSuccessfully ? started.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
        }

        _history.Dispose();
    }

    private void WaitForFirst()
    {
        try
        {
            while (!_isShut)
            {
                if (_socket.Socket.Poll(s_look, SelectMode.SelectRead))
                {
                    Start();
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The socket was closed: nobody can come any more.
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_isShut)
            {
                _server = StartAsync();
            }
        }
    }

    private async Task<AdminServer> StartAsync()
    {
        try
        {
            return await AdminServer.StartAsync(_socket, _config, _host, _history);
        }
        catch (Exception e)
        {
            _host.Tell($"the admin endpoint could not start: {e.Message}");
            throw;
        }
    }
}
