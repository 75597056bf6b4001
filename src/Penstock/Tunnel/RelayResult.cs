namespace Penstock.Tunnel;

/// <summary>What passed through a tunnel, and how it ended.</summary>
/// <param name="BytesUp">From the client, and taken by the origin's socket.</param>
/// <param name="BytesDown">From the origin, and taken by the client's socket.</param>
/// <param name="Ending">Who ended it, and how.</param>
/// <param name="Fault">The mistake of our own, if <see cref="TunnelEnding.Faulted"/>.</param>
internal readonly record struct RelayResult(long BytesUp, long BytesDown, TunnelEnding Ending, Exception? Fault);

/// <summary>Who ended a tunnel, and how.</summary>
internal enum TunnelEnding
{
    /// <summary>Both sides sent their FIN, the client first.</summary>
    ClientClosed,

    /// <summary>Both sides sent their FIN, the origin first.</summary>
    OriginClosed,

    /// <summary>The client reset its connection.</summary>
    ClientReset,

    /// <summary>The origin reset its connection.</summary>
    OriginReset,

    /// <summary>Nothing passed for as long as a tunnel may be idle.</summary>
    Idle,

    /// <summary>The rules were changed, and the new ones deny it.</summary>
    RulesChanged,

    /// <summary>The proxy was stopping, and the time for draining was over.</summary>
    ProxyStopped,

    /// <summary>A mistake of the proxy's own.</summary>
    Faulted,
}
