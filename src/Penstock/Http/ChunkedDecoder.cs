using System.Diagnostics;

namespace Penstock.Http;

/// <summary>How far a chunked body has come.</summary>
internal enum ChunkedStatus
{
    /// <summary>All right so far, and not at its end.</summary>
    Incomplete,

    /// <summary>The trailer section's end was seen: the message ends there.</summary>
    Complete,

    /// <summary>No bytes that could follow make this a chunked body. Where the message ends is not known, so the connection has to close.</summary>
    Rejected,
}

/// <summary>Chunks to the data in them, as the bytes come. No I/O, no exception, and no allocation before the first trailer field.</summary>
/// <remarks>
/// One instance reads one body. How the bytes are cut into calls changes nothing: a body is judged in the order of its bytes, and the first one that
/// cannot be right decides. RFC 9112, section 7.1: chunked-body = *chunk last-chunk trailer-section CRLF. Only CRLF ends a line.
/// </remarks>
internal sealed class ChunkedDecoder(LimitConfig limits)
{
    private Part _part;
    private long _remaining;
    private ChunkSizeLine _sizeLine;
    private TrailerSection _trailers = new(limits);

    /// <summary>What the next byte belongs to.</summary>
    private enum Part
    {
        SizeLine,
        Data,
        CarriageReturnAfterData,
        LineFeedAfterData,
        Trailers,
    }

    /// <summary>Why the answer was <see cref="ChunkedStatus.Rejected"/>.</summary>
    internal HeadRejection Rejection { get; private set; }

    /// <summary>Once complete: the trailer fields that may go on (<see cref="TrailerFields"/>), in order, each as <c>Name: value</c> and CRLF.</summary>
    internal ReadOnlyMemory<byte> Trailers => _trailers.Forwarded;

    /// <summary>The most bytes that <see cref="Trailers"/> can have: as many as a section without its empty line, and in each line the space after the colon,
    /// which it may have come without.</summary>
    internal static int MaxTrailerBytes(LimitConfig limits) => limits.MaxHeadBytes - LineEnd.Length + limits.MaxFields;

    /// <summary>Reads on. Not to be called again after Complete or Rejected.</summary>
    /// <param name="source">The bytes that follow those of the call before.</param>
    /// <param name="destination">Where the data goes: as long as <paramref name="source"/> at least. It may be the same memory.</param>
    /// <param name="consumed">All of <paramref name="source"/> if Incomplete; of a Complete body, where it ends. If Rejected it means nothing.</param>
    /// <param name="written">The bytes of data written. They may be followed by a rejection.</param>
    internal ChunkedStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        Debug.Assert(destination.Length >= source.Length, "Room for all of source as data.");
        Debug.Assert(Rejection is HeadRejection.None && !_trailers.IsComplete, "The body has ended.");

        consumed = 0;
        written = 0;
        while (consumed < source.Length)
        {
            if (_part is Part.Data)
            {
                int run = (int)Math.Min(_remaining, source.Length - consumed);
                source.Slice(consumed, run).CopyTo(destination[written..]);
                consumed += run;
                written += run;
                _remaining -= run;
                _part = _remaining == 0 ? Part.CarriageReturnAfterData : Part.Data;
                continue;
            }

            if (_part is Part.Trailers)
            {
                Rejection = _trailers.Read(source[consumed..], out int read);
                consumed += read;
            }
            else
            {
                Rejection = ReadAroundData(source[consumed++]);
            }

            if (Rejection is not HeadRejection.None)
            {
                return ChunkedStatus.Rejected;
            }

            if (_trailers.IsComplete)
            {
                return ChunkedStatus.Complete;
            }
        }

        return ChunkedStatus.Incomplete;
    }

    /// <summary>A byte of the line before a chunk's data, or of the line end after it.</summary>
    private HeadRejection ReadAroundData(byte value)
    {
        switch (_part)
        {
            case Part.CarriageReturnAfterData:
                _part = Part.LineFeedAfterData;
                return value == HttpCharacters.CarriageReturn ? HeadRejection.None : HeadRejection.InvalidChunkEnd;
            case Part.LineFeedAfterData:
                _part = Part.SizeLine;
                return value == HttpCharacters.LineFeed ? HeadRejection.None : HeadRejection.InvalidChunkEnd;
        }

        HeadRejection rejection = _sizeLine.Read(value);
        if (_sizeLine.IsComplete)
        {
            _remaining = _sizeLine.Size;
            _part = _remaining == 0 ? Part.Trailers : Part.Data;
            _sizeLine.StartNext();
        }

        return rejection;
    }
}
