using System.Globalization;

namespace Penstock.Tool.Teaching;

/// <summary>A plain request, passed on: the proxy reads everything, and writes it anew.</summary>
internal static class ForwardStory
{
    /// <summary>The request, on its way to the server.</summary>
    public static StoryStep PassedOn(LessonResult lesson) => new(
        lesson.Timeline.At(TimelineStage.FirstByteUp), Lane.Proxy, Lane.Server, $"{lesson.Timeline.Method} {lesson.Target.Uri!.PathAndQuery}",
        "I write the request anew: the path alone, Via with my name; what is meant for me (Proxy-…, Connection) stays here.");

    public static IReadOnlyList<StoryEnd> Tell(LessonResult lesson, List<StoryStep> steps)
    {
        RequestTimeline request = lesson.Timeline;
        ClientReport client = lesson.Client;
        string answer = string.Create(CultureInfo.InvariantCulture, $"{request.Status} {client.Reason}").TrimEnd();
        steps.Add(PassedOn(lesson));
        steps.Add(new(request.At(TimelineStage.FirstByteDown), Lane.Server, Lane.Proxy, answer, "The server's answer. I can read it: the headers, the cookies, the page."));
        steps.Add(new(
            request.At(TimelineStage.ReplySent), Lane.Proxy, Lane.Client, answer,
            $"I pass it on as it comes: {Words.Bytes(request.BytesDown)} of body. Whoever stands between could change it, and nobody would notice."));
        if (client.IsCut)
        {
            steps.Add(new(request.Duration, Lane.Client, Lane.Client, "leaves", $"{Words.Bytes(client.BodyBytes)} are enough for a lesson: the client does not wait for the rest."));
        }
        else if (client.Ending == ClientEnding.TimedOut)
        {
            steps.Add(new(request.Duration, Lane.Client, Lane.Client, "leaves", $"The answer had not come to its end after {Duration.Format(WebClient.Limit)}: the client does not wait for it."));
        }
        else if (client.Ending != ClientEnding.Answered || request.Outcome == ProxyOutcome.ResponseTruncated)
        {
            steps.Add(new(request.Duration, Lane.Client, Lane.Client, "cut off", $"The answer ended before its end{(request.Detail is { Length: > 0 } detail ? $": {detail}" : "")}."));
        }

        return
        [
            new("What I saw", "Everything: the URL, all headers with cookies and passwords, the page. So did everybody else on the way, from you to me and from me to the server."),
            new("What I could not see", "Nothing. http:// hides nothing, with a proxy or without."),
            new("What to do", $"Ask with https://: then I see whom you ask and how much comes, and no more.{(lesson.Target.Port == 80 ? $" Try: penstock teach https://{lesson.Target.Host}/" : "")}"),
        ];
    }
}
