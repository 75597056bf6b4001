using System.Net.Sockets;

namespace Penstock.Transport;

/// <summary>What one non-blocking call gave: a number of bytes, or the reason for none. A peer's misbehaviour is a value here, never an exception.</summary>
internal readonly record struct IoResult(int Bytes, SocketError Error)
{
    public static readonly IoResult WouldBlock = new(0, SocketError.WouldBlock);
    public static readonly IoResult Interrupted = new(0, SocketError.OperationAborted);

    public static IoResult Of(int bytes) => new(bytes, SocketError.Success);

    public static IoResult Failed(SocketError error) => new(0, error);

    public bool Succeeded => Error == SocketError.Success;

    public bool MustWait => Error == SocketError.WouldBlock;

    /// <summary>The peer has sent its FIN, and everything before it has been read.</summary>
    public bool IsEndOfStream => Error == SocketError.Success && Bytes == 0;
}
