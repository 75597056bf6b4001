using System.Net;
using Penstock.Tests.Fuzz;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock.Tests.Tunnel;

public sealed class TunnelRelayTests
{
    private const int LargerThanTheBuffer = IoLoop.ScratchBytes + 1;

    private static readonly IPEndPoint s_peer = new(IPAddress.Loopback, 50_000);

    // After every so many rounds a half lets the others go first. It may have ended in that round, and the other half after it: whoever waits for the tunnel's end goes on once, or he would go on
    // as another connection, to which his coroutine belongs by then.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, LargerThanTheBuffer)]
    [InlineData(true, LargerThanTheBuffer)]
    public async Task ItsEnd_IsToldOnce_InWhateverRoundItsHalvesAre(bool byFin, int firstBytes)
    {
        for (int pieces = 0; pieces <= HalfRelay.RoundsPerTurn; pieces++)
        {
            // A small piece is two rounds, for the one that finds nothing behind it; the first may be three.
            byte[][] up = [new byte[firstBytes], .. Enumerable.Repeat<byte[]>([1], pieces)];
            var loop = new MemoryLoop();
            loop.Start();
            int told = 0;
            var client = new MemoryConnection(loop, s_peer, up);
            var origin = new MemoryConnection(loop, s_peer, [[2]]);
            var relay = new TunnelRelay(client, origin, 600_000, new RequestTimeline(default, TimeProvider.System));
            await loop.RunAsync(() =>
            {
                relay.Start([], [], []);
                relay.Ended.Wait(new Waiter(() => told++));
            });
            await TurnsAsync(loop, pieces + 8);

            await loop.RunAsync(() =>
            {
                if (byFin)
                {
                    client.Finish();
                    origin.Finish();
                }
                else
                {
                    relay.Stop(TunnelEnding.ClosedByOperator);
                }
            });
            await TurnsAsync(loop, 8);

            Assert.Equal((pieces, 1), (pieces, told));
            Assert.Equal(firstBytes + pieces, origin.Sent.Count);
            await loop.StopAsync();
        }
    }

    private static async Task TurnsAsync(MemoryLoop loop, int turns)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            await loop.RunAsync(() => { });
        }
    }
}
