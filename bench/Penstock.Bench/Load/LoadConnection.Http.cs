using System.Diagnostics;

namespace Penstock.Bench.Load;

/// <content>Plain requests on a connection that is kept, or one large one.</content>
internal sealed partial class LoadConnection
{
    private const int SmallBody = 1024;

    private void Get()
    {
        (_stage, _headLength, _left, _startedAt) = (Stage.InHttp, 0, 0, Stopwatch.GetTimestamp());
        SendAll(load.GetRequest);
    }

    private void ReadResponse()
    {
        if (Receive(load.Incoming) is not (> 0 and int received))
        {
            return;
        }

        load.Bytes += received;
        if (_left > 0)
        {
            _left -= received;
        }
        else if (!ReadHead(load.Incoming.AsSpan(0, received)))
        {
            return;
        }

        if (_left > 0)
        {
            return;
        }

        if (kind is LoadKind.LargeGets)
        {
            Finish();
            return;
        }

        load.Done(_startedAt);
        if (load.TakeNext())
        {
            _isKept = true;
            Get();
        }
    }

    // False while the head is not complete, or if it is a wrong one.
    private bool ReadHead(ReadOnlySpan<byte> received)
    {
        int before = _headLength;
        int copied = Math.Min(received.Length, _head.Length - before);
        received[..copied].CopyTo(_head.AsSpan(before));
        _headLength += copied;
        ReadOnlySpan<byte> head = _head.AsSpan(0, _headLength);
        int end = head.IndexOf("\r\n\r\n"u8);
        if ((end < 0 && _headLength == _head.Length) || (end >= 0 && !head[8..].StartsWith(" 200"u8)))
        {
            Fail(FirstLine(head));
            return false;
        }

        _left = (kind is LoadKind.LargeGets ? load.Plan.BytesEach : SmallBody) - (before + received.Length - (end + 4));
        return end >= 0;
    }
}
