using Penstock.Http;

namespace Penstock.Tests.Http;

/// <summary>Chunked bodies and the rule each one breaks, on both sides of each border.</summary>
internal static class ChunkedCases
{
    /// <summary>Small enough that a case can meet each limit of the trailer section in a line or two.</summary>
    internal static readonly LimitConfig Limits = new() { MaxHeadBytes = 120, MaxFields = 3 };

    /// <summary>Text, its data, its trailers, and how many bytes of the text belong to whatever follows.</summary>
    internal static readonly (string Text, string Data, string Trailers, int BytesAfter)[] Good =
    [
        // Sizes
        ("0\r\n\r\n", "", "", 0),
        ("00000\r\n\r\n", "", "", 0),
        ("0000000000000000\r\n\r\n", "", "", 0),
        ("5\r\nhello\r\n0\r\n\r\n", "hello", "", 0),
        ("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world", "", 0),
        ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello", "", 0),
        ("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", "", 0),
        ($"1F\r\n{Run(31)}\r\n1f\r\n{Run(31)}\r\n0\r\n\r\n", Run(62), "", 0),
        ($"0fF\r\n{Run(255)}\r\n100\r\n{Run(256)}\r\n0\r\n\r\n", Run(511), "", 0),

        // Data is any bytes, and what follows the message is another's
        ("c\r\n\r\n0\r\n\r\n;\0\u00ff\r\n\r\n0\r\n\r\n", "\r\n0\r\n\r\n;\0\u00ff\r\n", "", 0),
        ("1\r\n\n\r\n1\r\n\r\r\n0\r\n\r\n", "\n\r", "", 0),
        ("0\r\n\r\n0\r\n\r\n", "", "", 5),
        ("1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", "x", "", 18),
        ("0\r\n\r\n\n", "", "", 1),

        // Extensions
        ("1;a\r\nx\r\n0;b\r\n\r\n", "x", "", 0),
        ("1;a=b\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;a;b=c;d;e=f\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1 ;a\r\nx\r\n0\t \t;b\r\n\r\n", "x", "", 0),
        ("1 ; a = b\t; c\t=\td ;e\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;a=\"\"\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;a=\"b;c=d\"\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;a=\"b \t\\\"\\\\\\c\\ \\\t\u00e9\\\u00e9{}\" ;d\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;a=\"b\" ; c=\"d\"\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ("1;!#$%&'*+-.^_`|~=!#$%&'*+-.^_`|~\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ($"1;{Run(4095)}\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ($"1;{Run(2047)} ;{Run(2046)}\r\nx\r\n0\r\n\r\n", "x", "", 0),
        ($"{LargestExtensions(4)}0\r\n\r\n", "xxxx", "", 0),

        // Trailers
        ("0\r\nA: b\r\n\r\n", "", "A: b\r\n", 0),
        ("0\r\nA:b\r\n\r\n", "", "A: b\r\n", 0),
        ("0\r\nA: \t b c\t \r\n\r\n", "", "A: b c\r\n", 0),
        ("0\r\nA:\r\nB: \r\n\r\n", "", "A: \r\nB: \r\n", 0),
        ("1\r\nx\r\n0\r\nB: \u00e91\r\na: 2\r\nB: 3\r\n\r\nrest", "x", "B: \u00e91\r\na: 2\r\nB: 3\r\n", 4),
        ("0\r\nA: b\r\ncontent-length: 5\r\nB: c\r\n\r\n", "", "A: b\r\nB: c\r\n", 0),
        ("0\r\nTransfer-Encoding: chunked\r\n\r\n", "", "", 0),
        ($"0\r\n{Trailer(120 - 2)}\r\n", "", Trailer(120 - 2), 0),
        ($"0\r\n{Trailer(40)}{Trailer(30)}{Trailer(48)}\r\nrest", "", Trailer(40) + Trailer(30) + Trailer(48), 4),
    ];

    internal static readonly (HeadRejection Rejection, string Text)[] Bad =
    [
        // Sizes
        (HeadRejection.InvalidChunkSize, "\r\n"),
        (HeadRejection.InvalidChunkSize, "x\r\n"),
        (HeadRejection.InvalidChunkSize, "g\r\n"),
        (HeadRejection.InvalidChunkSize, "5g\r\n"),
        (HeadRejection.InvalidChunkSize, "+5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "-5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "-0\r\n\r\n"),
        (HeadRejection.InvalidChunkSize, "0x5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "0X5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5h\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5_0\r\n"),
        (HeadRejection.InvalidChunkSize, "5.0\r\n"),
        (HeadRejection.InvalidChunkSize, "5,5\r\n"),
        (HeadRejection.InvalidChunkSize, "\"5\"\r\n"),
        (HeadRejection.InvalidChunkSize, " 5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "\t5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5 \r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5\t\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5 5\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5 \0;a\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5\0\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "5\u000b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkSize, "\u00b2\r\n"),
        (HeadRejection.InvalidChunkSize, ";a\r\n"),
        (HeadRejection.InvalidChunkSize, "5\r\nhello\r\n\r\n"),
        (HeadRejection.InvalidChunkSize, "5\r\nhello\r\n 0\r\n\r\n"),
        (HeadRejection.ChunkSizeOverflow, "8000000000000000\r\n"),
        (HeadRejection.ChunkSizeOverflow, "ffffffffffffffff\r\n"),
        (HeadRejection.ChunkSizeOverflow, "00000000000000000\r\n\r\n"),
        (HeadRejection.ChunkSizeOverflow, "00000000000000005\r\nhello\r\n"),
        (HeadRejection.ChunkSizeOverflow, "10000000000000005\r\nhello\r\n"),
        (HeadRejection.BareLineFeed, "\n"),
        (HeadRejection.BareLineFeed, "5\nhello\r\n"),
        (HeadRejection.BareLineFeed, "5 \nhello\r\n"),
        (HeadRejection.BareLineFeed, "0\n\r\n"),
        (HeadRejection.BareCarriageReturn, "5\rhello"),
        (HeadRejection.BareCarriageReturn, "5\r\r\nhello"),
        (HeadRejection.BareCarriageReturn, "5\r;a\r\nhello"),

        // Extensions
        (HeadRejection.InvalidChunkExtension, "5;\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5; \r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;;a\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a;\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a \r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;=b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=;b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a==b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=b=c\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=b c\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=b \r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=b =c\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a\0\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;\"a\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a(\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=b\"c\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\"c\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\"\"c\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\" \r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\0c\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\u007fc\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\\\0c\"\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\"b\\\r\nhello\r\n"),
        (HeadRejection.InvalidChunkExtension, "5;a=\u00e9\r\nhello\r\n"),
        (HeadRejection.BareLineFeed, "5;a\nhello\r\n"),
        (HeadRejection.BareLineFeed, "5;\nhello\r\n"),
        (HeadRejection.BareLineFeed, "5;a=\"b\nc\"\r\nhello\r\n"),
        (HeadRejection.BareLineFeed, "5;a=\"b\\\nc\"\r\nhello\r\n"),
        (HeadRejection.BareCarriageReturn, "5;a\rb\r\nhello\r\n"),
        (HeadRejection.BareCarriageReturn, "5;a=\"b\"\r;c\r\nhello\r\n"),
        (HeadRejection.ChunkExtensionsTooLarge, $"1;{Run(4096)}\r\nx\r\n"),
        (HeadRejection.ChunkExtensionsTooLarge, $"1{new string(' ', 4097)}"),
        (HeadRejection.ChunkExtensionsTooLarge, $"1;a=\"{new string(';', 4093)}"),
        (HeadRejection.ChunkExtensionsTooLarge, $"{LargestExtensions(4)}1;"),

        // The end of a chunk's data
        (HeadRejection.InvalidChunkEnd, "5\r\nhello!\r\n0\r\n\r\n"),
        (HeadRejection.InvalidChunkEnd, "5\r\nhello0\r\n\r\n"),
        (HeadRejection.InvalidChunkEnd, "5\r\nhello\n0\r\n\r\n"),
        (HeadRejection.InvalidChunkEnd, "5\r\nhello\r0\r\n\r\n"),
        (HeadRejection.InvalidChunkEnd, "5\r\nhello\r\r\n0\r\n\r\n"),
        (HeadRejection.InvalidChunkEnd, "5\r\nhello \r\n0\r\n\r\n"),

        // Trailers
        (HeadRejection.BareLineFeed, "0\r\n\n"),
        (HeadRejection.BareLineFeed, "0\r\nA: b\n\r\n"),
        (HeadRejection.BareLineFeed, "0\r\nA: b\r\n\n"),
        (HeadRejection.BareCarriageReturn, "0\r\n\r\r\n"),
        (HeadRejection.BareCarriageReturn, "0\r\n\rA: b\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "0\r\nA: b\rc\r\n\r\n"),
        (HeadRejection.BareCarriageReturn, "0\r\nA: b\r\n\rB: c\r\n\r\n"),
        (HeadRejection.LineFolding, "0\r\n A: b\r\n\r\n"),
        (HeadRejection.LineFolding, "0\r\nA: b\r\n\tc\r\n\r\n"),
        (HeadRejection.LineFolding, "0\r\n1: a\r\n2: a\r\n3: a\r\n b\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeColon, "0\r\nA : b\r\n\r\n"),
        (HeadRejection.EmptyFieldName, "0\r\n: b\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "0\r\nA(: b\r\n\r\n"),
        (HeadRejection.InvalidFieldName, "0\r\n\0\r\n\r\n"),
        (HeadRejection.MissingColon, "0\r\nGET\r\n\r\n"),
        (HeadRejection.WhitespaceBeforeColon, "0\r\nGET / HTTP/1.1\r\n\r\n"),
        (HeadRejection.InvalidFieldValue, "0\r\nA: b\0\r\n\r\n"),
        (HeadRejection.InvalidFieldValue, "0\r\nContent-Length: \u000b5\r\n\r\n"),
        (HeadRejection.TrailersTooLarge, "0\r\n1: a\r\n2: a\r\n3: a\r\n4"),
        (HeadRejection.TrailersTooLarge, "0\r\nTE: a\r\nTE: a\r\nTE: a\r\nTE: a\r\n\r\n"),
        (HeadRejection.TrailersTooLarge, $"0\r\n{Trailer(120 - 1)}\r\n"),
        (HeadRejection.TrailersTooLarge, $"0\r\n{Trailer(120)}\r\n"),
        (HeadRejection.TrailersTooLarge, $"0\r\n{Trailer(121)}\r\n"),
        (HeadRejection.TrailersTooLarge, $"0\r\n{Run(200)}"),
    ];

    internal static IEnumerable<string> All => Good.Select(good => good.Text).Concat(Bad.Select(bad => bad.Text));

    private static string Run(int length) => new('x', length);

    /// <summary>Chunks of one byte with 4 KiB of extensions each, which is what a line may have, and a quarter of what a message may.</summary>
    private static string LargestExtensions(int chunks) => string.Concat(Enumerable.Repeat($"1;{Run(4095)}\r\nx\r\n", chunks));

    private static string Trailer(int length) => $"A: {Run(length - 5)}\r\n";
}
