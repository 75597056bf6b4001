namespace Penstock.EndToEnd.Behaviour;

/// <summary>Holds the only loop of a proxy up, so that what comes meanwhile waits in its sockets: a request that ends is told of on its loop, and there it is held.</summary>
internal sealed class LoopHold(ProxyFixture proxy) : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RawPeer? _asker;

    /// <summary>Ends when it stands.</summary>
    public async Task HeldAsync()
    {
        proxy.Proxy.RequestEnded += Hold;
        _asker = await proxy.ConnectAsync();
        await _asker.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await _held.Task.WaitAsync(RawPeer.Limit);
    }

    /// <summary>Lets it go on.</summary>
    public void Release()
    {
        proxy.Proxy.RequestEnded -= Hold;
        _release.Set();
    }

    public void Dispose()
    {
        Release();
        _asker?.Dispose();
    }

    private void Hold(RequestTimeline request)
    {
        _held.TrySetResult();
        _release.Wait(RawPeer.Limit);
    }
}
