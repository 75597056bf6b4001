using Microsoft.Extensions.Time.Testing;
using Penstock.Recognition;
using Penstock.Tests.Recognition;

namespace Penstock.Tests.Observability;

/// <summary>What is said to people of a request is true of that request.</summary>
public sealed class SightTests
{
    private const string Encrypted = "encrypted from end to end";

    [Fact]
    public void Tls13_HidesTheCertificateAndTheChoice()
    {
        RequestTimeline request = Tunnel("curl");

        AssertSaw(request, "The client's hello, in clear: it wants www.origin.test, offers h2 or http/1.1, speaks TLS 1.3", "The server's hello, in clear: TLS 1.3, TLS_AES_256_GCM_SHA384, keys by x25519.");
        AssertHidden(request, "The requests and the responses", "The server's certificate: TLS 1.3 encrypts it.", "Which of the protocols", "The keys: the two agree on them by x25519");
    }

    [Fact]
    public void WithoutAlpn_ThereIsNoChoice_AndNoTalkOfPages()
    {
        RequestTimeline request = Tunnel("python", hello => hello.Alpn.Count == 0);

        AssertHidden(request, "What the two say to each other", "The server's certificate", "The keys");
    }

    [Fact]
    public void Tls12_ShowsTheCertificate()
    {
        RequestTimeline request = Tunnel("openssl-tls12-ecdsa");

        AssertSaw(request, "The client's hello", "The server's hello, in clear: TLS 1.2", "The server's certificate, which TLS 1.2 sends in clear");
        Assert.DoesNotContain(request.CouldNotSee, sentence => sentence.Contains("certificate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openssl-tls12-resumed", "resume an earlier session", "resuming an earlier session", "an earlier session goes on")]
    [InlineData("openssl-tls13-resumed", "go on with a key that both had before (an earlier session's, or one agreed elsewhere)", "going on with a key that both had before (an earlier session's, or one agreed elsewhere)",
        "the two go on with a key that both had before (an earlier session's, or one agreed elsewhere)")]
    public void AResumedSession_HasNoCertificate_InEitherVersion_AndIsSureBefore13Alone(string capture, string would, string does, string why)
    {
        RequestTimeline request = Tunnel(capture);

        Assert.Contains(request.Saw, sentence => sentence.Contains("would " + would, StringComparison.Ordinal));
        Assert.Contains(request.Saw, sentence => sentence.EndsWith($", {does}.", StringComparison.Ordinal));
        Assert.Contains($"A certificate: {why}, so the server sends none.", request.CouldNotSee);
        Assert.DoesNotContain(request.CouldNotSee, sentence => sentence.StartsWith("The server's certificate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openssl-tls12-ecdsa", 0xC006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA")]
    [InlineData("curl", 0xC0B4, "TLS_SHA256_SHA256")]
    public void ACipherThatDoesNotEncrypt_IsNotSaidToDoSo_InEitherVersion(string capture, int suite, string name)
    {
        Capture.Flight[] flights = [.. Capture.Read(capture).Flights];
        int server = Array.FindIndex(flights, flight => !flight.IsUp);
        byte[] hello = [.. flights[server].Bytes];

        // Behind the heads of record and message, the version, the random and the session is the suite.
        int at = 5 + 4 + 2 + 32;
        at += 1 + hello[at];
        (hello[at], hello[at + 1]) = ((byte)(suite >> 8), (byte)suite);
        flights[server] = flights[server] with { Bytes = hello };
        RequestTimeline request = Tunnel(Capture.Show(flights));

        Assert.Contains(request.Saw, sentence => sentence.Contains(name, StringComparison.Ordinal));
        AssertHidden(request, "What the two say to each other after the handshake: I do not look at it. It could be read on its way");
        Assert.DoesNotContain(request.CouldNotSee, sentence => sentence.Contains(Encrypted, StringComparison.Ordinal));
    }

    [Fact]
    public void Ech_LeavesTheNameInDoubt()
    {
        Assert.StartsWith("Whether the name in the hello is the real one", Tunnel("chromium").CouldNotSee[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Tunnel("curl").CouldNotSee, sentence => sentence.StartsWith("Whether the name", StringComparison.Ordinal));
    }

    [Fact]
    public void APostQuantumKey_IsSaidToBeOne_AndNoOther()
    {
        Assert.Contains(Tunnel("node24-mlkem").CouldNotSee, sentence => sentence.EndsWith("for a quantum computer.", StringComparison.Ordinal));
        Assert.DoesNotContain(Tunnel("curl").CouldNotSee, sentence => sentence.Contains("quantum", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openssl-refused")]
    [InlineData("openssl-untrusting")]
    public void AFailedHandshake_HidesNoRequest_AndHasNoKeys(string capture)
    {
        RequestTimeline request = Tunnel(capture);

        Assert.Contains(request.Saw, sentence => sentence.StartsWith("An alert in clear: the ", StringComparison.Ordinal));
        Assert.Equal(["A request and its answer: the handshake failed before there could be any."], request.CouldNotSee);
    }

    [Fact]
    public void AnUnansweredHello_HidesNothingYet()
    {
        TunnelRecognizer seen = Capture.Show([Capture.Read("curl").Flights[0]]);
        RequestTimeline open = Tunnel(seen, ProxyOutcome.None, down: 0);
        RequestTimeline ended = Tunnel(seen, down: 0);

        Assert.Equal(["A request and its answer: the server has not answered the hello yet."], open.CouldNotSee);
        Assert.Equal(["A request and its answer: the server never answered the hello."], ended.CouldNotSee);
        Assert.DoesNotContain(ended.Saw, sentence => sentence.StartsWith("The server's", StringComparison.Ordinal));
    }

    [Fact]
    public void AnAnswerThatIsNoHello_IsCalledNotUnderstood()
    {
        TunnelRecognizer seen = Capture.Show([Capture.Read("curl").Flights[0], new(false, "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray())]);
        RequestTimeline request = Tunnel(seen);

        Assert.Contains("A hello of TLS that I did not understand: malformed.", request.Saw);
        Assert.Equal(["What the server answered, and all that came after: I did not find its hello."], request.CouldNotSee);
    }

    [Fact]
    public void StartTls_IsBoth()
    {
        TunnelRecognizer seen = Capture.Show(
        [
            new(false, "220 mail.test ESMTP\r\n"u8.ToArray()), new(true, "STARTTLS\r\n"u8.ToArray()), new(false, "220 go\r\n"u8.ToArray()), .. Capture.Read("curl").Flights,
        ]);
        RequestTimeline request = Tunnel(seen);

        AssertSaw(request, "What it is, by its first bytes: SMTP, which then turned to TLS.", "The server's first line, in clear: 220 mail.test ESMTP", "The client's hello", "The server's hello");
        Assert.Contains(request.CouldNotSee, sentence => sentence.Contains(Encrypted, StringComparison.Ordinal));
    }

    [Fact]
    public void Ssh_HidesItsUser_AndSaysWhoseLinesWereRead()
    {
        TunnelRecognizer seen = Capture.Show([new(true, "SSH-2.0-client\r\n"u8.ToArray()), new(false, "SSH-2.0-server\r\n"u8.ToArray())]);

        AssertSaw(Tunnel(seen), "What it is, by its first bytes: SSH.", "The server's first line, in clear: SSH-2.0-server", "The client's first line, in clear: SSH-2.0-client");
        AssertHidden(Tunnel(seen), "The user, the commands, the files", "I read the first lines");
        AssertSaw(Tunnel(Capture.Show([new(true, "SSH-2.0-client\r\n"u8.ToArray())])), "What it is", "The client's first line, in clear: SSH-2.0-client");
    }

    [Fact]
    public void HttpInATunnel_IsNamed_AndItsPathIsNot()
    {
        RequestTimeline request = Tunnel(Capture.Show([new(true, "GET /secret HTTP/1.1\r\n"u8.ToArray())]));

        AssertSaw(request, "What it is, by its first bytes: HTTP, a GET.");
        AssertHidden(request, "The rest: it began in clear");
        Assert.DoesNotContain("/secret", string.Join(' ', request.Saw), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotKnown_IsNotSaidToBeEncrypted()
    {
        AssertHidden(Tunnel((TunnelRecognizer?)null), "What it was: I did not know the first bytes");
        AssertHidden(Tunnel((TunnelRecognizer?)null, up: 0, down: 0), "Nothing: no byte passed.");
        AssertHidden(Tunnel((TunnelRecognizer?)null, ProxyOutcome.None, 0, 0), "Nothing yet: no byte has passed.");
    }

    [Fact]
    public void PlainHttp_HidesNothing()
    {
        RequestTimeline request = Request("GET", ProxyOutcome.Forwarded);

        AssertSaw(request, "Everything else as well: it was plain http");
        AssertHidden(request, "Nothing: plain http hides nothing from a proxy.");
    }

    [Theory]
    [InlineData(ProxyOutcome.Denied)]
    [InlineData(ProxyOutcome.ConnectRefused)]
    [InlineData(ProxyOutcome.None)]
    public void PlainHttp_ThatWasNotAnswered_WasReadAllTheSame(ProxyOutcome outcome)
    {
        RequestTimeline request = Request("GET", outcome);

        AssertSaw(request, "What was asked: it is plain http");
        Assert.Empty(request.CouldNotSee);
    }

    [Fact]
    public void AnUpgrade_WasAskedForInClear()
    {
        RequestTimeline request = Request("GET", ProxyOutcome.ClientClosedTunnel);
        request.IsTunnel = true;
        request.BytesUp = 10;

        AssertSaw(request, "How much: 10 bytes up, 0 bytes down.", "The request that asked for another protocol");
        AssertHidden(request, "What it was");
    }

    [Fact]
    public void ARefusedTunnel_CarriedNothing()
    {
        RequestTimeline request = Request("CONNECT", ProxyOutcome.Denied);

        AssertSaw(request);
        AssertHidden(request, "What the client wanted to say there");
        Assert.Empty(Request("CONNECT", ProxyOutcome.None).CouldNotSee);
    }

    [Fact]
    public void WhoAsks_IsSaid_OfEveryRequest()
    {
        RequestTimeline request = Request("CONNECT", ProxyOutcome.Denied);
        request.User = "ann";
        Assert.Equal("Who asks, and for what: a client on a Unix socket of this machine, logged in as ann, asks for origin.test, port 443.", request.Saw[0]);

        RequestTimeline broken = new(default, TimeProvider.System) { Outcome = ProxyOutcome.HeadRejected };
        Assert.Equal("A request from a client on a Unix socket of this machine that I did not understand.", broken.Saw[0]);
    }

    [Theory]
    [InlineData("", ProxyOutcome.ClientGone, "that never became complete.")]
    [InlineData("", ProxyOutcome.HeadTimedOut, "that never became complete.")]
    [InlineData("", ProxyOutcome.None, "that is not yet complete.")]
    [InlineData("", ProxyOutcome.TooManyConnections, "too many: I did not wait for its request.")]
    [InlineData("GET", ProxyOutcome.HeadRejected, "that I refused for what it says, or how (a reason), before I looked where it was to go.")]
    [InlineData("CONNECT", ProxyOutcome.HeadRejected, "that I refused for what it says, or how (a reason), before I looked where it was to go.")]
    [InlineData("GET", ProxyOutcome.Answered, "for myself.")]
    [InlineData("GET", ProxyOutcome.None, "for myself.")]
    [InlineData("GET", ProxyOutcome.ClientNotAllowed, "for myself.")]
    public void WhatHasNoHost_IsForMyself_OnlyIfItIs(string method, ProxyOutcome outcome, string ending)
    {
        RequestTimeline request = new(default, TimeProvider.System) { Method = method, Outcome = outcome, Detail = "a reason" };

        Assert.EndsWith(ending, request.Saw[0], StringComparison.Ordinal);
    }

    [Fact]
    public void HalfAHello_IsCalledThat_AndTlsIsNotCalledUnknown()
    {
        TunnelRecognizer half = Capture.Show([new(true, Capture.Read("curl").FirstHello[..60])]);

        AssertHidden(Tunnel(half), "Whom it was for, and all that came after: it began as TLS, and the client's hello never was complete.");
        AssertHidden(Tunnel(half, ProxyOutcome.None), "Whom it was for, and all that came after: it began as TLS, and the client's hello is not complete yet.");
    }

    [Fact]
    public void AHelloThatWasNotUnderstood_HidesWhatItSaid_AndWhatTheServerAnsweredIsSeenAllTheSame()
    {
        byte[] malformed = HelloBuilder.Client([0x1301], [HelloBuilder.ServerName("")]);
        byte[] tooLarge = HelloBuilder.Client(new ushort[513], []);

        AssertHidden(Tunnel(Capture.Show([new(true, malformed)])), "What the hello said, and all that came after: it began as TLS");
        RequestTimeline answered = Tunnel(Capture.Show([new(true, tooLarge), .. Capture.Read("openssl-tls13").Flights.Where(flight => !flight.IsUp)]));
        AssertSaw(answered, "The server's hello, in clear: TLS 1.3", "A hello of TLS that I did not understand: too large.");
        AssertHidden(answered, "What the client's hello said, such as the name of the server: I did not understand it (too large).", "What the two say to each other", "The server's certificate", "The keys");
        Assert.Equal("TLS 1.3", answered.Summary);
    }

    [Fact]
    public void Summary_DoesNotShowAnOfferAsAChoice()
    {
        byte[] four = HelloBuilder.Client([0x1301], [HelloBuilder.Alpn([.. "abcd".Select(c => new[] { (byte)c })])]);

        Assert.Equal("TLS 1.3 · offers h2, http/1.1", Tunnel("curl").Summary);
        Assert.Equal("TLS · offers a, b, c, …", Tunnel(Capture.Show([new(true, four)])).Summary);
    }

    [Fact]
    public void ThePause_IsNoLongerThanTheTunnel_WhateverTheClockThatItWasMeasuredBy()
    {
        var time = new FakeTimeProvider();
        var request = new RequestTimeline(default, time) { IsTunnel = true };
        time.Advance(TimeSpan.FromMilliseconds(1));
        request.Stamp(TimelineStage.Connected);
        request.Duration = TimeSpan.FromMilliseconds(2.245);
        request.LongestPause = TimeSpan.FromMilliseconds(4);

        Assert.Equal(TimeSpan.FromMilliseconds(1.245), request.LongestPause);
        request.Duration = TimeSpan.FromSeconds(1);
        Assert.Equal(TimeSpan.FromMilliseconds(4), request.LongestPause);
    }

    private static void AssertSaw(RequestTimeline request, params string[] beginnings)
    {
        string[] beyond = [.. request.Saw.Skip(2).Where(sentence => !sentence.StartsWith("How much", StringComparison.Ordinal) || beginnings.Any(beginning => beginning.StartsWith("How much", StringComparison.Ordinal)))];
        AssertBegin(beyond, beginnings);
    }

    private static void AssertHidden(RequestTimeline request, params string[] beginnings) => AssertBegin(request.CouldNotSee, beginnings);

    private static void AssertBegin(IReadOnlyList<string> sentences, string[] beginnings)
    {
        Assert.True(sentences.Count == beginnings.Length, string.Join('\n', sentences));
        Assert.All(sentences, (sentence, i) => Assert.StartsWith(beginnings[i], sentence, StringComparison.Ordinal));
    }

    private static RequestTimeline Tunnel(string capture, Func<ClientHello, bool>? precondition = null)
    {
        TunnelRecognizer seen = Capture.Read(capture).Recognize();
        Assert.True(precondition?.Invoke(seen.ClientHello!) ?? true);
        return Tunnel(seen);
    }

    private static RequestTimeline Tunnel(TunnelRecognizer? seen, ProxyOutcome outcome = ProxyOutcome.ClientClosedTunnel, long up = 100, long down = 100)
    {
        RequestTimeline request = Request("CONNECT", outcome);
        (request.IsTunnel, request.Recognized, request.BytesUp, request.BytesDown) = (true, seen, up, down);
        return request;
    }

    private static RequestTimeline Request(string method, ProxyOutcome outcome) => new(default, TimeProvider.System) { Method = method, Host = "origin.test", Port = 443, Outcome = outcome };
}
