using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Penstock.Tool.Configuration;

namespace Penstock.Tool.Admin;

/// <summary>The admin endpoint: Kestrel on a socket that is bound already, a gate that every request passes, and a table of what is answered.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    // A page needs some six connections, a scraper and a script one each; what is beyond that is no use of it.
    private const int MostConnections = 100;

    private const long MostBodyBytes = 16 * 1024;

    private readonly WebApplication _app;

    private AdminServer(WebApplication app) => _app = app;

    /// <summary>Begins to answer on <paramref name="socket"/>, which is its own from now on.</summary>
    public static async Task<AdminServer> StartAsync(AdminSocket socket, AdminConfig config, AdminHost host)
    {
        // Empty: no configuration files, no environment, no logging, no command line. Nobody but us says what it does.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = _ => socket.Socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Listen(socket.EndPoint);
        });
        WebApplication app = builder.Build();
        Map(app, config, host);
        await app.StartAsync();
        return new AdminServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    /// <summary>Everything that it answers, in one place.</summary>
    private static void Map(IApplicationBuilder app, AdminConfig config, AdminHost host)
    {
        app.Run(static context => context.Response.WriteAsync("penstock\n"));
    }
}
