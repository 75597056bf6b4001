using System.Globalization;
using System.Text;

namespace Penstock.Tests.Fuzz;

/// <summary>Makes inputs of inputs. The same seed and the same calls give the same inputs, on every machine.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> tokens, int mostBytes)
{
    // Where readers of bytes and of numbers have their borders.
    private static readonly byte[] s_bytes = [0, 1, 9, 10, 13, 16, 22, 31, 32, 34, 44, 47, 48, 57, 58, 59, 61, 64, 65, 92, 127, 128, 254, 255];

    private static readonly string[] s_numbers =
        ["0", "00", "1", "-1", "+1", "9", "10", "15", "16", "64", "127", "128", "255", "256", "4096", "8192", "32767", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e9", "0x10"];

    private readonly Random _random = new(seed);
    private readonly byte[][] _tokens = [.. tokens.Select(token => Encoding.Latin1.GetBytes(token))];

    /// <summary>A number below <paramref name="end"/>, from the same source.</summary>
    public int Next(int end) => _random.Next(end);

    /// <summary>Damages one input, a little or much; <paramref name="other"/> lends it parts.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int edits = 1 << _random.Next(5); edits > 0; edits--)
        {
            Edit(bytes, other);
        }

        return [.. bytes.Take(mostBytes)];
    }

    private void Edit(List<byte> bytes, byte[] other)
    {
        int at = _random.Next(bytes.Count + 1);
        bool isByte = at < bytes.Count;
        switch (_random.Next(16))
        {
            case 0 when isByte:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when isByte:
                bytes[at] = s_bytes[_random.Next(s_bytes.Length)];
                break;
            case 2 when isByte:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 3 when isByte:
                bytes[at] += (byte)(_random.Next(2) == 0 ? 1 : 255);
                break;
            case 4:
                bytes.Insert(at, s_bytes[_random.Next(s_bytes.Length)]);
                break;
            case 5 or 6:
                bytes.RemoveRange(at, Length(bytes.Count - at));
                break;
            case 7:
                // Once more, somewhere.
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, Length(bytes.Count - at)));
                break;
            case 8:
                bytes.InsertRange(at, Enumerable.Repeat(isByte ? bytes[at] : s_bytes[_random.Next(s_bytes.Length)], Length(_random.Next(16) == 0 ? mostBytes : 64)));
                break;
            case 9 or 10 or 11 when _tokens.Length > 0:
                byte[] token = _tokens[_random.Next(_tokens.Length)];
                if (_random.Next(2) == 0)
                {
                    bytes.RemoveRange(at, Math.Min(token.Length, bytes.Count - at));
                }

                bytes.InsertRange(at, token);
                break;
            case 12:
                ReplaceNumber(bytes, at);
                break;
            case 13 when other.Length > 0:
                int start = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, Length(other.Length - start)).ToArray());
                break;
            case 14 when other.Length > 0:
                // The beginning of the one and the end of the other.
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(_random.Next(other.Length)).ToArray());
                break;
            default:
                ReplaceLine(bytes, at);
                break;
        }

        if (bytes.Count > mostBytes)
        {
            bytes.RemoveRange(mostBytes, bytes.Count - mostBytes);
        }
    }

    // Mostly short, now and then as long as it can be.
    private int Length(int most) => most == 0 ? 0 : _random.Next(4) switch
    {
        0 => Math.Min(most, 1),
        1 => _random.Next(Math.Min(most, 8) + 1),
        2 => _random.Next(Math.Min(most, 64) + 1),
        _ => _random.Next(_random.Next(most) + 1),
    };

    private void ReplaceNumber(List<byte> bytes, int at)
    {
        int start = bytes.FindIndex(at, value => value is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        int end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        string number = _random.Next(4) == 0 ? _random.Next().ToString(CultureInfo.InvariantCulture) : s_numbers[_random.Next(s_numbers.Length)];
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(number));
    }

    // A line away, or in another place: what is line by line is seldom right after any other edit.
    private void ReplaceLine(List<byte> bytes, int at)
    {
        int end = bytes.IndexOf((byte)'\n', at);
        int start = at == 0 ? 0 : bytes.LastIndexOf((byte)'\n', at - 1) + 1;
        List<byte> line = bytes.GetRange(start, (end < 0 ? bytes.Count : end + 1) - start);
        if (_random.Next(2) == 0)
        {
            bytes.RemoveRange(start, line.Count);
        }

        if (_random.Next(3) > 0)
        {
            int to = _random.Next(bytes.Count + 1);
            bytes.InsertRange(to == 0 ? 0 : bytes.LastIndexOf((byte)'\n', to - 1) + 1, line);
        }
    }
}
