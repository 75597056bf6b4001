using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Tool.Teaching;

/// <summary>How a lesson is held.</summary>
/// <param name="Config">What the proxy runs by, but for where it listens.</param>
/// <param name="ConfigPath">The file that says so; null for none.</param>
/// <param name="Method">What a URL is asked with.</param>
/// <param name="Authorities">Authorities that the client believes in place of the system's; null for those.</param>
/// <param name="IsInsecure">Whether the client takes any certificate.</param>
/// <param name="IsHttp11">Whether the client speaks HTTP/1.1 and no other version.</param>
internal sealed record LessonOptions(ProxyConfig Config, string? ConfigPath, HttpMethod Method, X509Certificate2Collection? Authorities, bool IsInsecure, bool IsHttp11);

/// <summary>What was seen of one request, from both ends.</summary>
/// <param name="Target">What it was about.</param>
/// <param name="Timeline">What the proxy saw.</param>
/// <param name="Client">What the client knows.</param>
/// <param name="Proxy">Where the proxy listened.</param>
/// <param name="Options">How it was held.</param>
internal sealed record LessonResult(TeachTarget Target, RequestTimeline Timeline, ClientReport Client, EndPoint Proxy, LessonOptions Options)
{
    /// <summary>What the proxy waited for at most.</summary>
    public TimeoutConfig Limits => Lesson.Limits(Options.Config.Timeouts);
}

/// <summary>One request through a proxy of its own: a real client, a real proxy, a real server.</summary>
internal static class Lesson
{
    // For a server that does not close when its client has: the tunnel is then ended by the proxy.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    // Whoever waits for a lesson looks on: who has said nothing for so long has nothing to say.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    // Then somebody looks on who wonders what becomes of it.
    private static readonly TimeSpan s_wonder = TimeSpan.FromSeconds(2.5);

    /// <summary>The configuration's, but for what a silent server is waited for.</summary>
    public static TimeoutConfig Limits(TimeoutConfig configured) => configured with
    {
        TunnelIdle = Least(configured.TunnelIdle),
        ResponseHead = Least(configured.ResponseHead),
        BodyIdle = Least(configured.BodyIdle),
    };

    /// <summary>Null if the client never came to ask.</summary>
    /// <exception cref="ProxyStartException">There is no way to listen on loopback.</exception>
    /// <param name="target">What it is about.</param>
    /// <param name="options">How it is held.</param>
    /// <param name="tell">Is told what is waited for, once, if it takes long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LessonResult?> RunAsync(TeachTarget target, LessonOptions options, Action<string> tell, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<RequestTimeline>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Its own log and its own port: a proxy that runs by the same file is not disturbed.
        await using var proxy = new ProxyServer(options.Config with { Timeouts = Limits(options.Config.Timeouts), Listeners = [new("127.0.0.1:0")], Loops = 1, AccessLogs = [], RecentRequests = 0 });
        proxy.RequestEnded += timeline => ended.TrySetResult(timeline);
        await proxy.StartAsync();
        EndPoint address = proxy.Endpoints[0];
        Task<ClientReport> asking = target.Uri is { } uri
            ? new WebClient(options).AskAsync(uri, address, cancellationToken)
            : GreetingClient.AskAsync(target, address, cancellationToken);
        if (await Task.WhenAny(asking, Task.Delay(s_wonder, TimeProvider.System, cancellationToken)) != asking && await proxy.GetOpenRequestsAsync() is [var open, ..])
        {
            tell(Waiting(target, options.Config, open));
        }

        ClientReport report = await asking;
        await Task.WhenAny(ended.Task, Task.Delay(s_patience, TimeProvider.System, cancellationToken));
        proxy.StopDraining();
        await proxy.StopAsync();
        return ended.Task.IsCompleted ? new(target, await ended.Task, report, address, options) : null;
    }

    private static TimeSpan Least(TimeSpan configured) => configured < s_silence ? configured : s_silence;

    private static string Waiting(TeachTarget target, ProxyConfig config, RequestTimeline open)
    {
        TimeoutConfig limits = Limits(config.Timeouts);
        string silence = Duration.Format(target.IsTunnel ? limits.TunnelIdle : open.Has(TimelineStage.FirstByteDown) ? limits.BodyIdle : limits.ResponseHead);
        return
            open.Has(TimelineStage.FirstByteDown) ? $"waiting for the rest of what {target.Authority} says; after {silence} of silence I give up"
            : open.Has(TimelineStage.Connected) ? $"waiting for {target.Authority}, which took the connection and has said nothing so far; after {silence} of silence I give up"
            : open.Has(TimelineStage.LookedUp) ? $"waiting for a connection to {target.Authority}; after {Duration.Format(limits.Connect)} I give up"
            : $"waiting for the address of {target.Host}; after {Duration.Format(config.Resolver.Timeout)} I give up";
    }
}
