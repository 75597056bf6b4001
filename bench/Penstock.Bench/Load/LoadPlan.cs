namespace Penstock.Bench.Load;

/// <summary>What a load does with its connections.</summary>
internal enum LoadKind
{
    /// <summary>Tunnels from first to last: connect, CONNECT, one byte and its echo, close.</summary>
    Tunnels,

    /// <summary>Each tunnel downloads so many MiB.</summary>
    Down,

    /// <summary>Each tunnel uploads so many MiB.</summary>
    Up,

    /// <summary>64 bytes and their echo, again and again, in tunnels that stay open.</summary>
    RoundTrips,

    /// <summary>Tunnels are opened, echo a byte, are left alone for as long as the caller likes, and echo one more.</summary>
    Idle,

    /// <summary>GETs of 1 KiB on connections that are kept.</summary>
    Gets,

    /// <summary>One GET of so many MiB on each connection.</summary>
    LargeGets,
}

/// <summary>A load: what, from where to where, how much.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="ProxyPort">The proxy's port on this machine; 0 goes straight to the origin.</param>
/// <param name="OriginPort">The port of the <see cref="Origin"/>.</param>
/// <param name="Concurrency">Connections at a time.</param>
/// <param name="Amount">How many in all, or MiB for each connection.</param>
/// <param name="Held">Idle tunnels that stand open beside it.</param>
internal sealed record LoadPlan(LoadKind Kind, int ProxyPort, int OriginPort, int Concurrency, long Amount, int Held = 0)
{
    public bool IsBulk => Kind is LoadKind.Down or LoadKind.Up or LoadKind.LargeGets;

    public bool IsHttp => Kind is LoadKind.Gets or LoadKind.LargeGets;

    /// <summary>Whether there are tunnels to be opened before that which is measured begins.</summary>
    public bool OpensFirst => Held > 0 || Kind is LoadKind.RoundTrips or LoadKind.Idle;

    /// <summary>How many things are done in all.</summary>
    public long Total => IsBulk || Kind is LoadKind.Idle ? Concurrency : Amount;

    /// <summary>For bulk: the bytes of each connection.</summary>
    public long BytesEach => Amount << 20;

    public string[] Arguments() =>
        ["load", $"{Kind}", $"{ProxyPort}", $"{OriginPort}", $"{Concurrency}", $"{Amount}", $"{Held}"];
}
