namespace Penstock.Tunnel;

/// <summary>How a tunnel ended; what passed through it stands in its timeline.</summary>
/// <param name="Ending">Who ended it, and how.</param>
/// <param name="Fault">The mistake of our own, if <see cref="TunnelEnding.Faulted"/>.</param>
internal readonly record struct RelayResult(TunnelEnding Ending, Exception? Fault)
{
    public ProxyOutcome Outcome => Ending switch
    {
        TunnelEnding.ClientClosed => ProxyOutcome.ClientClosedTunnel,
        TunnelEnding.OriginClosed => ProxyOutcome.OriginClosedTunnel,
        TunnelEnding.ClientReset => ProxyOutcome.ClientResetTunnel,
        TunnelEnding.OriginReset => ProxyOutcome.OriginResetTunnel,
        TunnelEnding.Idle => ProxyOutcome.TunnelIdle,
        TunnelEnding.RulesChanged => ProxyOutcome.RulesChanged,
        TunnelEnding.ClosedByOperator => ProxyOutcome.ClosedByOperator,
        TunnelEnding.ProxyStopped => ProxyOutcome.ProxyStopped,
        _ => ProxyOutcome.InternalError,
    };
}

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

    /// <summary>Whoever runs the proxy closed it.</summary>
    ClosedByOperator,

    /// <summary>The proxy was stopping, and the time for draining was over.</summary>
    ProxyStopped,

    /// <summary>A mistake of the proxy's own.</summary>
    Faulted,
}
