namespace Penstock.Tunnel;

/// <summary>How one direction of a tunnel ended.</summary>
internal enum HalfEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>The sender's FIN was passed on, after everything before it.</summary>
    Finished,

    /// <summary>The sender reset the connection.</summary>
    SenderReset,

    /// <summary>The receiver reset the connection, or closed it and was sent more.</summary>
    ReceiverReset,

    /// <summary>It was told to stop: the other direction failed, the tunnel was idle, or the proxy stops.</summary>
    Interrupted,
}
