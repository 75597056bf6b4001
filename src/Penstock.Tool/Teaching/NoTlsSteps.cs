namespace Penstock.Tool.Teaching;

/// <summary>A client that begins TLS, and a server that does not come to its hello.</summary>
internal static class NoTlsSteps
{
    private const string InClear = "Whom you talk to (name, address, port), and all that passed so far: before TLS begins nothing is hidden.";

    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        TimeSpan? answered = request.At(TimelineStage.FirstByteDown);
        if (request.Tls?.Alert is { } alert)
        {
            steps.Add(TlsSteps.Alert(alert, alert.From == "origin" ? answered : null));
            return Ends(AlertWords.Why(alert), AlertWords.Advice(alert));
        }

        if (request.BytesDown == 0)
        {
            return Silent(lesson);
        }

        if (answered < (request.At(TimelineStage.FirstByteUp) ?? TimeSpan.MaxValue))
        {
            return SpokeFirst(lesson, steps);
        }

        if (request.TlsRecordsDown > 0)
        {
            steps.Add(new(answered, Lane.Server, Lane.Client, "a record of TLS", "In clear: it begins as an answer in TLS does, and comes to no hello."));
            return Ends($"{TunnelStory.HowItEnded(lesson)} in the middle of an answer that began as TLS.", "See what the server's own log says.");
        }

        steps.Add(new(answered, Lane.Server, Lane.Client, "not TLS", "In clear: the server's answer is no TLS. The client gives up."));
        return Ends("What the server answers the ClientHello is no TLS.", PlainHttp(lesson));
    }

    private static List<StoryEnd> Silent(LessonResult lesson)
    {
        RequestTimeline request = lesson.Timeline;
        if (request.BytesUp == 0)
        {
            return Ends($"{TunnelStory.HowItEnded(lesson)} before the client had said anything: the server took the connection, and did not want it.", "See what the server's own log says. It sees my address, and not the client's.");
        }

        bool isWait = request.Outcome is not (ProxyOutcome.OriginClosedTunnel or ProxyOutcome.OriginResetTunnel);
        return Ends(
            isWait ? "The server took the connection and the ClientHello, and said nothing. I waited for as long as a lesson does." : $"{TunnelStory.HowItEnded(lesson)} when it had the ClientHello, without a word.",
            $"See whether the server speaks TLS at that port. {PlainHttp(lesson)}");
    }

    private static List<StoryEnd> SpokeFirst(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        // Where both speak at once it is the client's TLS that counts; an SSH server has told its name all the same.
        bool isSsh = request.Banner?.StartsWith("SSH-", StringComparison.Ordinal) == true;
        string speaks = isSsh ? "SSH" : request.Protocol is null or "tls" ? "something that I do not know" : request.Summary!;
        steps.Add(new(
            request.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Client, request.Banner ?? Words.Bytes(request.BytesDown),
            $"The server speaks first, and in clear: {speaks}. In TLS it is the client that begins."));
        string startTls = request.Protocol is "smtp" or "imap" or "pop3" or "ftp" ? " It may change to TLS later, if its client asks for that (STARTTLS)." : "";
        return Ends($"The server does not speak TLS at that port, but {speaks}, and it spoke before the client had.{startTls}", $"Hear what it says: penstock teach {lesson.Target.Authority}");
    }

    private static string PlainHttp(LessonResult lesson) => $"If it speaks plain HTTP: penstock teach http://{lesson.Target.Authority}/";

    private static List<StoryEnd> Ends(string why, string next) => [new("Why", why), new("What I saw", InClear), new("What to do", next)];
}
