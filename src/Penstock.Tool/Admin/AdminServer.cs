using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Tool.Configuration;
using Penstock.Tool.Telemetry;

namespace Penstock.Tool.Admin;

/// <summary>The admin endpoint: Kestrel on a socket that is bound already, a gate that every request passes, and a table of what is answered.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    // A page needs some six connections, a scraper and a script one each; what is beyond that is no use of it.
    private const int MostConnections = 100;

    private const long MostBodyBytes = 16 * 1024;

    // For what is on its way to clients when the proxy has ended.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly AdminServices _services;

    private AdminServer(WebApplication app, AdminServices services)
    {
        _app = app;
        _services = services;
    }

    /// <summary>Begins to answer on <paramref name="socket"/>, which is its own from now on; <paramref name="history"/> stays the caller's.</summary>
    public static async Task<AdminServer> StartAsync(AdminSocket socket, AdminConfig config, AdminHost host, History history)
    {
        // Empty: no configuration files, no environment, no logging, no command line. Nobody but us says what it does.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
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
            kestrel.Listen(socket.EndPoint, listener => listener.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        var services = new AdminServices(history, new EventHub(host.Proxy, host.Time), new PrometheusEndpoint(app.Services));
        Map(app, config, host, services);
        await app.StartAsync();
        return new AdminServer(app, services);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.Events.EndAsync();
        using var patience = new CancellationTokenSource(s_patience);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _services.Metrics.Dispose();
    }

    /// <summary>Everything that it answers, in one place.</summary>
    private static void Map(WebApplication app, AdminConfig config, AdminHost host, AdminServices services)
    {
        var gate = new AdminGate(config);
        var routes = new AdminRoutes(host, services);
        app.Use(next => context => PassAsync(context, gate, routes, host, next));
        app.Run(routes.AnswerAsync);
    }

    private static async Task PassAsync(HttpContext context, AdminGate gate, AdminRoutes routes, AdminHost host, RequestDelegate next)
    {
        AdminFields.Set(context.Response.Headers);
        if (gate.Judge(context.Request.Headers, routes.IsOpen(context.Request.Path.Value ?? "")) is { } refusal)
        {
            if (refusal.Status == StatusCodes.Status401Unauthorized)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
            }

            await AdminAnswer.ErrorAsync(context, refusal.Status, refusal.Sentence);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await AdminAnswer.ErrorAsync(context, e.StatusCode, "The body is too large, or not one of HTTP's.");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone; nobody is there to be told.
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // A fault of ours: the server's own log is off, so this is where it is told. What the client sent is not in it.
            host.Tell($"the admin endpoint has failed to answer: {e}");
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status500InternalServerError, "A fault of the endpoint itself; the error log has more.");
        }
    }
}
