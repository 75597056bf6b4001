namespace Penstock.Http;

/// <summary>The value of Content-Length.</summary>
internal static class ContentLength
{
    /// <summary>RFC 9110, section 8.6: Content-Length = 1*DIGIT, of any size; a number past 2^63 is an error to us, never a wrap-around.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit) || length > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        return !value.IsEmpty;
    }
}
