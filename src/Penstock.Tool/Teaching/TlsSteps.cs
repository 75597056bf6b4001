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

        if (request.Tls is not { HasServerHello: true } tls)
        {
            return NoTlsSteps.Tell(lesson, steps);
        }

        if (tls.WasRetried)
        {
            steps.Add(new(null, Lane.Server, Lane.Client, "HelloRetryRequest", "In clear: the server wants a key of another kind. One more round trip."));
            steps.Add(new(null, Lane.Client, Lane.Server, "ClientHello, again", "In clear, with that key."));
        }

        steps.Add(new(request.At(TimelineStage.ServerHello), Lane.Server, Lane.Client, "ServerHello", HelloWords.OfServer(tls)));
        if (lesson.Client.Ending == ClientEnding.TlsFailed)
        {
            steps.AddRange(tls.Alert is { } alert ? [Alert(alert, null)] : []);
            return Unfinished(lesson);
        }

        steps.Add(Certificate(tls));
        steps.Add(Check(lesson));
        string records = request.TlsRecordsUp + request.TlsRecordsDown > 0
            ? string.Create(CultureInfo.InvariantCulture, $" in {request.TlsRecordsUp} and {request.TlsRecordsDown}{(request.TlsRecordsAreExact ? "" : " or more")} records")
            : "";
        string passed = string.Create(CultureInfo.InvariantCulture, $"{request.BytesUp:#,0} bytes up and {request.BytesDown:#,0} down{records}, hellos and all");
        steps.Add(lesson.Client.Ending switch
        {
            ClientEnding.CertificateRejected when tls.Alert is { } alert => Alert(alert, null),
            ClientEnding.CertificateRejected => new(null, Lane.Client, Lane.Server, "alert", "Encrypted: I cannot tell it from anything else. The client breaks off; nothing was asked.") { IsEncrypted = true },
            ClientEnding.Answered => new(null, Lane.Client, Lane.Server, "request, response", $"Encrypted. I see that it comes and goes: {passed}.") { IsEncrypted = true, IsBothWays = true },
            _ => new(null, Lane.Client, Lane.Server, "request", $"Encrypted. I see that something goes, and not whether it is answered: {passed}.") { IsEncrypted = true },
        });
        return Ends(lesson, tls);
    }

    /// <summary>Whether the handshake is encrypted from the ServerHello on.</summary>
    public static bool IsTls13(TlsFacts tls) => tls.Version == "TLS 1.3";

    /// <summary>An alert that passed in clear.</summary>
    public static StoryStep Alert(TlsAlertFacts alert, TimeSpan? at) => alert.From == "origin"
        ? new(at, Lane.Server, Lane.Client, $"alert: {alert.Description}", "In clear: the server does not want to go on.")
        : new(at, Lane.Client, Lane.Server, $"alert: {alert.Description}", "In clear: the client does not want to go on.");

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

    private static List<StoryEnd> Unfinished(LessonResult lesson)
    {
        TlsAlertFacts? alert = lesson.Timeline.Tls?.Alert;
        return
        [
            new("Why", alert is null ? $"{TunnelStory.HowItEnded(lesson)} in the middle of the handshake: nothing was asked." : AlertWords.Why(alert)),
            new("What I saw", "Whom you talk to (name, address, port), when, how long, how much, and the two hellos."),
            new("What to do", alert is null ? "See what the server's own log says; what came behind its hello may not be TLS as the client knows it." : AlertWords.Advice(alert)),
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
            ClientEnding.CertificateRejected => new("What to do", CertificateAdvice.Of(lesson)),
            _ when client.Ending == ClientEnding.TimedOut || lesson.Timeline.Outcome == ProxyOutcome.TunnelIdle => new("What the client says", "It waited for an answer, and none came in time."),
            _ => new("What the client says", $"{TunnelStory.HowItEnded(lesson)} before the answer had come. What the two said of it is encrypted; a server that wants a certificate from its client is one that ends so."),
        });
        return ends;
    }
}
