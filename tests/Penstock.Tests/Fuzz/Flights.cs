using System.Text;

namespace Penstock.Tests.Fuzz;

/// <summary>Inputs of two sides: a marker says whose bytes follow. Before the first one they are the client's.</summary>
internal static class Flights
{
    /// <summary>What follows is the client's, and arrives by itself.</summary>
    public const string Up = "\u00f5\u00f6>";

    /// <summary>What follows is the origin's.</summary>
    public const string Down = "\u00f5\u00f6<";

    private static readonly byte[] s_marker = Encoding.Latin1.GetBytes(Up[..2]);

    public static IEnumerable<(bool IsUp, byte[] Bytes)> Of(byte[] input)
    {
        bool isUp = true;
        int start = 0;
        for (int from = 0; input.AsSpan(from).IndexOf(s_marker) is >= 0 and var found;)
        {
            int at = from + found;
            if (at + 2 < input.Length && input[at + 2] is (byte)'>' or (byte)'<')
            {
                yield return (isUp, input[start..at]);
                isUp = input[at + 2] == '>';
                from = start = at + 3;
            }
            else
            {
                from = at + 1;
            }
        }

        yield return (isUp, input[start..]);
    }

    public static byte[] Join(IEnumerable<(bool IsUp, byte[] Bytes)> flights) =>
        [.. flights.SelectMany(flight => (byte[])[.. Encoding.Latin1.GetBytes(flight.IsUp ? Up : Down), .. flight.Bytes])];
}
