using System.Buffers;
using Penstock.Transport;

namespace Penstock.Site;

/// <summary>Sends a reply of the site: one buffer, filled from the file on the thread pool, and emptied as fast as the client takes it.</summary>
/// <param name="client">Who asked.</param>
/// <param name="site">Where the file comes from.</param>
/// <param name="reply">The parts of the file.</param>
/// <param name="text">What follows them, or all of the body.</param>
/// <param name="idle">How long the client may take nothing.</param>
internal sealed class SiteSender(Connection client, StaticSite site, SiteReply reply, byte[] text, TimeSpan idle)
{
    private const int BufferBytes = 64 * 1024;

    // How little has to be taken within the idle time.
    private const int PieceBytes = 16 * 1024;

    private byte[] _buffer = [];
    private int _filled;

    /// <summary>How it ended.</summary>
    public ProxyOutcome Outcome { get; private set; } = ProxyOutcome.Answered;

    /// <summary>What more is to be said of that.</summary>
    public string? Detail { get; private set; }

    /// <summary>The bytes that the client's system has taken, of head and body.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends it. If that fails, the connection has to be closed: something is missing.</summary>
    public async ValueTask<bool> SendAsync(byte[] head, bool withBody)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        client.Loop.Counters.BuffersHeld++;
        try
        {
            return await AppendAsync(head) && (!withBody || await AppendBodyAsync()) && await FlushAsync();
        }
        finally
        {
            client.Loop.Counters.BuffersHeld--;
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private async ValueTask<bool> AppendBodyAsync()
    {
        for (int i = 0; i < reply.Parts.Count; i++)
        {
            SitePart part = reply.Parts[i];
            if (!await AppendAsync(part.Before) || !await AppendFileAsync(part.Range, isLast: i == reply.Parts.Count - 1))
            {
                return false;
            }
        }

        return await AppendAsync(text);
    }

    private async ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled == _buffer.Length && !await FlushAsync())
            {
                return false;
            }

            int count = Math.Min(bytes.Length, _buffer.Length - _filled);
            bytes.Span[..count].CopyTo(_buffer.AsSpan(_filled));
            _filled += count;
            bytes = bytes[count..];
        }

        return true;
    }

    private async ValueTask<bool> AppendFileAsync(ByteRange range, bool isLast)
    {
        for (long at = range.First; at <= range.Last;)
        {
            if (_filled == _buffer.Length && !await FlushAsync())
            {
                return false;
            }

            Memory<byte> room = _buffer.AsMemory(_filled, (int)Math.Min(_buffer.Length - _filled, range.Last - at + 1));
            long from = at;
            at += room.Length;
            bool isEnd = isLast && at > range.Last;
            if (!await site.RunAsync(() => reply.File!.TryRead(room.Span, from, isEnd)))
            {
                return End(ProxyOutcome.ResponseTruncated, "the file changed while it was sent");
            }

            _filled += room.Length;
        }

        return true;
    }

    private async ValueTask<bool> FlushAsync()
    {
        for (int at = 0; at < _filled;)
        {
            client.InterruptAfter((long)idle.TotalMilliseconds, InterruptReason.TimedOut);
            IoResult sent = await client.SendAsync(_buffer.AsMemory(at, Math.Min(PieceBytes, _filled - at)));
            if (!sent.Succeeded)
            {
                return client.InterruptedBy switch
                {
                    InterruptReason.TimedOut => End(ProxyOutcome.ClientTooSlow, "it took nothing of its response for too long"),
                    InterruptReason.Stopping => End(ProxyOutcome.ProxyStopped, null),
                    _ => End(ProxyOutcome.ClientGone, null),
                };
            }

            at += sent.Bytes;
            Sent += sent.Bytes;
            client.Loop.Counters.BytesCopied += sent.Bytes;
        }

        client.CancelInterrupt();
        _filled = 0;
        return true;
    }

    private bool End(ProxyOutcome outcome, string? detail)
    {
        Outcome = outcome;
        Detail = detail;
        return false;
    }
}
