using System.Globalization;

namespace Penstock.Tool.Teaching;

/// <summary>A tunnel: what passes through it, and how much of that is legible.</summary>
internal static class TunnelStory
{
    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        steps.Add(new(
            request.At(TimelineStage.ReplySent), Lane.Proxy, Lane.Client, "200 Connection Established",
            "I say this, not the server, which has heard nothing of CONNECT. "
                + (lesson.Target.Uri is null ? "" : "It has said nothing yet: TLS has not begun. ") + "From here on I only carry bytes."));
        IReadOnlyList<StoryEnd> ends = lesson.Target.Uri is null ? GreetingSteps.Tell(lesson, steps) : TlsSteps.Tell(lesson, steps);
        steps.Add(Ending(lesson));
        return ends;
    }

    /// <summary>Who ended it, as the beginning of a sentence.</summary>
    public static string HowItEnded(LessonResult lesson) => lesson.Timeline.Outcome switch
    {
        ProxyOutcome.OriginClosedTunnel => "The server closed the connection",
        ProxyOutcome.OriginResetTunnel => "The server reset the connection",
        ProxyOutcome.ClientClosedTunnel or ProxyOutcome.ClientResetTunnel => "The client gave up",
        _ => "The connection ended",
    };

    private static StoryStep Ending(LessonResult lesson)
    {
        RequestTimeline request = lesson.Timeline;
        string after = $"after {Words.Time(request.Duration)}";
        string passed = string.Create(CultureInfo.InvariantCulture, $"In all {request.BytesUp:#,0} bytes up, {request.BytesDown:#,0} down.");
        return request.Outcome switch
        {
            ProxyOutcome.ClientClosedTunnel => new(request.Duration, Lane.Client, Lane.Server, $"closed by the client {after}", passed),
            ProxyOutcome.ClientResetTunnel => new(request.Duration, Lane.Client, Lane.Server, $"reset by the client {after}", $"{passed} A reset and not a farewell: the client did not care for what was still under way. I pass that on as it is."),
            ProxyOutcome.OriginClosedTunnel => new(request.Duration, Lane.Server, Lane.Client, $"closed by the server {after}", passed),
            ProxyOutcome.OriginResetTunnel => new(request.Duration, Lane.Server, Lane.Client, $"reset by the server {after}", passed),
            ProxyOutcome.TunnelIdle => new(request.Duration, Lane.Proxy, Lane.Proxy, $"ended by me {after}", $"Nothing had passed for {Duration.Format(lesson.Limits.TunnelIdle)}: I wait no longer. {passed}"),
            _ => new(request.Duration, Lane.Proxy, Lane.Proxy, $"ended by me {after}", passed),
        };
    }
}
