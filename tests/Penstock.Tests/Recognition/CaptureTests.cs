using System.Globalization;
using Penstock.Recognition;

namespace Penstock.Tests.Recognition;

/// <summary>Hellos of real programs: what we read in them is what tshark reads.</summary>
public sealed class CaptureTests
{
    public static TheoryData<string> Names => Capture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void ClientHello_IsReadAsTsharkReadsIt(string name)
    {
        Capture capture = Capture.Read(name);
        TunnelRecognizer recognizer = capture.Recognize();

        ClientHello hello = Assert.IsType<ClientHello>(recognizer.ClientHello);
        Assert.Equal(TunnelProtocol.Tls, recognizer.Protocol);
        Assert.Equal(HelloProblem.None, recognizer.HelloProblem);
        Assert.Equal(capture.Expected("sni"), hello.ServerName ?? "");
        Assert.Equal(capture.Expected("sni").Length > 0, hello.IsServerNameValid);
        Assert.Equal(capture.Expected("alpn"), string.Join(',', hello.Alpn));
        Assert.Equal(capture.ExpectedNumbers("versions"), hello.Versions.ToArray());
        Assert.Equal(capture.ExpectedNumbers("suites"), hello.CipherSuites.ToArray());
        Assert.Equal(capture.ExpectedNumbers("extensions"), hello.Extensions.ToArray());
        Assert.Equal(capture.ExpectedNumbers("algorithms"), hello.SignatureAlgorithms.ToArray());
        Assert.Equal(capture.ExpectedNumbers("groups"), hello.SupportedGroups.ToArray());
        Assert.Equal(capture.ExpectedNumbers("shares"), hello.KeyShareGroups.ToArray());
        Assert.Equal(capture.Expected("ja4"), hello.Ja4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ServerHello_IsReadAsTsharkReadsIt(string name)
    {
        Capture capture = Capture.Read(name);
        TunnelRecognizer recognizer = capture.Recognize();

        Assert.Equal(capture.ExpectedNumbers("server-version"), One(recognizer.ServerHello?.Version));
        Assert.Equal(capture.ExpectedNumbers("server-suite"), One(recognizer.ServerHello?.CipherSuite));
        Assert.Equal(capture.ExpectedNumbers("server-group"), One(recognizer.ServerHello is { Group: > 0 and var group } ? group : null));
        Assert.Equal(capture.Expected("server-alpn"), recognizer.ServerHello?.Alpn ?? "");
        Assert.Equal(capture.Expected("certificate"), string.Join(',', recognizer.Certificate?.Names.Where(text => !char.IsAsciiDigit(text[0])) ?? []));
        Assert.Equal(capture.Expected("alert"), recognizer.Alert is { } alert ? string.Create(CultureInfo.InvariantCulture, $"{alert.Level},{alert.Description}") : "");
        Assert.Equal(name.EndsWith("-resumed", StringComparison.Ordinal), recognizer.ServerHello?.IsResumed ?? false);
        Assert.Equal(0, recognizer.HeldBytes);
        Assert.False(recognizer.WantsUp || recognizer.WantsDown);
    }

    [Fact]
    public void HelloRetry_IsFollowedToTheSecondHello()
    {
        TunnelRecognizer recognizer = Capture.Read("openssl-hello-retry").Recognize();

        Assert.True(recognizer.ServerHello?.FollowsRetry);
        Assert.Equal("secp384r1", recognizer.ServerHello?.GroupName);
        Assert.Equal([0x001D], recognizer.ClientHello!.KeyShareGroups.ToArray());
        Assert.Equal([0x0018], recognizer.RetriedClientHello!.KeyShareGroups.ToArray());
        Assert.Equal("www.origin.test", recognizer.RetriedClientHello.ServerName);
    }

    [Fact]
    public void Chromium_OffersPostQuantumEchAndGrease_AndTheServerTakesTheFirst()
    {
        TunnelRecognizer recognizer = Capture.Read("chromium").Recognize();

        Assert.True(recognizer.ClientHello is { HasGrease: true, EchOffered: true, OffersPostQuantum: true, OffersPsk: false });
        Assert.Equal("X25519MLKEM768", recognizer.ServerHello?.GroupName);
        Assert.True(recognizer.ServerHello?.IsPostQuantum);
        Assert.Equal("TLS_AES_256_GCM_SHA384", recognizer.ServerHello?.CipherSuiteName);
    }

    [Fact]
    public void OpenSsl_HasNoneOfThem()
    {
        TunnelRecognizer recognizer = Capture.Read("openssl-tls13").Recognize();

        Assert.True(recognizer.ClientHello is { HasGrease: false, EchOffered: false, OffersPostQuantum: false, OffersPsk: false, OffersTicket: false, HasSessionId: true });
        Assert.Equal("x25519", recognizer.ServerHello?.GroupName);
        Assert.False(recognizer.ServerHello?.IsPostQuantum);
        Assert.Null(recognizer.Certificate);
    }

    [Fact]
    public void ResumedSessions_AreOfferedInTheirVersionsWay()
    {
        Assert.True(Capture.Read("openssl-tls13-resumed").Recognize().ClientHello is { OffersPsk: true, OffersTicket: false });
        Assert.True(Capture.Read("openssl-tls12-resumed").Recognize().ClientHello is { OffersPsk: false, OffersTicket: true });
    }

    [Fact]
    public void Alerts_AreNamedWithTheSideThatSentThem()
    {
        TunnelRecognizer refused = Capture.Read("openssl-refused").Recognize();
        Assert.Equal((true, "protocol_version", true), (refused.Alert!.Value.FromOrigin, refused.Alert.Value.Name, refused.Alert.Value.IsFatal));
        Assert.Null(refused.ServerHello);

        TunnelRecognizer untrusting = Capture.Read("openssl-untrusting").Recognize();
        Assert.Equal((false, "unknown_ca", true), (untrusting.Alert!.Value.FromOrigin, untrusting.Alert.Value.Name, untrusting.Alert.Value.IsFatal));
        Assert.NotNull(untrusting.Certificate);
    }

    private static ushort[] One(ushort? value) => value is { } one ? [one] : [];
}
