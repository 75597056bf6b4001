namespace Penstock.Tool.Teaching;

/// <summary>A tunnel in which the client says nothing: does the server speak first?</summary>
internal static class GreetingSteps
{
    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
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
}
