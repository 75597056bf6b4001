using Penstock.EndToEnd.Support;

namespace Penstock.EndToEnd.Load;

/// <summary>A tunnel, both of whose ends are the test's.</summary>
internal sealed class LoadTunnel(LoadEnd client, LoadEnd origin) : IDisposable
{
    public LoadEnd Client { get; } = client;

    public LoadEnd Origin { get; } = origin;

    /// <summary>Sends so many random bytes up, and then as many others down, each waited for at the other end.</summary>
    public async Task PingAsync(int bytes)
    {
        await PassAsync(Client, Origin, bytes);
        await PassAsync(Origin, Client, bytes);
    }

    /// <summary>Sends both ways at once.</summary>
    public Task StreamAsync(int bytesUp, int bytesDown) => Task.WhenAll(PassAsync(Client, Origin, bytesUp), PassAsync(Origin, Client, bytesDown));

    /// <summary>Ends it in order, one side after the other, with last words of the second; and compares what was sent with what came.</summary>
    public async Task FinishAsync(bool clientFirst)
    {
        (LoadEnd first, LoadEnd second) = clientFirst ? (Client, Origin) : (Origin, Client);
        first.Finish();
        await second.EndedAsync();
        await second.SendAsync(Content.Random(100));
        second.Finish();
        await first.EndedAsync();
        LoadEnd.AssertSame(Client, Origin);
    }

    public void Dispose()
    {
        Client.Dispose();
        Origin.Dispose();
    }

    private static async Task PassAsync(LoadEnd from, LoadEnd to, int bytes)
    {
        Task arrived = to.HasReceivedAsync(from.BytesSent + bytes);
        const int Piece = 64 * 1024;
        for (int left = bytes; left > 0; left -= Piece)
        {
            await from.SendAsync(Content.Random(Math.Min(left, Piece)));
        }

        await arrived;
    }
}
