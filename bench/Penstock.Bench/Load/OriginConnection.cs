using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Penstock.Linux;

namespace Penstock.Bench.Load;

/// <summary>One connection of the <see cref="Origin"/>; the objects are used again.</summary>
internal sealed class OriginConnection(Origin origin, Poller poller) : IPolled
{
    // A letter and eight bytes of count, the first of the least weight.
    internal const int CommandBytes = 9;

    private static readonly byte[] s_small = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\nCache-Control: no-store\r\n\r\n" + new string('x', 1024));

    private readonly byte[] _in = GC.AllocateArray<byte>(2048, pinned: true);
    private int _fd;
    private int _inLength;
    private long _toSend;
    private long _toReceive;
    private bool _isBlocked;

    public void Begin(int fd)
    {
        (_fd, _inLength, _toSend, _toReceive, _isBlocked) = (fd, 0, 0, 0, false);
        poller.Add(fd, LibC.EPOLLIN | LibC.EPOLLRDHUP, this);
    }

    public void OnEvents(uint events)
    {
        bool alive = (events & LibC.EPOLLIN) == 0 || Receive();
        alive = alive && (_toSend == 0 || Send()) && (events & (LibC.EPOLLHUP | LibC.EPOLLERR)) == 0;
        if (!alive)
        {
            poller.Close(_fd);
            origin.Return(this);
        }
    }

    private bool Receive()
    {
        Span<byte> room = _toReceive > 0 ? origin.Buffer : _in.AsSpan(_inLength);
        SysResult received = LibC.recv(_fd, room);
        if (!received.Succeeded || received.Value == 0)
        {
            return received == Errno.EAGAIN;
        }

        if (_toReceive > 0)
        {
            _toReceive -= Math.Min(received.Value, _toReceive);
            return _toReceive > 0 || SendAll("K"u8);
        }

        _inLength += received.Value;
        return Answer(_in.AsSpan(0, _inLength));
    }

    private bool Answer(ReadOnlySpan<byte> asked)
    {
        switch (asked[0])
        {
            case (byte)'P':
                _inLength = 0;
                return SendAll(asked);
            case (byte)'D' when asked.Length >= CommandBytes:
                _inLength = 0;
                _toSend = BinaryPrimitives.ReadInt64LittleEndian(asked[1..]);
                return true;
            case (byte)'U' when asked.Length >= CommandBytes:
                _inLength = 0;
                _toReceive = BinaryPrimitives.ReadInt64LittleEndian(asked[1..]) - (asked.Length - CommandBytes);
                return true;
            case (byte)'G':
                return AnswerGets(asked);
            default:
                // A command that is not complete yet; whoever sends anything else fills the buffer and is closed.
                return _inLength < _in.Length;
        }
    }

    private bool AnswerGets(ReadOnlySpan<byte> asked)
    {
        for (int end = asked.IndexOf("\r\n\r\n"u8); end >= 0; end = asked.IndexOf("\r\n\r\n"u8))
        {
            if (!AnswerGet(asked[..end]))
            {
                return false;
            }

            asked = asked[(end + 4)..];
        }

        asked.CopyTo(_in);
        _inLength = asked.Length;
        return true;
    }

    private bool AnswerGet(ReadOnlySpan<byte> head)
    {
        int bulk = head.IndexOf("/bulk/"u8);
        if (bulk < 0 || !Utf8Parser.TryParse(head[(bulk + 6)..], out long mebibytes, out _))
        {
            return SendAll(s_small);
        }

        _toSend = mebibytes << 20;
        return SendAll(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_toSend}\r\nCache-Control: no-store\r\n\r\n"));
    }

    private bool Send()
    {
        bool isBlocked = false;
        while (_toSend > 0 && !isBlocked)
        {
            SysResult sent = LibC.send(_fd, origin.Buffer.AsSpan(0, (int)Math.Min(_toSend, origin.Buffer.Length)));
            if (!sent.Succeeded && sent != Errno.EAGAIN)
            {
                return false;
            }

            isBlocked = !sent.Succeeded;
            _toSend -= sent.Succeeded ? sent.Value : 0;
        }

        if (isBlocked != _isBlocked)
        {
            _isBlocked = isBlocked;
            poller.Change(_fd, LibC.EPOLLIN | LibC.EPOLLRDHUP | (isBlocked ? LibC.EPOLLOUT : 0));
        }

        return true;
    }

    // What is so small always fits into the socket's own buffer.
    private bool SendAll(ReadOnlySpan<byte> data) => LibC.send(_fd, data) is { Succeeded: true } sent && sent.Value == data.Length;
}
