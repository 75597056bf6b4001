using Penstock.Transport;

namespace Penstock;

// A client's connection is one of as many as its address may have, from its accept until it is let go or closed. One that is refused never was.
internal sealed partial class ProxyConnection
{
    // A client that has closed one connection before it opened the next may find that the loop of the first has not read its FIN yet. That loop needs a turn, which is milliseconds when it is busy.
    private const int PlaceMilliseconds = 100;

    private bool _hasPlace;
    private LoopSignal? _placeWait;

    private bool TryTakePlace(int most) => _hasPlace = services.ClientConnections.TryAdd(client.Peer, most);

    /// <summary>Looks for a while whether one of the client's other connections goes.</summary>
    private async LoopTask<bool> WaitForPlaceAsync(int most)
    {
        long giveUp = client.Loop.Now + PlaceMilliseconds;
        _placeWait = new LoopSignal(client.Loop);
        do
        {
            _placeWait.SetAfter(TimerWheel.TickMilliseconds);
            await _placeWait.WaitAsync();
        }
        // Whoever took a place now would not be told any more that the proxy stops.
        while (!services.IsStopping && !TryTakePlace(most) && client.Loop.Now < giveUp);
        _placeWait.CancelTimer();
        _placeWait = null;
        return _hasPlace;
    }

    private void LeavePlace()
    {
        if (_hasPlace)
        {
            services.ClientConnections.Remove(client.Peer);
            _hasPlace = false;
        }
    }
}
