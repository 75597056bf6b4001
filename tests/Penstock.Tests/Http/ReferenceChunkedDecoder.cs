using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>The same rules as <see cref="ChunkedDecoder"/>, written for the eye, over a whole text: cut off the size, match the extensions against their
/// grammar, take the data, and leave the trailers to the reference for heads.</summary>
internal static partial class ReferenceChunkedDecoder
{
    private const string RequestLine = "GET / HTTP/1.1\r\n";
    private const int MaxExtensionsOfLine = 4096;
    private const int MaxExtensionsOfMessage = 16384;

    internal static DecodedBody Decode(string text, LimitConfig limits)
    {
        string data = "";
        int extensionBytes = 0;
        int position = 0;
        try
        {
            while (true)
            {
                (BigInteger size, string extensions, int length) = ReadSizeLine(text[position..], MaxExtensionsOfMessage - extensionBytes);
                extensionBytes += extensions.Length;
                position += length;
                if (size.IsZero)
                {
                    break;
                }

                int available = (int)BigInteger.Min(size, text.Length - position);
                data += text.Substring(position, available);
                position += available;
                ExpectCrLf(text[position..], isAtEnd: available < size);
                position += 2;
            }

            return ReadTrailers(text[position..], limits, data, position);
        }
        catch (Verdict verdict)
        {
            ChunkedStatus status = verdict.Rejection is HeadRejection.None ? ChunkedStatus.Incomplete : ChunkedStatus.Rejected;
            return new(status, verdict.Rejection, data, "", 0);
        }
    }

    private static (BigInteger Size, string Extensions, int Length) ReadSizeLine(string text, int extensionsLeft)
    {
        string digits = Digits().Match(text).Value;
        BigInteger size = digits.Length == 0 ? 0 : BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (digits.Length > 16 || size > long.MaxValue)
        {
            throw new Verdict(HeadRejection.ChunkSizeOverflow);
        }

        string extensions = UpToLineEnd().Match(text[digits.Length..]).Value;
        string lineEnd = text[(digits.Length + extensions.Length)..];

        // The first byte that cannot be right is the one after the longest prefix that can.
        int viable = digits.Length == 0 ? 0 : LongestPrefix(extensions, SomeExtensions());
        if (viable > Math.Min(MaxExtensionsOfLine, extensionsLeft))
        {
            throw new Verdict(HeadRejection.ChunkExtensionsTooLarge);
        }

        bool isWhole = digits.Length > 0 && AllExtensions().IsMatch(extensions);
        if (viable < extensions.Length || (!isWhole && lineEnd.StartsWith('\r')))
        {
            throw new Verdict(extensions[..viable].Contains(';') ? HeadRejection.InvalidChunkExtension : HeadRejection.InvalidChunkSize);
        }

        if (lineEnd.StartsWith('\n'))
        {
            throw new Verdict(HeadRejection.BareLineFeed);
        }

        if (!lineEnd.StartsWith("\r\n", StringComparison.Ordinal))
        {
            throw new Verdict(lineEnd.Length < 2 ? HeadRejection.None : HeadRejection.BareCarriageReturn);
        }

        return (size, extensions, digits.Length + extensions.Length + 2);
    }

    private static void ExpectCrLf(string text, bool isAtEnd)
    {
        if (isAtEnd || text is "" or "\r")
        {
            throw new Verdict(HeadRejection.None);
        }

        if (!text.StartsWith("\r\n", StringComparison.Ordinal))
        {
            throw new Verdict(HeadRejection.InvalidChunkEnd);
        }
    }

    /// <summary>A trailer section is what follows the first line of a head.</summary>
    private static DecodedBody ReadTrailers(string text, LimitConfig limits, string data, int position)
    {
        LimitConfig headLimits = limits with { MaxHeadBytes = RequestLine.Length + limits.MaxHeadBytes };
        ReferenceHead head = ReferenceHeadParser.Parse(RequestLine + text, headLimits);
        if (head.Status is not HeadStatus.Complete)
        {
            throw new Verdict(head.Rejection switch
            {
                HeadRejection.WhitespaceBeforeFirstField => HeadRejection.LineFolding,
                HeadRejection.TooManyFields or HeadRejection.HeadTooLarge => HeadRejection.TrailersTooLarge,
                _ => head.Rejection,
            });
        }

        var forwarded = head.Fields.Where(field => TrailerFields.MayBeForwarded(HeadCases.Bytes(field.Name)));
        string trailers = string.Concat(forwarded.Select(field => $"{field.Name}: {field.Value}\r\n"));
        return new(ChunkedStatus.Complete, HeadRejection.None, data, trailers, position + head.Length - RequestLine.Length);
    }

    /// <summary>By bisection: <paramref name="prefixes"/> matches every prefix of what it matches.</summary>
    private static int LongestPrefix(string text, Regex prefixes)
    {
        (int good, int bad) = (0, text.Length + 1);
        while (bad - good > 1)
        {
            int middle = (good + bad) / 2;
            (good, bad) = prefixes.IsMatch(text[..middle]) ? (middle, bad) : (good, middle);
        }

        return good;
    }

    private const string Bws = @"[ \t]*";
    private const string Token = @"[!#$%&'*+\-.^_`|~0-9A-Za-z]+";
    private const string OpenQuote = @"""(?:[\t \x21\x23-\x5B\x5D-\x7E\x80-\xFF]|\\[\t \x21-\x7E\x80-\xFF])*";
    private const string Extension = $"{Bws};{Bws}{Token}(?:{Bws}={Bws}(?:{Token}|{OpenQuote}\"))?";

    [GeneratedRegex(@"\A[0-9a-fA-F]*")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A[^\r\n]*")]
    private static partial Regex UpToLineEnd();

    [GeneratedRegex($@"\A(?:{Extension})*\z")]
    private static partial Regex AllExtensions();

    /// <summary>Whole extensions, and as much of the last one as there is.</summary>
    [GeneratedRegex($@"\A(?:{Extension})*(?:{Bws}(?:;{Bws}(?:{Token}(?:{Bws}(?:={Bws}(?:{Token}|{OpenQuote}\\?|{OpenQuote}"")?)?)?)?)?)?\z")]
    private static partial Regex SomeExtensions();

    private sealed class Verdict(HeadRejection rejection) : Exception
    {
        internal HeadRejection Rejection { get; } = rejection;
    }
}
