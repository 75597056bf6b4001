using System.Net;
using Penstock.Transport;

namespace Penstock.Tests.Fuzz;

/// <summary>A loop without sockets: connections hold what their peer has sent, and what they were given. Whatever can happen has happened once it is idle, so that a wait for nothing shows.</summary>
internal sealed class MemoryLoop() : IoLoop(0)
{
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Queue<MemoryConnection> _waiting = new();

    /// <summary>What an origin sends that is connected to; null for one that refuses.</summary>
    public Func<IPEndPoint, MemoryConnection?>? Connecting { get; set; }

    /// <summary>Told, on the loop, that nothing is left to do but to wait for others: for time, or for another thread.</summary>
    public Action? Idle { get; set; }

    public override Connection Connect(IPEndPoint endPoint)
    {
        MemoryConnection connection = Connecting?.Invoke(endPoint) ?? MemoryConnection.Refused(this, endPoint);
        return connection;
    }

    /// <summary>Who waits to read will be told that something is there.</summary>
    public void Ready(MemoryConnection connection) => _waiting.Enqueue(connection);

    protected override void WaitAndDispatch(int timeoutMilliseconds)
    {
        if (timeoutMilliseconds != 0 && _waiting.Count == 0)
        {
            Idle?.Invoke();
            _wake.Wait(_waiting.Count == 0 ? timeoutMilliseconds : 0);
        }

        ReadClock();
        for (int count = _waiting.Count; count > 0; count--)
        {
            _waiting.Dequeue().Dispatch();
        }
    }

    protected override void Wake() => _wake.Release();

    protected override void Close()
    {
    }
}
