using Penstock.Recognition;
using Penstock.Tests.Recognition;

namespace Penstock.Tests.Fuzz.Targets;

/// <summary>Bytes of both sides of a tunnel, in turn: hellos of TLS, banners, STARTTLS. What is recognised does not depend on how they are cut, is printable, and little is held for it.</summary>
internal sealed class TunnelBytesTarget : FuzzTarget
{
    // Of each side all that is looked at, and one byte.
    public override int MostBytes => 2 * TunnelRecognizer.MaxBytes + 2;

    public override string Name => "tunnel-bytes";

    public override IReadOnlyList<string> Tokens { get; } =
    [
        Flights.Up, Flights.Down, "\u0016\u0003\u0001", "\u0016\u0003\u0003", "\u0015\u0003\u0003\0\u0002\u0002\u0028", "\u0014\u0003\u0003\0\u0001\u0001", "\u0001\0\0", "\u0002\0\0", "\u000b\0\0", "\0\0", "\0\u0010\0\u000e\0\u000c\u0002h2", "\0\u002b\0\u0003\u0002\u0003\u0004", "\0\u0033", "\u00fe\u000d", "\u0011\u00ec",
        "SSH-2.0-x\r\n", "220 mail ESMTP\r\n", "250-STARTTLS\r\n", "STARTTLS\r\n", "EHLO a\r\n", "AUTH TLS\r\n", "234 ok\r\n", "+OK pop\r\n", "STLS\r\n", "* OK IMAP\r\n", "a STARTTLS\r\n", "a OK\r\n", "\0\0\0\u0008\u0004\u00d2\u0016\u002f", "S", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n", "*1\r\n$4\r\nPING\r\n", "\0\0\0\u000a5.7.1\0", "\u0030\u0082", "\u0006\u0003\u0055\u0004\u0003", "\u00a3\u0082",
    ];

    public override IEnumerable<byte[]> Seeds =>
    [
        .. Capture.Names.Select(row => Flights.Join(Capture.Read(row.Data).Flights.Select(flight => (flight.IsUp, flight.Bytes)))),
        Bytes(Flights.Down + "220 mail.example ESMTP\r\n" + Flights.Up + "EHLO a\r\n" + Flights.Down + "250-a\r\n250 STARTTLS\r\n" + Flights.Up + "STARTTLS\r\n" + Flights.Down + "220 go\r\n" + Flights.Up + "\u0016\u0003\u0001\0\u0005\u0001"),
        Bytes(Flights.Up + "\0\0\0\u0008\u0004\u00d2\u0016\u002f" + Flights.Down + "S" + Flights.Up + "\u0016\u0003\u0001\0\u0005\u0001"),
        Bytes(Flights.Up + "SSH-2.0-OpenSSH_9.9\r\n" + Flights.Down + "SSH-2.0-OpenSSH_10.0\r\n"),
        Bytes(Flights.Down + "* OK IMAP4 ready\r\n" + Flights.Up + "a STARTTLS\r\n" + Flights.Down + "a OK\r\n"),
        Bytes(Flights.Down + "+OK POP3\r\n" + Flights.Up + "STLS\r\n" + Flights.Down + "+OK\r\n"),
        Bytes(Flights.Down + "220 ftp\r\n" + Flights.Up + "AUTH TLS\r\n" + Flights.Down + "234 go\r\n"),
        Bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Bytes("*1\r\n$4\r\nPING\r\n"),
    ];

    public override void Run(byte[] input)
    {
        (bool IsUp, byte[] Bytes)[] flights = [.. Flights.Of(input)];
        string whole = Show(flights);
        FuzzFinding.UnlessSame(whole, Show(flights.SelectMany(flight => Cuts.Pieces(flight.Bytes).Select(piece => (flight.IsUp, piece)))), "in pieces the answer is another");
    }

    private static string Show(IEnumerable<(bool IsUp, byte[] Bytes)> flights)
    {
        var recognizer = new TunnelRecognizer();
        foreach ((bool isUp, byte[] bytes) in flights)
        {
            if (isUp)
            {
                recognizer.Up(bytes);
            }
            else
            {
                recognizer.Down(bytes);
            }

            FuzzFinding.Unless(recognizer.HeldBytes <= 2 * TunnelRecognizer.MaxBytes, $"{recognizer.HeldBytes} bytes are held");
        }

        string facts = Facts.Of(recognizer);
        CheckTexts(recognizer);
        recognizer.Release();
        FuzzFinding.UnlessSame(facts, Facts.Of(recognizer), "what was learned is lost at the end");
        FuzzFinding.UnlessSame(0, recognizer.HeldBytes, "buffers are held beyond the end");
        FuzzFinding.Unless(!recognizer.WantsUp && !recognizer.WantsDown, "more is wanted beyond the end");
        return facts;
    }

    // They go into logs and onto terminals.
    private static void CheckTexts(TunnelRecognizer recognizer)
    {
        IEnumerable<string?> texts =
        [
            recognizer.ClientBanner, recognizer.ServerBanner, recognizer.HttpMethod, recognizer.ClientHello?.Ja4, recognizer.ClientHello?.ServerName, recognizer.ServerHello?.Alpn, recognizer.ServerHello?.VersionName,
            recognizer.Certificate?.Subject, recognizer.Certificate?.Issuer, .. recognizer.ClientHello?.Alpn ?? [], .. recognizer.Certificate?.Names ?? [],
        ];
        foreach (string text in texts.OfType<string>())
        {
            FuzzFinding.Unless(!text.Any(char.IsControl), $"a text has control characters: {text}");
            FuzzFinding.Unless(text.Length <= 1024, $"a text has {text.Length} characters");
        }
    }
}
