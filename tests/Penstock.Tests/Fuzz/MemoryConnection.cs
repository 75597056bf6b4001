using System.Net;
using System.Net.Sockets;
using System.Text;
using Penstock.Transport;

namespace Penstock.Tests.Fuzz;

/// <summary>A connection whose peer has sent pieces, of which one comes in each turn of the loop, sends a FIN when it is told to, and takes everything, a part at a time.</summary>
internal sealed class MemoryConnection : Connection
{
    // Less than a buffer, so that what does not fit at once is held.
    private const int MostSent = 48 * 1024;

    private readonly MemoryLoop _loop;
    private readonly Queue<byte[]> _incoming;
    private readonly SocketError _connectResult;
    private readonly List<byte> _sent = [];
    private int _offset;
    private bool _mayRead;
    private bool _isFinished;
    private bool _isAwaited;

    public MemoryConnection(MemoryLoop loop, IPEndPoint peer, IEnumerable<byte[]> incoming)
        : this(loop, peer, incoming, SocketError.IsConnected)
    {
    }

    private MemoryConnection(MemoryLoop loop, IPEndPoint peer, IEnumerable<byte[]> incoming, SocketError connectResult)
        : base(loop, PeerAddress.From(peer))
    {
        _loop = loop;
        _incoming = new(incoming.Where(piece => piece.Length > 0));
        _connectResult = connectResult;
        CanWrite = true;
    }

    public static MemoryConnection Refused(MemoryLoop loop, IPEndPoint peer) => new(loop, peer, [], SocketError.ConnectionRefused);

    /// <summary>All that the peer was sent.</summary>
    public IReadOnlyList<byte> Sent => _sent;

    /// <summary>Whether the sending side was ended, in whatever way.</summary>
    public bool IsSendEnded { get; private set; }

    /// <summary>Whether it was ended with a reset.</summary>
    public bool IsReset { get; private set; }

    public override IPEndPoint? LocalEndPoint => new(IPAddress.Loopback, 8088);

    public override SocketError ConnectResult => _connectResult;

    public override bool HasUnread => _incoming.Count > 0;

    public override bool HasNews => HasUnread || _isFinished;

    public override IoResult TryReceive(Span<byte> buffer)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        if (!_mayRead)
        {
            CanRead = false;
            return IoResult.WouldBlock;
        }

        if (!_incoming.TryPeek(out byte[]? piece))
        {
            // Only a FIN is told of without a piece, and it stays.
            return IoResult.Of(0);
        }

        int count = Math.Min(buffer.Length, piece.Length - _offset);
        piece.AsSpan(_offset, count).CopyTo(buffer);
        _offset += count;
        if (_offset == piece.Length)
        {
            _incoming.Dequeue();
            _offset = 0;
            _mayRead = false;
        }

        return IoResult.Of(count);
    }

    public override IoResult TrySend(ReadOnlySpan<byte> data)
    {
        if (IsInterrupted)
        {
            return IoResult.Interrupted;
        }

        if (IsSendEnded)
        {
            return IoResult.Failed(SocketError.Shutdown);
        }

        int count = Math.Min(data.Length, MostSent);
        _sent.AddRange(data[..count]);
        return IoResult.Of(count);
    }

    public override LoopTask<IoResult> SendAsync(ReadOnlyMemory<byte> data) => new(TrySend(data.Span));

    public override void ShutdownSend() => IsSendEnded = true;

    public override void ResetOnClose() => IsReset = true;

    /// <summary>The peer sends another piece.</summary>
    public void Add(string piece)
    {
        _incoming.Enqueue(Encoding.Latin1.GetBytes(piece));
        TellReader();
    }

    /// <summary>The peer ends its side, once all pieces have come.</summary>
    public void Finish()
    {
        _isFinished = true;
        TellReader();
    }

    private void TellReader()
    {
        if (_isAwaited)
        {
            _loop.Ready(this);
        }
    }

    /// <summary>The next piece has come, or the FIN.</summary>
    public void Dispatch()
    {
        if (!IsClosed && _isAwaited && (_incoming.Count > 0 || _isFinished))
        {
            _isAwaited = false;
            _mayRead = CanRead = true;
            ResumeReader();
        }
    }

    protected override void OnReadWaiter()
    {
        _isAwaited = true;
        if (_incoming.Count > 0 || _isFinished)
        {
            _loop.Ready(this);
        }
    }

    protected override void Release() => IsSendEnded = true;
}
