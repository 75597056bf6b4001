namespace Penstock.Tool.Teaching;

/// <summary>A tunnel in which the client says nothing: does the server speak first?</summary>
internal static class GreetingSteps
{
    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        // A configuration that waits for less than the client does ends it too, and that is not the server's doing.
        if (request.Outcome is ProxyOutcome.OriginClosedTunnel or ProxyOutcome.OriginResetTunnel && lesson.Client.Ending == ClientEnding.HungUp)
        {
            return HungUp(lesson);
        }

        if (lesson.Client.LastWords.Length > 0)
        {
            return SpokeLast(lesson, steps);
        }

        if (lesson.Client.Greeting.Length == 0)
        {
            steps.Add(new(null, Lane.Client, Lane.Client, "waits 2 s", "Neither says anything. This server waits for its client to speak first, as those of the web and of Redis do."));
            return
            [
                new("What I saw", "Whom you talk to (name, address, port), when, how long, and that nothing was said."),
                new("What I could not see", $"What the two would have said is theirs; what I could read of it depends on whether they encrypt.{(lesson.Target.Port == 443 ? $" For the web: penstock teach https://{lesson.Target.Host}/" : "")}"),
            ];
        }

        steps.Add(new(
            request.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Client, Words.FirstLine(lesson.Client.Greeting),
            "The server speaks first, and in clear: I read it as it passes. A tunnel carries anything; it need not be TLS."));
        return
        [
            new("What I saw", "Whom you talk to (name, address, port), when, how long, how much, and the greeting, which names the server's software."),
            new("What I could not see", "Nothing of what passed so far: a tunnel does not encrypt. What follows a greeting is hidden from me if the two ends encrypt it themselves: SSH always does, mail does after STARTTLS."),
        ];
    }
    private static List<StoryEnd> HungUp(LessonResult lesson)
    {
        RequestTimeline request = lesson.Timeline;
        string how = request.Outcome == ProxyOutcome.OriginResetTunnel ? "reset it" : "closed it";
        return
        [
            new("Why", $"The server took the connection, and {how} without a word, though nobody had asked it for anything. It does not wait for its client to speak: it did not want this one."),
            new("What I saw", "Whom you talk to (name, address, port), when, and that nothing was said."),
            new("What to do", "See what the server's own log says. It sees my address, and not the client's, which a list of its own may not have; or it is a forwarder that cannot reach what is behind it."),
        ];
    }

    private static List<StoryEnd> SpokeLast(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        steps.Add(new(null, Lane.Client, Lane.Client, "waits 2 s", "Neither says anything."));
        steps.Add(new(request.At(TimelineStage.ClientFinished), Lane.Client, Lane.Server, "no more to say", "The client ends its half of the connection (FIN). I pass that on; the other half stays open."));
        steps.Add(new(
            request.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Client, Words.FirstLine(lesson.Client.LastWords),
            $"Only now does the server speak: {Words.Bytes(request.BytesDown)}, in clear. It had waited for all that its client would say."));
        return
        [
            new("What I saw", "Whom you talk to (name, address, port), when, how long, how much, and what the server said at the end."),
            new("What I could not see", "Nothing of what passed: a tunnel does not encrypt. What a real client would have said is another matter; it depends on whether the two ends encrypt it."),
        ];
    }
}
