namespace Penstock;

/// <summary>What carries the connections.</summary>
public enum TransportKind
{
    /// <summary>What the environment variable PENSTOCK_TRANSPORT says (<c>epoll</c> or <c>sockets</c>); without it epoll where there is one.</summary>
    Automatic,

    /// <summary>Raw system calls on Linux: the fast one.</summary>
    Epoll,

    /// <summary>Managed sockets: everywhere.</summary>
    Sockets,
}
