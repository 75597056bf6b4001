using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>Hellos that no honest client sends: each has a name, and none is half understood.</summary>
public sealed class HelloProblemTests
{
    [Fact]
    public void TwoServerNames_AreMalformed() =>
        Assert.Equal(HelloProblem.Malformed, Of(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("good.test"), HelloBuilder.ServerName("bad.test")])));

    [Fact]
    public void EmptyServerName_IsMalformed() => Assert.Equal(HelloProblem.Malformed, Of(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("")])));

    [Fact]
    public void ServerNameOf256_IsMalformed_And255IsNot()
    {
        Assert.Equal(HelloProblem.Malformed, Of(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName(new string('a', 256))])));
        Assert.Equal(HelloProblem.None, Of(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName(new string('a', 255))])));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(26, false)]
    public void Alert_IsReadOnlyIfItIsInClear_HoweverItIsCut(int length, bool isRead)
    {
        byte[] bytes = [.. HelloBuilder.Client([0x1301], []), 21, 3, 3, 0, (byte)length, .. Enumerable.Repeat((byte)40, length - 1), 51];
        var cut = new TunnelRecognizer();
        foreach (byte value in bytes)
        {
            cut.Up([value]);
        }

        Assert.Equal(isRead ? new TlsAlert(false, 40, 51) : null, Show(bytes).Alert);
        Assert.Equal(Facts.Of(Show(bytes)), Facts.Of(cut));
    }

    [Fact]
    public void BytesBehindTheExtensions_AreMalformed()
    {
        byte[] body = HelloBuilder.Client([0x1301], [])[9..];
        Assert.Equal(HelloProblem.None, Of(HelloBuilder.Record(1, body)));
        Assert.Equal(HelloProblem.Malformed, Of(HelloBuilder.Record(1, [.. body, 0])));
    }

    [Fact]
    public void MoreThan512Suites_AreTooLarge()
    {
        Assert.Equal(HelloProblem.None, Of(HelloBuilder.Client(new ushort[512], [])));
        Assert.Equal(HelloProblem.TooLarge, Of(HelloBuilder.Client(new ushort[513], [])));
    }

    [Fact]
    public void MessageThatAnnouncesMoreThanIsLookedAt_IsTooLarge_AndHoldsNothing()
    {
        TunnelRecognizer recognizer = Show([22, 3, 1, 0x40, 0, 1, 0, 0x40, 0, 3, 3]);

        Assert.Equal(HelloProblem.TooLarge, recognizer.HelloProblem);
        Assert.Equal(0, recognizer.HeldBytes);
        Assert.False(recognizer.WantsUp);
    }

    [Theory]
    [InlineData("openssl-tls13", 1)]
    [InlineData("openssl-tls12-ecdsa", 1)]
    [InlineData("openssl-tls13", 100)]
    public void TheServersSide_IsUnderstood_WhateverTheClientsSizeIs(string capture, int pieces)
    {
        // Some 20 KB, as with a hundred long names of protocols: in records of 2^14 at the most.
        byte[] message = [1, 0, 0x50, 0, .. new byte[0x5000]];
        byte[] hello = [.. message.Chunk(1 << 14).SelectMany(part => (byte[])[22, 3, 1, .. HelloBuilder.Vector16(part)])];
        IEnumerable<Capture.Flight> client = hello.Chunk(hello.Length / pieces).Select(piece => new Capture.Flight(true, piece));
        TunnelRecognizer expected = Capture.Read(capture).Recognize();

        TunnelRecognizer seen = Capture.Show([.. client, .. Capture.Read(capture).Flights.Where(flight => !flight.IsUp)]);

        Assert.Equal((HelloProblem.TooLarge, null), (seen.HelloProblem, seen.ClientHello));
        Assert.NotNull(seen.ServerHello);
        Assert.Equal((expected.ServerHello!.VersionName, expected.ServerHello.CipherSuiteName, expected.Certificate?.Subject), (seen.ServerHello.VersionName, seen.ServerHello.CipherSuiteName, seen.Certificate?.Subject));
        Assert.Equal(0, seen.HeldBytes);
    }

    [Fact]
    public void HelloOfSsl2_IsNamed() => Assert.Equal(HelloProblem.Ssl2, Of([0x80, 0x1C, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 0x2F, .. new byte[16]]));

    [Fact]
    public void NoRecordBehindTheFirst_IsMalformed() => Assert.Equal(HelloProblem.Malformed, Of([22, 3, 1, 0, 1, 1, .. "GET / HTTP/1.1"u8]));

    [Fact]
    public void HostileNames_AreEscaped_AndNotValid()
    {
        ClientHello hello = Show(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("a\0b\n\u001b"), HelloBuilder.Alpn([0x0A, .. "h2"u8])])).ClientHello!;

        Assert.Equal("a\\x00b\\x0A\\x1B", hello.ServerName);
        Assert.False(hello.IsServerNameValid);
        Assert.Equal(["\\x0Ah2"], hello.Alpn);
        Assert.False(Show(HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("127.0.0.1")])).ClientHello!.IsServerNameValid);
    }

    [Fact]
    public void Alpn_TellsSixteen_AndHowManyThereWere()
    {
        ClientHello hello = Show(HelloBuilder.Client([0x1301], [HelloBuilder.Alpn([.. Enumerable.Repeat("h2"u8.ToArray(), 40)])])).ClientHello!;

        Assert.Equal((16, 40), (hello.Alpn.Count, hello.AlpnCount));
        Assert.Equal(0, Show(HelloBuilder.Client([0x1301], [])).ClientHello!.AlpnCount);
    }

    [Fact]
    public void Sides_AreNotLookedAtBeyondTheirLimit()
    {
        var recognizer = new TunnelRecognizer();
        recognizer.Up(Capture.Read("openssl-tls13").FirstHello);
        while (recognizer.WantsUp)
        {
            recognizer.Up([23, 3, 3, 0, 3, 1, 2, 3]);
        }

        Assert.NotNull(recognizer.ClientHello);
        Assert.Equal(HelloProblem.None, recognizer.HelloProblem);
    }

    private static HelloProblem Of(byte[] bytes) => Show(bytes) is { HelloProblem: not HelloProblem.None } shown ? NothingElse(shown) : HelloProblem.None;

    private static HelloProblem NothingElse(TunnelRecognizer recognizer)
    {
        Assert.Null(recognizer.ClientHello);
        Assert.Equal(TunnelProtocol.Tls, recognizer.Protocol);
        Assert.False(recognizer.WantsUp);

        // What is too large is the client's alone: the server's side has a bound of its own.
        Assert.Equal(recognizer.HelloProblem == HelloProblem.TooLarge, recognizer.WantsDown);
        return recognizer.HelloProblem;
    }

    private static TunnelRecognizer Show(byte[] bytes) => Capture.Show([new(true, bytes)]);
}
