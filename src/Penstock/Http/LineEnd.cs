namespace Penstock.Http;

/// <summary>The one line end that counts: CR and LF together (RFC 9112, section 2.2).</summary>
internal static class LineEnd
{
    internal const int Length = 2;

    internal static bool IsAt(ReadOnlySpan<byte> bytes, int position) =>
        position + 1 < bytes.Length && bytes[position] == HttpCharacters.CarriageReturn && bytes[position + 1] == HttpCharacters.LineFeed;

    /// <summary>Names what is wrong with the byte at which a part of a line stopped, where something else had to come.</summary>
    /// <returns><see cref="HeadRejection.None"/> if that depends on a byte not yet here: the one at <paramref name="position"/> itself, or the one
    /// after a carriage return.</returns>
    internal static HeadRejection ReasonAt(
        ReadOnlySpan<byte> bytes, int position, HeadRejection lineEnd, HeadRejection whitespace, HeadRejection other)
    {
        if (position == bytes.Length)
        {
            return HeadRejection.None;
        }

        switch (bytes[position])
        {
            case HttpCharacters.LineFeed:
                return HeadRejection.BareLineFeed;
            case HttpCharacters.CarriageReturn when position + 1 == bytes.Length:
                return HeadRejection.None;
            case HttpCharacters.CarriageReturn:
                return bytes[position + 1] == HttpCharacters.LineFeed ? lineEnd : HeadRejection.BareCarriageReturn;
            case HttpCharacters.Space or HttpCharacters.Tab:
                return whitespace;
            default:
                return other;
        }
    }
}
