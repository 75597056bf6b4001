using Penstock.Forwarding;
using Penstock.Observability;
using Penstock.Transport;

namespace Penstock;

/// <summary>The connections of one loop: those of clients, and those to origins that are kept for them. Used on that loop alone.</summary>
internal sealed class ConnectionTable(IoLoop loop, ProxyServices services) : LoopTimer
{
    // How exact the intervals of a log's progress records are.
    private const int LogMilliseconds = 1_000;

    private long _lastLogged;
    private ProxyConnection? _first;
    private TaskCompletionSource? _emptied;

    public IoLoop Loop => loop;

    public OriginPool Origins { get; } = new(loop, services);

    public EndedRequests Ended { get; } = new(loop, services);

    public void Add(ProxyConnection connection)
    {
        connection.Next = _first;
        if (_first is not null)
        {
            _first.Previous = connection;
        }

        _first = connection;
        loop.Counters.ConnectionsAccepted++;
        loop.Counters.ConnectionsOpen++;
    }

    public void Remove(ProxyConnection connection)
    {
        if (connection.Previous is null)
        {
            _first = connection.Next;
        }
        else
        {
            connection.Previous.Next = connection.Next;
        }

        if (connection.Next is not null)
        {
            connection.Next.Previous = connection.Previous;
        }

        connection.Next = connection.Previous = null;
        loop.Counters.ConnectionsOpen--;
        if (_first is null)
        {
            _emptied?.TrySetResult();
        }
    }

    /// <summary>Begins to write open tunnels into the logs that want to hear of them, if any does. To be asked after each reload.</summary>
    public void WatchTunnels()
    {
        if (services.Current.AccessLogs.HasIntervals && !IsScheduled)
        {
            _lastLogged = services.Time.GetTimestamp();
            loop.Timers.Schedule(this, loop.Now, LogMilliseconds);
        }
    }

    internal override void OnDue()
    {
        AccessLogs logs = services.Current.AccessLogs;
        // By the clock of the timelines: an interval that has passed by one and not by the other would have no record.
        TimeSpan sinceLast = services.Time.GetElapsedTime(_lastLogged);
        try
        {
            ForEach(connection => connection.LogProgress(logs, sinceLast));
        }
        finally
        {
            logs.Hand(loop.Index);
            WatchTunnels();
        }
    }

    /// <summary>Does something to each connection; it may leave the table meanwhile.</summary>
    public void ForEach(Action<ProxyConnection> action)
    {
        for (ProxyConnection? connection = _first; connection is not null;)
        {
            ProxyConnection? next = connection.Next;
            action(connection);
            connection = next;
        }
    }

    /// <summary>Ends when no connection is left. Asked once, when no more are added.</summary>
    public Task WhenEmpty()
    {
        _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_first is null)
        {
            _emptied.SetResult();
        }

        return _emptied.Task;
    }
}
