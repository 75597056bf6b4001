using System.Text;
using Penstock.Transport;

namespace Penstock.Observability.Formats;

/// <summary>The members of a JSON object, written behind each other: each key is given as <c>,"key":</c>, and what is not known is left out.</summary>
internal static class JsonText
{
    public static void Number(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        if (value != 0)
        {
            NumberOrZero(ref line, key, value);
        }
    }

    public static void NumberOrZero(ref LogLine line, ReadOnlySpan<byte> key, long value)
    {
        Span<byte> room = line.Room(key.Length + LogLine.MostDigits);
        key.CopyTo(room);
        line.Wrote(key.Length + LogLine.FormatNumber(value, room[key.Length..]));
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
    public static void Milliseconds(ref LogLine line, ReadOnlySpan<byte> key, TimeSpan? duration)
    {
        if (duration is not { } time)
        {
            return;
        }

        Span<byte> room = line.Room(key.Length + LogLine.MostDigits + 5);
        key.CopyTo(room);
        int at = key.Length;
        long microseconds = time.Ticks / TimeSpan.TicksPerMicrosecond;
        if (microseconds < 0)
        {
            room[at++] = (byte)'-';
            microseconds = -microseconds;
        }

        (long whole, long part) = Math.DivRem(microseconds, 1000);
        at += LogLine.FormatNumber(whole, room[at..]);
        room[at] = (byte)'.';
        room[at + 1] = (byte)('0' + (part / 100));
        room[at + 2] = (byte)('0' + (part / 10 % 10));
        room[at + 3] = (byte)('0' + (part % 10));
        line.Wrote(at + 4);
    }

    /// <summary>RFC 3339 with milliseconds, in UTC, in quotes.</summary>
    public static void Time(ref LogLine line, DateTimeOffset time)
    {
        line.Append((byte)'"');
        // The runtime reads a pattern anew for each time: ten times what the digits cost.
        time.UtcDateTime.Deconstruct(out DateOnly date, out TimeOnly ofDay);
        line.AppendPadded(date.Year, 4);
        line.Append((byte)'-');
        line.AppendPadded(date.Month, 2);
        line.Append((byte)'-');
        line.AppendPadded(date.Day, 2);
        line.Append((byte)'T');
        line.AppendPadded(ofDay.Hour, 2);
        line.Append((byte)':');
        line.AppendPadded(ofDay.Minute, 2);
        line.Append((byte)':');
        line.AppendPadded(ofDay.Second, 2);
        line.Append((byte)'.');
        line.AppendPadded(ofDay.Millisecond, 3);
        line.Append("Z\""u8);
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
