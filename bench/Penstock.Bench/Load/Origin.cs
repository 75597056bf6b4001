using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <summary>
/// The server behind the proxies. What a connection first says decides what it gets: <c>P…</c> an echo, <c>D</c> and a count of bytes as many bytes, <c>U</c> and a
/// count one byte once as many have come, <c>GET /small</c> 1 KiB, <c>GET /bulk/N</c> N MiB.
/// </summary>
internal sealed class Origin : IPolled
{
    private readonly Poller _poller = new();
    private readonly int _listener;
    private readonly Stack<OriginConnection> _spare = new();

    public Origin(int port)
    {
        _listener = Sockets.Listen(port);
        _poller.Add(_listener, LibC.EPOLLIN, this);
    }

    /// <summary>What is sent, and where what comes is read to.</summary>
    public byte[] Buffer { get; } = GC.AllocateArray<byte>(1 << 20, pinned: true);

    /// <summary>Serves until the process ends.</summary>
    public void Run()
    {
        while (true)
        {
            _poller.Wait(-1);
        }
    }

    public void OnEvents(uint events)
    {
        for (int fd = Sockets.Accept(_listener); fd >= 0; fd = Sockets.Accept(_listener))
        {
            OriginConnection connection = _spare.TryPop(out OriginConnection? spare) ? spare : new OriginConnection(this, _poller);
            connection.Begin(fd);
        }
    }

    /// <summary>Takes a connection back that has been closed.</summary>
    public void Return(OriginConnection connection) => _spare.Push(connection);
}
