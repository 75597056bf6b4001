namespace Penstock;

/// <summary>How long each phase of a request may take. All can be told from each other by the client's status and the log's outcome.</summary>
/// <remarks>Exact to some 16 ms, the tick of the loops' timers.</remarks>
public sealed record TimeoutConfig
{
    /// <summary>From the first byte of a head to its last. Default 30 s; range 100 ms to 1 h. 30 s lets a bad mobile link finish, and bounds what a client can
    /// hold open by sending a byte now and then. Past it: 408.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may be connected without asking for anything. Default 60 s, as in Apache and nginx; range 100 ms to 24 h. Past it the connection
    /// is closed without a word: browsers open connections that they may never use.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From the first attempt to connect to the origin until one has succeeded. Default 10 s; range 100 ms to 1 h. Three SYNs, at 0, 1 and 3 s, and the
    /// time to answer the last. Past it: 504.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer for IPv4 waits for the one for IPv6 (RFC 8305, section 3). Default 50 ms, as the RFC recommends; range 0 to 10 s.</summary>
    public TimeSpan ResolutionDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long one attempt runs before the next begins beside it (RFC 8305, section 5). Default 250 ms, as the RFC recommends; range 10 ms to 1 min.</summary>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a tunnel may pass nothing, in either direction. Default 10 min, so that it is longer than the keep-alives of SSH, HTTP/2 and databases;
    /// range 100 ms to 7 days.</summary>
    public TimeSpan TunnelIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the end of a plain HTTP request until its response has begun; interim responses begin it anew. Default 5 min, as in Apache 2.2: what is slow to answer is often
    /// a long computation, and the client has a limit of its own; range 100 ms to 24 h. Past it: 504.</summary>
    public TimeSpan ResponseHead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing of a plain HTTP body may pass, in either direction, before it has ended. Default 60 s, as in Apache and nginx; range 100 ms to 24 h. Past it the client
    /// gets 408 if its own body is what is missing, and a connection that ends before its response does otherwise.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection to an origin is kept for the next plain HTTP request. Default 15 s: servers give up between 5 s (Apache, Node) and 75 s (nginx), and to send on one
    /// that is being closed costs a retry; range 0, which keeps none, to 1 h.</summary>
    public TimeSpan OriginIdle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long <see cref="ProxyServer.StopAsync"/> lets open tunnels finish. Default 10 s; range 0 to 1 h.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}
