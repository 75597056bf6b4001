namespace Penstock;

/// <summary>What one client may ask for. Each limit has an answer of its own, so that a client can tell which it met.</summary>
public sealed record LimitConfig
{
    /// <summary>The least that <see cref="MaxHeadBytes"/> may be: what an ordinary browser's head has room in.</summary>
    internal const int LeastHeadBytes = 1024;

    /// <summary>The largest head of a request or a response, in bytes, from its first byte to the empty line. Default 32 KiB, between nginx's 32 KiB and Squid's 64 KiB;
    /// range 1 KiB to 1 MiB. Past it: 431 (RFC 6585, section 5) to a
    /// request, 502 in place of a response.</summary>
    public int MaxHeadBytes { get; init; } = 32 * 1024;

    /// <summary>The longest request target, in bytes. Default 8 KiB, the least that RFC 9112, section 3, asks of a recipient; range 256 bytes to
    /// <see cref="MaxHeadBytes"/>. Past it: 414 (RFC 9110, section 15.5.15).</summary>
    public int MaxTargetBytes { get; init; } = 8 * 1024;

    /// <summary><see cref="MaxTargetBytes"/> where only the largest head is given anew: no more than that head, which holds the target.</summary>
    internal int TargetBytesOf(int head) => Math.Min(MaxTargetBytes, Math.Max(head, LeastHeadBytes));

    /// <summary>The most field lines in one head. Default 100, as in Apache and Kestrel; range 1 to 1,000. Past it: as above.</summary>
    public int MaxFields { get; init; } = 100;

    /// <summary>The most connections that one client address may have open. Default 0, no limit: all users of one machine, or behind one address, would share it; range 1 to 1,000,000.
    /// Past it: 429 (RFC 6585, section 4), and the connection is closed, unless another of the client's goes within 100 ms. One that is refused or let go does not count.</summary>
    public int MaxConnectionsPerClient { get; init; }

    /// <summary>The most connections that one loop keeps idle for one origin. Default 128: they are never more than the origin has just served at once, and with fewer a crowd of
    /// clients has connections closed and made anew all the time; range 0, which keeps none, to 10,000.</summary>
    public int MaxIdlePerOrigin { get; init; } = 128;

    /// <summary>The most connections that one loop keeps idle for all origins together; the one that has been idle longest goes first. Default 512, a small part of the usual limit of
    /// open files; range 0 to 100,000.</summary>
    public int MaxIdleOrigins { get; init; } = 512;
}
