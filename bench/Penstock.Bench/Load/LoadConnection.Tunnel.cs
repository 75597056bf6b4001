using System.Buffers.Binary;
using System.Diagnostics;
using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <content>A tunnel: its 200, what is sent through it, and what must come back.</content>
internal sealed partial class LoadConnection
{
    private const int RoundTripBytes = 64;

    private void ReadConnectResponse()
    {
        if (Receive(_head.AsSpan(_headLength)) is not (> 0 and int received))
        {
            return;
        }

        _headLength += received;
        ReadOnlySpan<byte> head = _head.AsSpan(0, _headLength);
        if (head.IndexOf("\r\n\r\n"u8) < 0)
        {
            return;
        }

        if (!head.StartsWith("HTTP/1.1 200"u8) && !head.StartsWith("HTTP/1.0 200"u8))
        {
            Fail(FirstLine(head));
            return;
        }

        TunnelStands();
    }

    private void TunnelStands()
    {
        _stage = OpensFirst ? Stage.Standing : Stage.InTunnel;
        if (kind is LoadKind.RoundTrips)
        {
            load.Opened();
        }
        else
        {
            Send();
        }
    }

    private void Send()
    {
        switch (kind)
        {
            case LoadKind.Tunnels or LoadKind.Idle:
                SendAll("P"u8);
                break;
            case LoadKind.RoundTrips:
                _startedAt = Stopwatch.GetTimestamp();
                SendAll(load.Outgoing.AsSpan(0, RoundTripBytes));
                break;
            case LoadKind.Down:
                SendCommand((byte)'D');
                break;
            default:
                if (SendCommand((byte)'U'))
                {
                    load.Poller.Change(_fd, LibC.EPOLLIN | LibC.EPOLLOUT);
                }

                break;
        }
    }

    private bool SendCommand(byte letter)
    {
        Span<byte> command = stackalloc byte[OriginConnection.CommandBytes];
        command[0] = letter;
        BinaryPrimitives.WriteInt64LittleEndian(command[1..], load.Plan.BytesEach);
        _left = load.Plan.BytesEach;
        return SendAll(command);
    }

    // False if there is nothing to be read now, or nothing to read from any more.
    private bool Upload(uint events)
    {
        while (_left > 0)
        {
            SysResult sent = LibC.send(_fd, load.Outgoing.AsSpan(0, (int)Math.Min(_left, load.Outgoing.Length)));
            if (sent.Succeeded)
            {
                _left -= sent.Value;
                load.Bytes += sent.Value;
            }
            else if (sent == Errno.EAGAIN)
            {
                break;
            }
            else
            {
                Fail($"send: {sent.Errno}");
                return false;
            }
        }

        if (_left == 0)
        {
            load.Poller.Change(_fd, LibC.EPOLLIN);
        }

        return (events & LibC.EPOLLIN) != 0;
    }

    private void ReadTunnel()
    {
        if (Receive(load.Incoming) is not (> 0 and int received))
        {
            return;
        }

        if (_stage is Stage.Standing)
        {
            load.Opened();
            return;
        }

        switch (kind)
        {
            case LoadKind.RoundTrips:
                load.Bytes += received;
                _got += received;
                if (_got >= RoundTripBytes)
                {
                    _got = 0;
                    load.Done(_startedAt);
                    if (load.TakeNext())
                    {
                        Send();
                    }
                }

                break;
            case LoadKind.Idle:
                load.Done(_startedAt);
                break;
            case LoadKind.Down:
                load.Bytes += received;
                _left -= received;
                if (_left <= 0)
                {
                    Finish();
                }

                break;
            default:
                Finish();
                break;
        }
    }
}
