using System.Diagnostics;
using System.Text;
using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <summary>One connection of a load at a time; what ends is begun anew as long as there is something to do.</summary>
internal sealed partial class LoadConnection(LoadGenerator load, LoadKind kind) : IPolled
{
    private readonly byte[] _head = new byte[512];
    private int _headLength;
    private int _fd = -1;
    private Stage _stage;
    private long _startedAt;
    private long _left;
    private int _got;
    private bool _isKept;

    private enum Stage
    {
        Connecting,
        AwaitingTunnel,

        /// <summary>Opened ahead of the load: echoes a byte, or waits for the load to begin.</summary>
        Standing,
        InTunnel,
        InHttp,
    }

    private bool OpensFirst => kind is LoadKind.RoundTrips or LoadKind.Idle;

    /// <summary>Connects.</summary>
    public void Begin()
    {
        (_stage, _headLength, _got, _isKept, _startedAt) = (Stage.Connecting, 0, 0, false, Stopwatch.GetTimestamp());
        _fd = Sockets.Connect(load.Address);
        load.Poller.Add(_fd, LibC.EPOLLOUT, this);
    }

    /// <summary>Begins what is measured: on the tunnel that stands already (one that failed was counted then), or with a new connection.</summary>
    public void BeginLoad()
    {
        if (!OpensFirst)
        {
            Begin();
        }
        else if (_stage is Stage.Standing && _fd >= 0)
        {
            _stage = Stage.InTunnel;
            Send();
        }
    }

    public void OnEvents(uint events)
    {
        switch (_stage)
        {
            case Stage.Connecting:
                Connected();
                break;
            case Stage.AwaitingTunnel:
                ReadConnectResponse();
                break;
            case Stage.InHttp:
                ReadResponse();
                break;
            default:
                if (kind is not LoadKind.Up || (events & LibC.EPOLLOUT) == 0 || _left == 0 || Upload(events))
                {
                    ReadTunnel();
                }

                break;
        }
    }

    private void Connected()
    {
        _ = LibC.getsockopt(_fd, LibC.SOL_SOCKET, LibC.SO_ERROR, out int error);
        if (error != 0)
        {
            Fail($"connect: {(Errno)error}");
            return;
        }

        load.Poller.Change(_fd, LibC.EPOLLIN);
        if (load.Plan.IsHttp && kind is not LoadKind.Idle)
        {
            Get();
        }
        else if (load.Plan.ProxyPort == 0)
        {
            TunnelStands();
        }
        else
        {
            _stage = Stage.AwaitingTunnel;
            SendAll(load.ConnectRequest);
        }
    }

    private void Finish()
    {
        Close();
        load.Done(_startedAt);
        if (load.TakeNext())
        {
            Begin();
        }
    }

    private void Fail(string why)
    {
        Close();
        if (_isKept && _headLength == 0)
        {
            // A connection that was kept for another GET may be closed instead (RFC 9112, section 9.5); some proxies keep none.
            Begin();
            return;
        }

        load.Failed(why);
        if (!OpensFirst && load.TakeNext())
        {
            Begin();
        }
    }

    private void Close()
    {
        load.Poller.Close(_fd);
        _fd = -1;
    }

    // Zero if there is nothing now; the connection has failed if it is negative.
    private int Receive(Span<byte> to)
    {
        SysResult received = LibC.recv(_fd, to);
        if (received is { Succeeded: true, Value: > 0 })
        {
            return received.Value;
        }

        if (received == Errno.EAGAIN)
        {
            return 0;
        }

        Fail(received.Succeeded ? "closed early" : $"recv: {received.Errno}");
        return -1;
    }

    private bool SendAll(ReadOnlySpan<byte> data)
    {
        SysResult sent = LibC.send(_fd, data);
        if (sent.Succeeded && sent.Value == data.Length)
        {
            return true;
        }

        Fail($"send: {sent.Errno}");
        return false;
    }

    private static string FirstLine(ReadOnlySpan<byte> head) => Encoding.Latin1.GetString(head[..Math.Max(0, head.IndexOf((byte)'\r'))]);
}
