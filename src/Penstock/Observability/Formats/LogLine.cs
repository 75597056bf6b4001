using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>A line of an access log while it is written: a buffer that grows.</summary>
/// <param name="buffer">Where it is written; a larger one takes its place if it must.</param>
/// <param name="length">How much there is in it already.</param>
internal ref struct LogLine(byte[] buffer, int length = 0)
{
    /// <summary>Printable ASCII but for the quote and the backslash, which escapes need.</summary>
    internal static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(value => (byte)value).Where(value => value is not ((byte)'"' or (byte)'\\'))]);

    private byte[] _buffer = buffer;
    private int _length = length;

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>How much has been written.</summary>
    public readonly int Length => _length;

    /// <summary>The buffer it is in now.</summary>
    public readonly byte[] Buffer => _buffer;

    /// <summary>Room for at least so many bytes behind what is written; say then what was <see cref="Wrote"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Grow(bytes);
        }

        return _buffer.AsSpan(_length);
    }

    public void Wrote(int bytes) => _length += bytes;

    /// <summary>Makes an object of the members that were written from <paramref name="start"/> on, each with a comma before it: <paramref name="opening"/> takes the place of the first comma.
    /// Without members it is an empty one.</summary>
    public void Wrap(int start, scoped ReadOnlySpan<byte> opening)
    {
        int members = Math.Max(_length - start - 1, 0);
        Room(opening.Length + 1);
        Span<byte> whole = _buffer.AsSpan(start);
        whole.Slice(Math.Min(1, _length - start), members).CopyTo(whole[opening.Length..]);
        opening.CopyTo(whole);
        whole[opening.Length + members] = (byte)'}';
        _length = start + opening.Length + members + 1;
    }

    public void Append(byte value)
    {
        Room(1)[0] = value;
        _length++;
    }

    // Inlined, so that a text of ours is copied by as many moves as its length takes, and not by a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(long number) => _length += DecimalDigits.Write(number, Room(DecimalDigits.Room));

    /// <summary>A number with zeros before it.</summary>
    public void AppendPadded(long number, int digits)
    {
        Span<byte> room = Room(digits)[..digits];
        for (int i = digits - 1; i >= 0; i--)
        {
            room[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        _length += digits;
    }

    /// <summary>The address alone; <c>-</c> for a Unix socket.</summary>
    public void Append(PeerAddress address) => _length += address.Format(Room(64));

    /// <summary>ASCII only.</summary>
    public void Append(string text) => _length += Encoding.ASCII.GetBytes(text, Room(text.Length));

    /// <summary>What somebody else has written, escaped as Apache escapes it (ap_escape_logitem): it can neither end its quotes nor its line.</summary>
    public void AppendEscaped(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            Append(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                return;
            }

            AppendEscape(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    /// <inheritdoc cref="AppendEscaped(ReadOnlySpan{byte})"/>
    public void AppendEscaped(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = most <= 512 ? stackalloc byte[512] : new byte[most];
        AppendEscaped(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    private void Grow(int bytes) => Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));

    private void AppendEscape(byte value)
    {
        Append((byte)'\\');
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                Append(value);
                break;
            case (byte)'\b':
                Append((byte)'b');
                break;
            case (byte)'\n':
                Append((byte)'n');
                break;
            case (byte)'\r':
                Append((byte)'r');
                break;
            case (byte)'\t':
                Append((byte)'t');
                break;
            case (byte)'\v':
                Append((byte)'v');
                break;
            default:
                Append((byte)'x');
                Append("0123456789abcdef"u8[value >> 4]);
                Append("0123456789abcdef"u8[value & 15]);
                break;
        }
    }
}

/// <summary>Writes one part of a line. It keeps nothing between two lines but what it has been compiled to.</summary>
internal delegate void LogPiece(ref LogLine line, RequestTimeline request);
