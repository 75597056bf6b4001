using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Penstock.Http;

/// <summary>The byte sets of HTTP/1.1, each under the rule it comes from, in a form that is scanned by vector.</summary>
internal static class HttpCharacters
{
    internal const byte Tab = (byte)'\t';
    internal const byte LineFeed = (byte)'\n';
    internal const byte CarriageReturn = (byte)'\r';
    internal const byte Space = (byte)' ';
    private const byte Delete = 0x7F;

    private static ReadOnlySpan<byte> LettersAndDigits => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8;

    /// <summary>RFC 9110, section 5.6.2: tchar = "!" / "#" / "$" / "%" / "&amp;" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT /
    /// ALPHA. A method and a field name are one or more of them.</summary>
    internal static readonly SearchValues<byte> Token = SearchValues.Create([.. LettersAndDigits, .. "!#$%&'*+-.^_`|~"u8]);

    /// <summary>RFC 9110, section 5.5: field-vchar = VCHAR / obs-text, with SP and HTAB between them. Everything but the control characters.</summary>
    internal static bool IsFieldValue(byte value) => value is >= Space and not Delete or Tab;

    /// <summary>How many of the first bytes are those of <see cref="IsFieldValue"/>.</summary>
    /// <remarks>Most bytes of a head pass here. The runtime's search for a set that reaches beyond ASCII costs twenty instructions for each; this is two ranges.</remarks>
    internal static int FieldValueRun(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length <= bytes.Length - Vector128<byte>.Count)
        {
            Vector128<byte> value = Vector128.Create(bytes[length..]);
            Vector128<byte> isControl = Vector128.LessThan(value, Vector128.Create(Space)) & ~Vector128.Equals(value, Vector128.Create(Tab));
            uint refused = (isControl | Vector128.Equals(value, Vector128.Create(Delete))).ExtractMostSignificantBits();
            if (refused != 0)
            {
                return length + BitOperations.TrailingZeroCount(refused);
            }

            length += Vector128<byte>.Count;
        }

        while (length < bytes.Length && IsFieldValue(bytes[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>VCHAR (RFC 5234, appendix B.1): what can stand in a request target. RFC 3986 allows fewer, but clients send others of these unescaped
    /// (<c>|</c>, <c>^</c>, <c>"</c>) and no reader splits a line on one; each target form checks its own parts.</summary>
    internal static readonly SearchValues<byte> Target = SearchValues.Create(Between(0x21, 0x7E));

    /// <summary>RFC 952 and RFC 1123, section 2.1: the letters, digits and hyphens of a host name's labels; and the underscore, which DNS allows
    /// (RFC 2181, section 11) and names inside companies and clusters do use.</summary>
    internal static readonly SearchValues<byte> HostLabel = SearchValues.Create([.. LettersAndDigits, .. "-_"u8]);

    /// <summary>RFC 9110, section 7.2: Host = uri-host [ ":" port ], where RFC 3986, section 3.2.2, builds uri-host from unreserved, pct-encoded, sub-delims
    /// and the brackets and colons of an IP-literal. The comma, a sub-delim, is left out: a reader that joins field lines makes two hosts into <c>a,b</c>
    /// (RFC 9110, section 5.3).</summary>
    internal static readonly SearchValues<byte> HostField = SearchValues.Create([.. LettersAndDigits, .. "-._~%!$&'()*+;=:[]"u8]);

    /// <summary>RFC 5234, appendix B.1: HEXDIG, in either case.</summary>
    internal static readonly SearchValues<byte> HexDigit = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>RFC 3986, section 3.1: what follows the first letter of a scheme.</summary>
    internal static readonly SearchValues<byte> Scheme = SearchValues.Create([.. LettersAndDigits, .. "+-."u8]);

    private static byte[] Between(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(value => (byte)value)];
}
