using System.Buffers;
using System.Net.Sockets;
using Penstock.Transport;

namespace Penstock.Tunnel;

/// <summary>
/// One direction of a tunnel. Small and interactive traffic is copied through the buffer of the loop: two calls a message, and nothing held while idle. A direction
/// that keeps filling the buffer is spliced from then on (see <see cref="SpliceHalfRelay"/>). If the receiver is slow, the sender is not read: what is held
/// for it is one buffer, or one pipe.
/// </summary>
internal sealed class HalfRelay(Connection from, Connection to, TunnelRelay tunnel, bool isUp) : IRelayMeter
{
    // A copy costs more the longer it is, splicing mostly by the call, and it takes one call more to find a pipe dry. Half the loop's buffer is large enough
    // for splicing to win; where exactly the two meet was not measured.
    internal const int WorthSplicing = 32 * 1024;

    // One large read may be all there is; two in a row are a flow.
    internal const int LargeReadsBeforeSplice = 2;

    // What one direction may do in one turn before the others have theirs.
    internal const int RoundsPerTurn = 16;

    /// <summary>Bytes that the receiver's socket has taken.</summary>
    public long Bytes { get; private set; }

    public HalfEnd End { get; private set; }

    /// <summary>Relays until this direction has ended, and tells the tunnel so.</summary>
    /// <param name="early">Bytes of the sender that were read already, and come first.</param>
    /// <param name="greeting">What the proxy itself has to say before; not counted.</param>
    public async LoopTask RunAsync(byte[] early, byte[] greeting)
    {
        try
        {
            End = await SendFirstAsync(greeting, early);
            int rounds = 0;
            int largeReads = 0;
            while (End == HalfEnd.None)
            {
                await from.Readable;
                if (largeReads >= LargeReadsBeforeSplice && OperatingSystem.IsLinux() && SpliceHalfRelay.TryStart(from, to, this) is { } splice)
                {
                    // A flow that pauses gives its pipe back, and goes on with one if what came last was large.
                    tunnel.Watch.PassesUnseen(isUp);
                    End = await splice.RunAsync();
                    largeReads = splice.Moved >= WorthSplicing ? LargeReadsBeforeSplice : 0;
                    continue;
                }

                IoResult received = from.TryReceive(from.Loop.Scratch);
                largeReads = received.Bytes >= WorthSplicing ? largeReads + 1 : 0;
                End = received.Succeeded && received.Bytes > 0 ? TrySendScratch(received.Bytes, out int sent) : AfterReceive(received, out sent);
                if (End == HalfEnd.None && sent < received.Bytes)
                {
                    End = await SendLaterAsync(sent, received.Bytes);
                }

                if (End == HalfEnd.None && ++rounds == RoundsPerTurn)
                {
                    rounds = 0;
                    await from.Loop.Yield();
                }
            }

            // The second FIN of a tunnel is sent by the close that follows at once; what a reset side has left ends too, and in no FIN.
            if (End == HalfEnd.Finished && !tunnel.WasReset)
            {
                tunnel.Watch.Finished(isUp);
                if (!tunnel.HasEnded)
                {
                    to.ShutdownSend();
                }
            }
        }
        catch (Exception e)
        {
            End = HalfEnd.Interrupted;
            tunnel.Fail(e);
        }

        tunnel.HalfEnded(this);
    }

    public void Delivered(int bytes)
    {
        Bytes += bytes;
        tunnel.Watch.Touch();
        if (isUp)
        {
            from.Loop.Counters.BytesUp += bytes;
        }
        else
        {
            from.Loop.Counters.BytesDown += bytes;
        }
    }

    internal static HalfEnd AfterReceive(IoResult received) => received switch
    {
        { IsEndOfStream: true } => HalfEnd.Finished,
        { Succeeded: true } or { MustWait: true } => HalfEnd.None,
        { Error: SocketError.OperationAborted } => HalfEnd.Interrupted,
        _ => HalfEnd.SenderReset,
    };

    internal static HalfEnd AfterSend(IoResult sent) => sent switch
    {
        { Succeeded: true } or { MustWait: true } => HalfEnd.None,
        { Error: SocketError.OperationAborted } => HalfEnd.Interrupted,
        _ => HalfEnd.ReceiverReset,
    };

    private async LoopTask<HalfEnd> SendFirstAsync(byte[] greeting, byte[] early)
    {
        if (greeting.Length > 0)
        {
            if (!await to.SendAllAsync(greeting))
            {
                return !to.IsInterrupted ? HalfEnd.ReceiverReset : HalfEnd.Interrupted;
            }

            tunnel.Watch.Replied();
        }

        if (early.Length > 0)
        {
            tunnel.Watch.Passed(isUp, early);
        }

        return await SendAsync(early);
    }

    private HalfEnd TrySendScratch(int count, out int sent)
    {
        ReadOnlySpan<byte> bytes = from.Loop.Scratch.AsSpan(0, count);
        IoResult result = to.TrySend(bytes);
        sent = result.Bytes;
        Copied(sent);
        tunnel.Watch.Passed(isUp, bytes);
        return AfterSend(result);
    }

    private static HalfEnd AfterReceive(IoResult received, out int sent)
    {
        sent = 0;
        return AfterReceive(received);
    }

    // The buffer of the loop is the next one's after an await: what the receiver did not take moves to a buffer of its own until it does.
    private LoopTask<HalfEnd> SendLaterAsync(int start, int end)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(end - start);
        from.Loop.Scratch.AsSpan(start, end - start).CopyTo(rented);
        return SendRentedAsync(rented, end - start);
    }

    private async LoopTask<HalfEnd> SendRentedAsync(byte[] rented, int count)
    {
        from.Loop.Counters.BuffersHeld++;
        HalfEnd end = await SendAsync(rented.AsMemory(0, count));
        from.Loop.Counters.BuffersHeld--;
        ArrayPool<byte>.Shared.Return(rented);
        return end;
    }

    private async LoopTask<HalfEnd> SendAsync(ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            IoResult sent = await to.SendAsync(data);
            Copied(sent.Bytes);
            if (!sent.Succeeded)
            {
                return AfterSend(sent);
            }

            data = data[sent.Bytes..];
        }

        return HalfEnd.None;
    }

    private void Copied(int bytes)
    {
        from.Loop.Counters.BytesCopied += bytes;
        Delivered(bytes);
    }
}
