using Penstock.Http;

namespace Penstock.Forwarding;

/// <summary>
/// Where the body of one message is, and how its bytes go on: as they are, or, if they are chunked, decoded and, for a receiver that knows chunks, chunked anew. So nothing of the sender's framing
/// reaches the other side: no size in a strange spelling, no extension, no line end that two readers see differently. Arithmetic: no I/O.
/// </summary>
internal sealed class BodyCoder
{
    // A size of up to 16 digits and a line end before the data, a line end behind it, and the last chunk with its line ends.
    private const int FramingBytes = 32;

    private readonly ChunkedDecoder? _decoder;
    private readonly bool _chunkAnew;
    private readonly byte[] _connectionNames;
    private readonly int _room;
    private long _left;

    /// <param name="kind">How the body ends.</param>
    /// <param name="contentLength">Its bytes, if its kind says so.</param>
    /// <param name="chunkAnew">Whether a chunked body goes on in chunks.</param>
    /// <param name="connectionNames">What Connection named: not in the trailers either (RFC 9110, section 7.6.1).</param>
    /// <param name="limits">Those of trailers.</param>
    public BodyCoder(BodyKind kind, long contentLength, bool chunkAnew, byte[] connectionNames, LimitConfig limits)
    {
        _connectionNames = connectionNames;
        _left = kind == BodyKind.Length ? contentLength : long.MaxValue;
        _chunkAnew = chunkAnew;
        if (kind == BodyKind.Chunked)
        {
            _decoder = new ChunkedDecoder(limits);
            _room = FramingBytes + ChunkedDecoder.MaxTrailerBytes(limits);
        }
    }

    /// <summary>Whether all of the body was seen. One that lasts until the connection ends never is.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The rule that the body breaks.</summary>
    public HeadRejection Rejection { get; private set; }

    /// <summary>Bytes of content so far, without framing.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the bytes go on as they are.</summary>
    public bool IsRaw => _decoder is null;

    /// <summary>How many bytes may be received without reaching past the end, as far as that is known.</summary>
    public long Left => _left;

    /// <summary>How many bytes can come of so many.</summary>
    public int MostBytes(int source) => source + _room;

    /// <summary>Counts bytes that went on as they are.</summary>
    public void Pass(long count)
    {
        Bytes += count;
        if (_left != long.MaxValue)
        {
            _left -= count;
            IsComplete = _left == 0;
        }
    }

    /// <summary>Makes what goes on of what has come. Nothing may go on of a body that is rejected here.</summary>
    /// <param name="source">What has come.</param>
    /// <param name="destination">Has room for <see cref="MostBytes"/>.</param>
    /// <param name="consumed">How much of it belongs to this body.</param>
    /// <returns>How many bytes go on.</returns>
    public int Recode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        if (_decoder is null)
        {
            consumed = (int)Math.Min(source.Length, _left);
            source[..consumed].CopyTo(destination);
            Pass(consumed);
            return consumed;
        }

        // The data goes to where it will stand if the number before it has as many digits as it can have.
        int start = _chunkAnew ? SizeLineBytes(source.Length) : 0;
        ChunkedStatus status = _decoder.Decode(source, destination[start..], out consumed, out int written);
        Bytes += written;
        Rejection = _decoder.Rejection;
        IsComplete = status == ChunkedStatus.Complete;
        return _chunkAnew ? Chunk(destination, start, written) : written;
    }

    private int Chunk(Span<byte> destination, int start, int count)
    {
        int end = 0;
        if (count > 0)
        {
            int sizeLine = SizeLineBytes(count);
            if (sizeLine != start)
            {
                destination.Slice(start, count).CopyTo(destination[sizeLine..]);
            }

            var writer = new HeadWriter(destination);
            writer.AppendHex(count);
            writer.EndLine();
            end = sizeLine + count;
            destination[end++] = HttpCharacters.CarriageReturn;
            destination[end++] = HttpCharacters.LineFeed;
        }

        if (IsComplete)
        {
            var writer = new HeadWriter(destination[end..]);
            writer.Append("0\r\n"u8);
            WriteTrailers(ref writer, _decoder!.Trailers.Span);
            writer.EndLine();
            end += writer.Length;
        }

        return end;
    }

    private void WriteTrailers(ref HeadWriter writer, ReadOnlySpan<byte> trailers)
    {
        if (_connectionNames.Length == 0)
        {
            writer.Append(trailers);
            return;
        }

        while (!trailers.IsEmpty)
        {
            int line = trailers.IndexOf(HttpCharacters.LineFeed) + 1;
            if (!ConnectionOptions.Holds(_connectionNames, trailers[..trailers.IndexOf((byte)':')]))
            {
                writer.Append(trailers[..line]);
            }

            trailers = trailers[line..];
        }
    }

    private static int SizeLineBytes(int size)
    {
        int bytes = LineEnd.Length + 1;
        for (int rest = size >> 4; rest > 0; rest >>= 4)
        {
            bytes++;
        }

        return bytes;
    }
}
