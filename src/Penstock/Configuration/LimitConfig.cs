namespace Penstock;

/// <summary>What one client may ask for. Each limit has an answer of its own, so that a client can tell which it met.</summary>
public sealed record LimitConfig
{
    /// <summary>The largest request head, in bytes, from its first byte to the empty line. Default 32 KiB, between nginx's 32 KiB and Squid's 64 KiB;
    /// range 1 KiB to 1 MiB. Past it: 431 (RFC 6585, section 5).</summary>
    public int MaxHeadBytes { get; init; } = 32 * 1024;

    /// <summary>The longest request target, in bytes. Default 8 KiB, the least that RFC 9112, section 3, asks of a recipient; range 256 bytes to
    /// <see cref="MaxHeadBytes"/>. Past it: 414 (RFC 9110, section 15.5.15).</summary>
    public int MaxTargetBytes { get; init; } = 8 * 1024;

    /// <summary>The most field lines in one head. Default 100, as in Apache and Kestrel; range 1 to 1,000. Past it: 431.</summary>
    public int MaxFields { get; init; } = 100;
}
