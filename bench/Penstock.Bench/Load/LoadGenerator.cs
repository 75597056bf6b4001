using System.Diagnostics;
using System.Text;

namespace Penstock.Bench.Load;

/// <summary>Drives the connections of a <see cref="LoadPlan"/> from one thread, and counts.</summary>
internal sealed class LoadGenerator
{
    // Tunnels that are opened at once, so that no listen queue overflows.
    private const int OpenedAtOnce = 128;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly byte[] _address;
    private readonly LoadConnection[] _connections;
    private readonly LoadConnection[] _held;
    private readonly List<uint> _latencies;
    private long _started;
    private long _opened;
    private long _done;
    private long _errors;

    public LoadGenerator(LoadPlan plan)
    {
        Plan = plan;
        _address = Sockets.AddressOf(plan.ProxyPort == 0 ? plan.OriginPort : plan.ProxyPort);
        string origin = $"127.0.0.1:{plan.OriginPort}";
        string absolute = plan.ProxyPort == 0 ? "" : $"http://{origin}";
        ConnectRequest = Encoding.ASCII.GetBytes($"CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\nUser-Agent: bench\r\nProxy-Connection: Keep-Alive\r\n\r\n");
        GetRequest = Encoding.ASCII.GetBytes(plan.Kind is LoadKind.LargeGets
            ? $"GET {absolute}/bulk/{plan.Amount} HTTP/1.1\r\nHost: {origin}\r\n\r\n"
            : $"GET {absolute}/small HTTP/1.1\r\nHost: {origin}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n");
        _connections = [.. Enumerable.Range(0, (int)Math.Min(plan.Concurrency, plan.Total)).Select(_ => new LoadConnection(this, plan.Kind))];
        _held = [.. Enumerable.Range(0, plan.Held).Select(_ => new LoadConnection(this, LoadKind.Idle))];
        _latencies = new List<uint>((int)plan.Total);
        Outgoing.AsSpan().Fill((byte)'P');
    }

    public LoadPlan Plan { get; }

    public Poller Poller { get; } = new();

    public byte[] Incoming { get; } = GC.AllocateArray<byte>(1 << 20, pinned: true);

    public byte[] Outgoing { get; } = GC.AllocateArray<byte>(1 << 20, pinned: true);

    public byte[] ConnectRequest { get; }

    public byte[] GetRequest { get; }

    public ReadOnlySpan<byte> Address => _address;

    public long Bytes { get; set; }

    /// <summary>The first thing that went wrong, in words.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Opens the tunnels that have to stand before the load begins, and says how many do.</summary>
    public long Open()
    {
        LoadConnection[] toOpen = Plan.Kind is LoadKind.RoundTrips or LoadKind.Idle ? [.. _held, .. _connections] : _held;
        long start = Stopwatch.GetTimestamp();
        foreach (LoadConnection[] batch in toOpen.Chunk(OpenedAtOnce))
        {
            long expected = _opened + _errors + batch.Length;
            foreach (LoadConnection connection in batch)
            {
                connection.Begin();
            }

            WaitUntil(() => _opened + _errors >= expected, start);
        }

        return _opened;
    }

    /// <summary>Runs the load to its end, or for a minute at the most.</summary>
    public LoadResult Run()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (LoadConnection connection in _connections)
        {
            _started++;
            connection.BeginLoad();
        }

        WaitUntil(() => _done >= Plan.Total, start);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long missing = Plan.Total - _done;
        if (missing > 0)
        {
            FirstError ??= $"{missing} of {Plan.Total} were not done in time";
        }

        _latencies.Sort();
        return new LoadResult(_done + missing, _errors + missing, seconds, Bytes, Percentile(50), Percentile(99), Percentile(100));
    }

    public void Opened() => _opened++;

    public void Done(long startedAt)
    {
        _done++;
        _latencies.Add((uint)Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds);
    }

    public void Failed(string why)
    {
        FirstError ??= why;
        _done++;
        _errors++;
    }

    /// <summary>Whether there is another thing to be done; whoever asks does it.</summary>
    public bool TakeNext()
    {
        if (_started >= Plan.Total)
        {
            return false;
        }

        _started++;
        return true;
    }

    private void WaitUntil(Func<bool> reached, long start)
    {
        while (!reached() && Stopwatch.GetElapsedTime(start) < s_limit)
        {
            Poller.Wait(1000);
        }
    }

    private uint Percentile(int percent) => _latencies.Count == 0 ? 0 : _latencies[Math.Min(_latencies.Count - 1, _latencies.Count * percent / 100)];
}
