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
internal sealed record LessonResult(TeachTarget Target, RequestTimeline Timeline, ClientReport Client, EndPoint Proxy, LessonOptions Options);

/// <summary>One request through a proxy of its own: a real client, a real proxy, a real server.</summary>
internal static class Lesson
{
    // For a server that does not close when its client has: the tunnel is then ended by the proxy.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Null if the client never came to ask.</summary>
    /// <exception cref="ProxyStartException">There is no way to listen on loopback.</exception>
    public static async Task<LessonResult?> RunAsync(TeachTarget target, LessonOptions options, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<RequestTimeline>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Its own log and its own port: a proxy that runs by the same file is not disturbed.
        await using var proxy = new ProxyServer(options.Config with { Listeners = [new("127.0.0.1:0")], Loops = 1, AccessLogs = [], RecentRequests = 0 });
        proxy.RequestEnded += timeline => ended.TrySetResult(timeline);
        await proxy.StartAsync();
        EndPoint address = proxy.Endpoints[0];
        ClientReport report = target.Uri is { } uri
            ? await new WebClient(options).AskAsync(uri, address, cancellationToken)
            : await GreetingClient.AskAsync(target, address, cancellationToken);
        await Task.WhenAny(ended.Task, Task.Delay(s_patience, TimeProvider.System, cancellationToken));
        proxy.StopDraining();
        await proxy.StopAsync();
        return ended.Task.IsCompleted ? new(target, await ended.Task, report, address, options) : null;
    }
}
