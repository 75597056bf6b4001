using System.Net;
using Penstock.Policy;

namespace Penstock.Connecting;

/// <summary>Judges the addresses that a name has, or that were asked for, before any of them is dialled: what was judged is what is dialled.</summary>
internal sealed class DestinationJudge(LocalAddresses localAddresses)
{
    private IPEndPoint[] _listeners = [];

    /// <summary>Says where the proxy listens, once that is known.</summary>
    public void SetListeners(IPEndPoint[] listeners) => _listeners = listeners;

    /// <summary>The verdict. It seldom has to wait: only when the addresses of this machine are needed and were not looked at lately.</summary>
    public ValueTask<AddressVerdict> JudgeAsync(bool clientIsLoopback, IPAddress address, int port)
    {
        // Whether an address is this machine's own matters to clients from elsewhere always, to local ones only for a loop.
        if (clientIsLoopback && !IsListenerPort(port))
        {
            return new(Judge(clientIsLoopback, address, port, isLocal: false));
        }

        return localAddresses.TryContains(address, out bool isLocal)
            ? new(Judge(clientIsLoopback, address, port, isLocal))
            : RefreshAndJudgeAsync(clientIsLoopback, address, port);
    }

    private async ValueTask<AddressVerdict> RefreshAndJudgeAsync(bool clientIsLoopback, IPAddress address, int port) =>
        Judge(clientIsLoopback, address, port, await Task.Run(() => localAddresses.ContainsAsync(address).AsTask()));

    private AddressVerdict Judge(bool clientIsLoopback, IPAddress address, int port, bool isLocal) =>
        DestinationPolicy.Judge(clientIsLoopback, address, port, _listeners, isLocal);

    private bool IsListenerPort(int port)
    {
        foreach (IPEndPoint listener in _listeners)
        {
            if (listener.Port == port)
            {
                return true;
            }
        }

        return false;
    }
}
