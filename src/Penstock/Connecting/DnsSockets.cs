using System.Net.Sockets;
using Penstock.Linux;

namespace Penstock.Connecting;

/// <summary>The sockets that questions are asked through: so many at a time, and whoever comes then waits for a turn. A burst of look-ups must not take the descriptors that
/// connections need, nor those that are kept back from them.</summary>
/// <param name="most">How many at a time.</param>
internal sealed class DnsSockets(int most = DnsSockets.Most)
{
    /// <summary>What one resolver may have. A server that takes 50 ms answers 5,000 questions a second through them, and 128 names whose servers are silent do not yet hold up others.</summary>
    internal const int Most = 256;

    /// <summary>So many may be open however few descriptors are left: a quarter of <see cref="DescriptorReserve"/>.</summary>
    private const int Least = 8;

    /// <summary>The rest may not come nearer to the reserve than this: what is looked up must be dialled as well, and what is dialled has one descriptor for the two questions.</summary>
    private const int Margin = 32;

    private readonly Lock _lock = new();
    private readonly Queue<Turn> _waiting = new();
    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How many wait for one.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>A socket of its own port for each question (RFC 5452, section 9.2): the system chooses one at random when it is connected. Null if <paramref name="end"/> came before
    /// a turn, or if there can be no such socket. Closing it passes the turn on.</summary>
    public async ValueTask<DnsSocket?> OpenAsync(AddressFamily family, SocketType type, CancellationToken end)
    {
        Turn turn = new(family, type);
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom())
            {
                return Make(turn);
            }

            _waiting.Enqueue(turn);
        }

        await using (end.UnsafeRegister(static turn => ((Turn)turn!).GiveUp(), turn))
        {
            return await turn.Socket;
        }
    }

    // Made under the lock, so that the next who asks for room sees that the descriptor is gone.
    private DnsSocket? Make(Turn turn)
    {
        try
        {
            Socket socket = new(turn.Family, turn.Type, turn.Type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
            _open++;
            return new DnsSocket(socket, Closed);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void Closed()
    {
        lock (_lock)
        {
            _open--;
            while (_waiting.Count > 0 && HasRoom())
            {
                Turn next = _waiting.Dequeue();
                if (next.TryTake())
                {
                    next.Give(Make(next));
                }
            }
        }
    }

    private bool HasRoom() => _open < Least || (_open < most && !(OperatingSystem.IsLinux() && DescriptorReserve.IsReached(Margin)));

    private sealed class Turn(AddressFamily family, SocketType type)
    {
        private readonly TaskCompletionSource<DnsSocket?> _socket = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isTaken;

        public AddressFamily Family => family;

        public SocketType Type => type;

        public Task<DnsSocket?> Socket => _socket.Task;

        public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

        public void Give(DnsSocket? socket) => _socket.SetResult(socket);

        public void GiveUp()
        {
            if (TryTake())
            {
                Give(null);
            }
        }
    }
}
