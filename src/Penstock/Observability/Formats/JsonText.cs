using System.Runtime.CompilerServices;
using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>The members of a JSON object, written behind each other: each key is given as <c>,"key":</c>, and what is not known is left out.</summary>
internal static class JsonText
{
    // Inlined, as others below: each key is copied by as many moves as its length takes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Number(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        if (value != 0)
        {
            NumberOrZero(ref line, key, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NumberOrZero(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        line.Append(key);
        line.Append(value);
    }

    /// <summary>A word of our own: ASCII that can stand as it is.</summary>
    public static void Word(ref LogLine line, ReadOnlySpan<byte> key, string? word)
    {
        if (word is not null)
        {
            Span<byte> room = line.Room(key.Length + word.Length + 2);
            key.CopyTo(room);
            room[key.Length] = (byte)'"';
            Encoding.ASCII.GetBytes(word, room[(key.Length + 1)..]);
            room[key.Length + word.Length + 1] = (byte)'"';
            line.Wrote(key.Length + word.Length + 2);
        }
    }

    /// <summary>Left out unless it is true.</summary>
    public static void Flag(ref LogLine line, ReadOnlySpan<byte> key, bool value)
    {
        if (value)
        {
            line.Append(key);
            line.Append("true"u8);
        }
    }

    public static void Text(ref LogLine line, ReadOnlySpan<byte> key, string? value)
    {
        if (value is not null)
        {
            line.Append(key);
            Quote(ref line, value);
        }
    }

    /// <summary>What came from a peer, as bytes; left out if there are none.</summary>
    public static void Text(ref LogLine line, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            line.Append(key);
            Quote(ref line, value, isText: false);
        }
    }

    /// <summary>Left out if it is empty.</summary>
    public static void List(ref LogLine line, ReadOnlySpan<byte> key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        line.Append(key);
        line.Append((byte)'[');
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                line.Append((byte)',');
            }

            Quote(ref line, values[i]);
        }

        line.Append((byte)']');
    }

    /// <summary>Milliseconds, with microseconds behind the point; negative ones too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Milliseconds(ref LogLine line, ReadOnlySpan<byte> key, TimeSpan? duration)
    {
        if (duration is { } time)
        {
            line.Append(key);
            Milliseconds(ref line, time.Ticks / TimeSpan.TicksPerMicrosecond);
        }
    }

    private static void Milliseconds(ref LogLine line, long microseconds)
    {
        if (microseconds < 0)
        {
            line.Append((byte)'-');
            microseconds = -microseconds;
        }

        Span<byte> room = line.Room(DecimalDigits.Room + 4);
        (long whole, long part) = Math.DivRem(microseconds, 1000);
        int at = DecimalDigits.Write(whole, room);
        room[at] = (byte)'.';
        DecimalDigits.WriteThree((uint)part, room[(at + 1)..]);
        line.Wrote(at + 4);
    }

    /// <summary>RFC 3339 with milliseconds, in UTC, in quotes.</summary>
    public static void Time(ref LogLine line, DateTimeOffset time)
    {
        // The runtime reads a pattern anew for each time: ten times what the digits cost.
        (DateOnly date, TimeOnly ofDay) = time.UtcDateTime;
        (int year, int month, int day) = date;
        ReadOnlySpan<byte> shape = "\"0000-00-00T00:00:00.000Z\""u8;
        Span<byte> room = line.Room(shape.Length);
        shape.CopyTo(room);
        DecimalDigits.WriteTwo(year / 100, room[1..]);
        DecimalDigits.WriteTwo(year % 100, room[3..]);
        DecimalDigits.WriteTwo(month, room[6..]);
        DecimalDigits.WriteTwo(day, room[9..]);
        DecimalDigits.WriteTwo(ofDay.Hour, room[12..]);
        DecimalDigits.WriteTwo(ofDay.Minute, room[15..]);
        DecimalDigits.WriteTwo(ofDay.Second, room[18..]);
        DecimalDigits.WriteThree((uint)ofDay.Millisecond, room[21..]);
        room[24] = (byte)'Z';
        line.Wrote(shape.Length);
    }

    /// <summary>An address and its port as they are written together, in quotes: <c>192.0.2.1:80</c>, <c>[::1]:80</c>.</summary>
    public static void EndPoint(ref LogLine line, ReadOnlySpan<byte> key, PeerAddress endPoint)
    {
        line.Append(key);
        line.Append(endPoint.IsIPv6 ? "\"["u8 : "\""u8);
        line.Append(endPoint);
        line.Append(endPoint.IsIPv6 ? "]:"u8 : ":"u8);
        line.Append(endPoint.Port);
        line.Append((byte)'"');
    }

    public static void Quote(ref LogLine line, string value)
    {
        // Nearly all can stand as they are: they are written in their place, and only if that will not do, once more.
        Span<byte> room = line.Room(Encoding.UTF8.GetMaxByteCount(value.Length) + 2);
        Span<byte> text = room.Slice(1, Encoding.UTF8.GetBytes(value, room[1..]));
        if (text.ContainsAnyExcept(LogLine.Plain))
        {
            Quote(ref line, text.ToArray(), isText: true);
            return;
        }

        room[0] = (byte)'"';
        room[text.Length + 1] = (byte)'"';
        line.Wrote(text.Length + 2);
    }

    // RFC 8259, section 7. What came from a peer can hold any bytes: one that is no ASCII becomes the character of its number, so that the bytes can be had back from any line.
    private static void Quote(ref LogLine line, scoped ReadOnlySpan<byte> text, bool isText)
    {
        line.Append((byte)'"');
        while (text.IndexOfAnyExcept(LogLine.Plain) is var plain and >= 0)
        {
            line.Append(text[..plain]);
            byte b = text[plain];
            text = text[(plain + 1)..];
            if (b is (byte)'"' or (byte)'\\')
            {
                line.Append((byte)'\\');
                line.Append(b);
            }
            else if (isText && b >= 0x80)
            {
                line.Append(b);
            }
            else
            {
                line.Append("\\u00"u8);
                line.Append("0123456789abcdef"u8[b >> 4]);
                line.Append("0123456789abcdef"u8[b & 15]);
            }
        }

        line.Append(text);
        line.Append((byte)'"');
    }
}
