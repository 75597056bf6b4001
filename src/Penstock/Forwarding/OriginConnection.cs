using System.Net;
using Penstock.Transport;

namespace Penstock.Forwarding;

/// <summary>A connection to an origin that carries one request after another, perhaps of several clients.</summary>
internal sealed class OriginConnection
{
    private readonly OriginPool _pool;
    private readonly Action _whenDisturbed;

    public OriginConnection(OriginPool pool, OriginShelf shelf, Connection connection)
    {
        _pool = pool;
        _whenDisturbed = WhenDisturbed;
        Shelf = shelf;
        Address = connection.Peer.ToIPAddress()!;
        Connection = connection;
        Input = new ReceiveBuffer(connection);
        IsBesideIdle = shelf.Count > 0;
    }

    /// <summary>Where it stands while it is idle.</summary>
    public OriginShelf Shelf { get; set; }

    /// <summary>The address that was dialled.</summary>
    public IPAddress Address { get; }

    public Connection Connection { get; }

    /// <summary>What the origin has sent and nobody has dealt with.</summary>
    public ReceiveBuffer Input { get; }

    /// <summary>Whether it was made while another was idle, which its request might not use.</summary>
    public bool IsBesideIdle { get; }

    /// <summary>Whether it has carried a request before: the origin may have closed it since, without our knowing.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Whether it is in the pool.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>The others of the same origin that are idle, newest first.</summary>
    public OriginConnection? NextOfKey { get; set; }

    /// <summary>The idle ones of all origins, by age.</summary>
    public OriginConnection? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    public OriginConnection? Newer { get; set; }

    /// <summary>The origin has begun to answer on it.</summary>
    public void NoteAnswer() => Shelf.ServesSeveral |= !IsReused && Shelf.Count > 0;

    /// <summary>Begins to watch it: whatever comes now, data, FIN or reset, or the end of its time, means that it cannot be used again.</summary>
    public void Rest(long milliseconds)
    {
        IsReused = IsIdle = true;
        Connection.InterruptAfter(milliseconds, InterruptReason.TimedOut);
        Connection.WatchReadable(_whenDisturbed);
    }

    /// <summary>Ends the watch: it is in use again, or closed.</summary>
    public void Wake()
    {
        IsIdle = false;
        Connection.CancelInterrupt();
        Connection.StopWatching();
    }

    public void Close()
    {
        Input.Clear();
        Connection.Close();
    }

    private void WhenDisturbed()
    {
        if (IsIdle)
        {
            _pool.Drop(this);
        }
    }
}
