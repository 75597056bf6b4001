using Microsoft.Extensions.Logging;
using Penstock.Observability;
using Penstock.Policy;
using Penstock.Transport;

namespace Penstock;

/// <summary>What becomes of the tunnels that are open when the rules change. Used by all loops at once.</summary>
/// <param name="snapshot">The new configuration.</param>
/// <param name="logger">Told of each tunnel that it denies.</param>
internal sealed class TunnelReview(ProxySnapshot snapshot, ILogger logger)
{
    // Those that are kept can be very many, and nothing happens to them.
    private const int MostKeptTold = 20;

    private readonly bool _closes = snapshot.Config.Policy.OnReload == ReloadMode.Close;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _judged;
    private long _denied;

    // Whoever has begun and not ended, and the one who goes through the tunnels.
    private int _under = 1;

    public ProxySnapshot Snapshot => snapshot;

    /// <summary>A tunnel is about to be judged.</summary>
    public void Began()
    {
        Interlocked.Increment(ref _judged);
        Interlocked.Increment(ref _under);
    }

    /// <summary>It was judged; or, in the end, all have begun to be.</summary>
    public void Ended()
    {
        if (Interlocked.Decrement(ref _under) == 0)
        {
            _over.SetResult();
        }
    }

    /// <summary>Ends when every tunnel has been judged.</summary>
    public Task Over => _over.Task;

    /// <summary>Notes a tunnel that the new rules deny, and says whether it is to be closed.</summary>
    public bool Closes(in PeerAddress client, RequestFacts facts, string fault)
    {
        long number = Interlocked.Increment(ref _denied);
        if (_closes)
        {
            ProxyLog.TunnelClosedByReload(logger, client.ToIPAddress(), facts.Host, facts.Port, fault);
        }
        else if (number <= MostKeptTold)
        {
            ProxyLog.TunnelKeptByReload(logger, client.ToIPAddress(), facts.Host, facts.Port, fault);
        }

        return _closes;
    }

    /// <summary>Sums up, when every tunnel has been judged.</summary>
    public void Tell(int listeners)
    {
        if (!_closes && _denied > MostKeptTold)
        {
            ProxyLog.MoreTunnelsKept(logger, _denied - MostKeptTold);
        }

        ProxyLog.Reloaded(logger, listeners, snapshot.Policy.Rules.Count, _judged, _denied, _closes ? "closed" : "kept");
    }
}
