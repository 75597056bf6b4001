using System.Net;
using System.Net.Sockets;
using Penstock.Transport;

namespace Penstock;

/// <summary>What the server listens on. A change is prepared first, so that one that fails leaves everything as it was.</summary>
internal sealed class ListenerTable(ProxyTransport transport)
{
    private readonly HashSet<OpenListener> _accepting = [];

    /// <summary>In the order of <see cref="ProxyConfig.Listeners"/>.</summary>
    public IReadOnlyList<OpenListener> Open { get; private set; } = [];

    /// <summary>Binds what is wanted and not there yet.</summary>
    /// <exception cref="ProxyStartException">An address cannot be had; nothing has changed.</exception>
    public ListenerChange Prepare(IReadOnlyList<ListenerConfig> wanted, IReadOnlyList<IoLoop> loops)
    {
        List<OpenListener> added = [];
        List<OpenListener> next = [];
        try
        {
            foreach (ListenerConfig config in wanted)
            {
                OpenListener? kept = Open.FirstOrDefault(listener => listener.Name == config.ToString() && !next.Contains(listener));
                OpenListener listener = kept ?? new OpenListener(config, Bind(config, loops, TakesOver(config, wanted, added)));
                next.Add(listener);
                if (kept is null)
                {
                    added.Add(listener);
                }
            }
        }
        catch
        {
            added.ForEach(listener => _ = listener.Socket.CloseAsync());
            throw;
        }

        return new ListenerChange(added, [.. Open.Except(next)], () =>
        {
            Open = next;
            for (int i = 0; i < next.Count; i++)
            {
                next[i].LastClients = OpenListener.ClientsOf(wanted[i]);
            }
        });
    }

    /// <summary>Begins to accept where that has not begun.</summary>
    public void AcceptNew(Action<OpenListener, Connection> accepted, Action<SocketError> paused)
    {
        foreach (OpenListener listener in Open.Where(_accepting.Add))
        {
            listener.Socket.Accept(client => accepted(listener, client), paused);
        }

        _accepting.IntersectWith(Open);
    }

    public Task CloseAllAsync() => Task.WhenAll(Open.Select(listener => listener.Socket.CloseAsync()));

    // Whether it is, in part, the address of listeners that are about to go, and of nobody else. Where it is another's as well, the kernel shall say so.
    private bool TakesOver(ListenerConfig config, IReadOnlyList<ListenerConfig> wanted, IEnumerable<OpenListener> added)
    {
        OpenListener[] overlapping = [.. Open.Concat(added).Where(listener => ListenerOverlap.Of(listener.Socket.LocalEndPoint, config.EndPoint))];
        return OperatingSystem.IsLinux() && config.EndPoint is IPEndPoint address && overlapping.Length > 0
            && overlapping.All(listener => !added.Contains(listener) && wanted.All(other => other.ToString() != listener.Name))
            && Linux.ListeningSockets.AreOursAlone(address, overlapping.SelectMany(listener => listener.Socket.Descriptors));
    }

    private ListenerSocket Bind(ListenerConfig listener, IReadOnlyList<IoLoop> loops, bool besideOurs)
    {
        try
        {
            return transport.Listen(listener.EndPoint, loops, besideOurs);
        }
        catch (SocketException e)
        {
            throw ProxyStartException.CannotListen(listener, e);
        }
    }
}

/// <summary>Listeners that come and go together.</summary>
internal sealed class ListenerChange(IReadOnlyList<OpenListener> added, IReadOnlyList<OpenListener> removed, Action commit)
{
    /// <summary>From now on the new ones are those that count.</summary>
    public void Commit() => commit();

    /// <summary>Lets go of the new ones.</summary>
    public Task UndoAsync() => Task.WhenAll(added.Select(listener => listener.Socket.CloseAsync()));

    /// <summary>Lets go of the old ones. Connections that came by them go on.</summary>
    public Task CloseRemovedAsync() => Task.WhenAll(removed.Select(listener => listener.Socket.CloseAsync()));
}
