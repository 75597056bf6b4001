using System.Net.Sockets;
using Penstock.Transport;
using Penstock.Tunnel;

namespace Penstock.Forwarding;

/// <summary>How the relay of a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>All of it was passed on.</summary>
    Complete,

    /// <summary>The sender closed its connection: the end of a body that lasts until then, the truncation of every other.</summary>
    SenderFinished,

    /// <summary>The sender reset its connection.</summary>
    SenderReset,

    /// <summary>The receiver takes no more.</summary>
    ReceiverGone,

    /// <summary>It breaks a rule of HTTP (<see cref="BodyCoder.Rejection"/>).</summary>
    Rejected,

    /// <summary>It was told to stop.</summary>
    Interrupted,
}

/// <summary>Passes one body on, of a request or of a response: through the buffers of the loop, or, if it is large and goes on as it is, through a pipe. What the receiver does not take is not
/// read from the sender.</summary>
internal sealed class BodyRelay(Connection from, ReceiveBuffer input, Connection to, BodyCoder coder, IRelayMeter meter) : IRelayMeter
{
    public BodyEnd End { get; private set; }

    public BodyCoder Coder => coder;

    /// <summary>Whether it is the sender that is waited for.</summary>
    public bool IsWaitingForSender { get; private set; }

    public async LoopTask RunAsync()
    {
        int rounds = 0;
        int largeReads = 0;
        while (End == BodyEnd.None)
        {
            if (input.IsEmpty)
            {
                IsWaitingForSender = true;
                await from.Readable;
                IsWaitingForSender = false;
            }

            if (largeReads >= HalfRelay.LargeReadsBeforeSplice && OperatingSystem.IsLinux() && SpliceHalfRelay.TryStart(from, to, this, coder.Left) is { } splice)
            {
                End = EndOf(await splice.RunAsync());
                largeReads = splice.Moved >= HalfRelay.WorthSplicing ? HalfRelay.LargeReadsBeforeSplice : 0;
            }
            else
            {
                LoopTask<IoResult> sending = PassOn(out int received);
                largeReads = coder.IsRaw && received >= HalfRelay.WorthSplicing ? largeReads + 1 : 0;
                IoResult sent = await sending;
                if (End == BodyEnd.None && !sent.Succeeded)
                {
                    End = sent.Error == SocketError.OperationAborted ? BodyEnd.Interrupted : BodyEnd.ReceiverGone;
                }
            }

            if (End == BodyEnd.None && coder.IsComplete)
            {
                End = BodyEnd.Complete;
            }
            else if (End == BodyEnd.None && ++rounds % HalfRelay.RoundsPerTurn == 0)
            {
                await from.Loop.Yield();
            }
        }
    }

    void IRelayMeter.Delivered(int bytes)
    {
        coder.Pass(bytes);
        meter.Delivered(bytes);
    }

    private LoopTask<IoResult> PassOn(out int received)
    {
        received = 0;
        ReadOnlySpan<byte> bytes;
        if (!input.IsEmpty)
        {
            bytes = input.Held;
        }
        else
        {
            IoResult result = input.Receive(out bytes, coder.Left);
            received = result.Bytes;
            if (received == 0)
            {
                End = result.MustWait ? BodyEnd.None
                    : result.Succeeded ? BodyEnd.SenderFinished
                    : result.Error == SocketError.OperationAborted ? BodyEnd.Interrupted
                    : BodyEnd.SenderReset;
                return new(IoResult.Of(0));
            }
        }

        meter.Delivered(bytes.Length);
        ReadOnlySpan<byte> outgoing;
        int consumed;
        if (coder.IsRaw)
        {
            consumed = (int)Math.Min(bytes.Length, coder.Left);
            outgoing = bytes[..consumed];
            coder.Pass(consumed);
        }
        else
        {
            Span<byte> buffer = from.Loop.Outgoing(coder.MostBytes(bytes.Length));
            outgoing = buffer[..coder.Recode(bytes, buffer, out consumed)];
        }

        if (coder.Rejection != Http.HeadRejection.None)
        {
            End = BodyEnd.Rejected;
            input.Clear();
            return new(IoResult.Of(0));
        }

        LoopTask<IoResult> sending = to.SendOrHoldAsync(outgoing);
        input.Consumed(bytes, consumed);
        return sending;
    }

    private static BodyEnd EndOf(HalfEnd end) => end switch
    {
        HalfEnd.None => BodyEnd.None,
        HalfEnd.Finished => BodyEnd.SenderFinished,
        HalfEnd.SenderReset => BodyEnd.SenderReset,
        HalfEnd.ReceiverReset => BodyEnd.ReceiverGone,
        _ => BodyEnd.Interrupted,
    };
}
