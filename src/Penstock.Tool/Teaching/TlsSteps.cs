using System.Globalization;

namespace Penstock.Tool.Teaching;

/// <summary>TLS through a tunnel: two hellos in clear, and then nothing that the proxy could read.</summary>
internal static class TlsSteps
{
    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        if ((request.At(TimelineStage.ClientHello) ?? request.At(TimelineStage.FirstByteUp)) is { } helloAt)
        {
            steps.Add(new(helloAt, Lane.Client, Lane.Server, "ClientHello", HelloWords.OfClient(request.Tls)));
        }

        if (request.Tls?.Alert is { } alert)
        {
            bool isByOrigin = alert.From == "origin";
            steps.Add(new(
                isByOrigin ? request.At(TimelineStage.FirstByteDown) : null, isByOrigin ? Lane.Server : Lane.Client, isByOrigin ? Lane.Client : Lane.Server, $"alert: {alert.Description}",
                $"In clear: the {(isByOrigin ? "server" : "client")} does not want to go on."));
        }

        if (request.Tls is not { HasServerHello: true } tls)
        {
            return NoTls(lesson, steps);
        }

        if (tls.WasRetried)
        {
            steps.Add(new(null, Lane.Server, Lane.Client, "HelloRetryRequest", "In clear: the server wants a key of another kind. One more round trip."));
            steps.Add(new(null, Lane.Client, Lane.Server, "ClientHello, again", "In clear, with that key."));
        }

        steps.Add(new(request.At(TimelineStage.ServerHello), Lane.Server, Lane.Client, "ServerHello", HelloWords.OfServer(tls)));
        steps.Add(Certificate(tls));
        steps.Add(Check(lesson));
        bool isRejected = lesson.Client.Ending is ClientEnding.CertificateRejected or ClientEnding.TlsFailed;
        string records = request.TlsRecordsUp + request.TlsRecordsDown > 0
            ? string.Create(CultureInfo.InvariantCulture, $" in {request.TlsRecordsUp} and {request.TlsRecordsDown}{(request.TlsRecordsAreExact ? "" : " or more")} records")
            : "";
        string passed = string.Create(CultureInfo.InvariantCulture, $"{request.BytesUp:#,0} bytes up and {request.BytesDown:#,0} down{records}, hellos and all");
        steps.Add(isRejected
            ? new(null, Lane.Client, Lane.Server, "alert", "Encrypted: I cannot tell it from anything else. The client breaks off; nothing was asked.") { IsEncrypted = true }
            : new(null, Lane.Client, Lane.Server, "request, response", $"Encrypted. I see that it comes and goes: {passed}.") { IsEncrypted = true, IsBothWays = true });
        return Ends(lesson, tls);
    }

    /// <summary>Whether the handshake is encrypted from the ServerHello on.</summary>
    public static bool IsTls13(TlsFacts tls) => tls.Version == "TLS 1.3";

    private static StoryStep Certificate(TlsFacts tls)
    {
        if (IsTls13(tls))
        {
            return new(null, Lane.Server, Lane.Client, "certificate, Finished", "Encrypted. I see records and their sizes, not whose certificate it is.") { IsEncrypted = true };
        }

        if (tls.IsResumed)
        {
            return new(null, Lane.Server, Lane.Client, "Finished", "They have met before: no certificate is sent.") { IsEncrypted = true };
        }

        string whose = tls.Certificate is { Subject: { } subject } certificate ? $"for {subject}, by {certificate.Issuer ?? "nobody it names"}" : "too long for me to look at";
        return new(null, Lane.Server, Lane.Client, "Certificate", $"In clear, since this is no TLS 1.3: {whose}. I may read it, but that proves nothing: anybody can send a copy.");
    }

    private static StoryStep Check(LessonResult lesson)
    {
        string remark = lesson.Client.Certificate switch
        {
            null => "The client says no more than that it does not go on.",
            { Problem: null } good => $"It is for {good.Subject}, by {good.Issuer}: the client believes it. I cannot check it for the client, and it does not trust me to.",
            var bad when lesson.Options.IsInsecure => $"Told to take any certificate (--insecure), though {bad.Problem}. So nobody has checked who the server is.",
            var bad => $"It does not believe it: {bad.Problem}. It is the client that checks: I cannot do it for the client, and one of my making would fare no better.",
        };
        return new(null, Lane.Client, Lane.Client, "checks the certificate", remark);
    }

    private static IReadOnlyList<StoryEnd> NoTls(LessonResult lesson, List<StoryStep> steps)
    {
        bool isSilent = lesson.Timeline.BytesDown == 0;
        if (lesson.Timeline.Tls?.Alert is null && !isSilent)
        {
            steps.Add(new(lesson.Timeline.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Client, "not TLS", "In clear: the server's answer is no TLS. The client gives up."));
        }

        return
        [
            new("Why", isSilent ? $"The server took the connection and {(lesson.Client.Ending == ClientEnding.TimedOut ? "said nothing for so long that the client gave up" : "closed it without a word of TLS")}." : lesson.Client.Problem ?? "The two did not come to TLS."),
            new("What I saw", "Whom you talk to (name, address, port), and all that passed so far: before TLS begins nothing is hidden."),
            new("What to do", $"If the server speaks plain HTTP at that port: penstock teach http://{lesson.Target.Authority}/"),
        ];
    }

    private static List<StoryEnd> Ends(LessonResult lesson, TlsFacts tls)
    {
        ClientReport client = lesson.Client;
        string certificate = IsTls13(tls) ? "the certificate, " : "";
        List<StoryEnd> ends =
        [
            new("What I saw", $"Whom you talk to (name, address, port), when, how long, how much, and the two hellos{(IsTls13(tls) || tls.IsResumed ? "" : " and the certificate")}."),
            new("What I could not see", $"{certificate}the path and what follows it, headers, cookies, the page. The keys were agreed between the two ends; they never came to me."),
        ];
        string answer = string.Create(CultureInfo.InvariantCulture, $"{client.Status} {client.Reason}").TrimEnd();
        ends.Add(client.Ending switch
        {
            ClientEnding.Answered => new(
                "What the client knows",
                $"{lesson.Options.Method} {lesson.Target.Uri!.PathAndQuery} over {client.Protocol} gave {answer}, a body of {Words.Bytes(client.BodyBytes)}{(client.IsCut ? " and more, which it did not want" : "")}."),
            ClientEnding.CertificateRejected => new("What to do", "If it is your own server: --cacert FILE makes the client trust the authority in it, --insecure any certificate."),
            _ => new("What the client says", client.Problem ?? client.Ending.ToString()),
        });
        return ends;
    }
}
